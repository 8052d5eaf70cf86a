import { ensureTopic } from "../produce/topic.ts";
import { applySchema, planSchema } from "../schema/apply.ts";
import { withCassandra } from "../shared/cassandra_client.ts";
import { withAdmin } from "../shared/kafka_client.ts";
import type { Settings } from "../shared/settings.ts";
import { printError } from "../shared/terminal.ts";
import { clientSettings } from "./client_environment.ts";
import type { ServiceName, StackDescription } from "./description.ts";
import { grantRights } from "./secure/grant_rights.ts";

/**
 * Creates what the pipeline needs in a local service that has just become ready: the table in Cassandra, the topic in
 * Kafka. A connector deployed before its topic exists would find it only at its next refresh of metadata, minutes later.
 */
export async function prepareService(
  name: ServiceName,
  { settings, stack }: {
    readonly settings: Settings;
    readonly stack: StackDescription;
  },
): Promise<void> {
  const local = clientSettings(settings, stack);
  if (name === "cassandra") await createTable(local);
  if (name === "kafka") await createTopic(local);
  await grantRights(name, { settings: local, security: stack.security });
}

async function createTopic(settings: Settings): Promise<void> {
  await withAdmin(settings, (admin) =>
    ensureTopic(admin, settings, {
      create: true,
      report: (line) => printError(`kafka: ${line}`),
    }));
}

/** Does what `deno task schema` does, in the local Cassandra. */
async function createTable(settings: Settings): Promise<void> {
  const plan = await planSchema(settings);
  const { created, differences, warnings } = await withCassandra(
    settings,
    (client) => applySchema(client, plan),
  );
  for (const table of created) printError(`cassandra: created ${table}`);
  for (const message of warnings) printError(`cassandra: ${message}`);
  for (const { message } of differences) {
    printError(`cassandra: ${message} (see \`deno task schema\`)`);
  }
}
