import type { Client } from "cassandra-driver";
import { applyRoles, planRoles } from "../../security/cassandra_roles.ts";
import {
  kafkaRoles,
  listAcls,
  toAclEntries,
} from "../../security/kafka_acls.ts";
import { withCassandra } from "../../shared/cassandra_client.ts";
import { withAdmin } from "../../shared/kafka_client.ts";
import type { Settings } from "../../shared/settings.ts";
import type { ServiceName } from "../description.ts";
import type { StackSecurity } from "./security.ts";

/** What {@linkcode grantRights} works with. */
export interface RightsOptions {
  /** With the operator's logins. */
  readonly settings: Settings;
  /** Without, nobody has rights, as everybody may do everything. */
  readonly security: StackSecurity | undefined;
}

/** Gives the users of a local service that has just become ready what their work needs. */
export async function grantRights(
  name: ServiceName,
  { settings, security }: RightsOptions,
): Promise<void> {
  if (security === undefined) return;
  if (name === "kafka") await createAcls(settings);
  if (name === "cassandra") await createRoles(settings, security);
}

async function createAcls(settings: Settings): Promise<void> {
  const names = {
    topic: settings.KAFKA_TOPIC,
    connector: settings.CONNECTOR_NAME,
    // As the local worker's properties name them.
    workers: { group: "connect-local", topics: "connect-" },
  };
  const acl = kafkaRoles.flatMap((role) =>
    toAclEntries(listAcls(role, names), role)
  );
  await withAdmin(settings, (admin) => admin.createAcls({ acl }));
}

/** Which of the roles in `cql/roles` each login has. */
const roleOf = {
  sink: "cities_weather_sink",
  verifier: "cities_weather_reader",
  schema: "cities_weather_schema",
} as const;

async function createRoles(
  settings: Settings,
  { passwords }: StackSecurity,
): Promise<void> {
  const statements = await planRoles(settings);
  await withCassandra(settings, async (client) => {
    await applyRoles(client, statements);
    for (const user of ["sink", "verifier", "schema"] as const) {
      await ensureLogin(client, user, passwords);
      // To grant what has been granted is an error.
      const { rows } = await run(client, `LIST ROLES OF "${user}" NORECURSIVE`);
      if (rows.some((row) => row["role"] === roleOf[user])) continue;
      await run(client, `GRANT ${roleOf[user]} TO "${user}"`);
    }
  });
}

/**
 * Lets the worker and the sink work with any topic, group and table, as tests have theirs; otherwise as
 * {@linkcode grantRights} does.
 */
export async function grantTestRights(
  name: ServiceName,
  { settings, security }: RightsOptions,
): Promise<void> {
  if (security === undefined) return;
  if (name === "kafka") {
    const acl = toAclEntries([
      {
        resource: "topic",
        name: "*",
        operations: ["Read", "Write", "Create", "DescribeConfigs"],
      },
      { resource: "group", name: "*", operations: ["Read", "Delete"] },
    ], "worker");
    await withAdmin(settings, (admin) => admin.createAcls({ acl }));
  }
  if (name === "cassandra") {
    await withCassandra(settings, async (client) => {
      await ensureLogin(client, "sink", security.passwords);
      await run(client, 'GRANT MODIFY ON ALL KEYSPACES TO "sink"');
    });
  }
}

async function ensureLogin(
  client: Client,
  user: "sink" | "verifier" | "schema",
  passwords: StackSecurity["passwords"],
): Promise<void> {
  const password = passwords[`cassandra.${user}`];
  await run(
    client,
    `CREATE ROLE IF NOT EXISTS "${user}" WITH LOGIN = true AND PASSWORD = '${password}'`,
  );
}

function run(client: Client, statement: string) {
  return client.execute(statement, [], { prepare: false });
}
