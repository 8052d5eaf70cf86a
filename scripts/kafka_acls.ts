/**
 * `deno task kafka:acls`: the rights that producer, worker and verifier need in Kafka, as commands, or given at once.
 *
 * @module
 */
import {
  type KafkaRole,
  kafkaRoles,
  listAcls,
  printAclCommands,
  toAclEntries,
} from "./security/kafka_acls.ts";
import { Option, runMain, taskCommand } from "./shared/cli.ts";
import { type ExitCode, exitCode } from "./shared/exit.ts";
import { withAdmin } from "./shared/kafka_client.ts";
import { readSettings } from "./shared/settings.ts";
import { print } from "./shared/terminal.ts";

const command = taskCommand(
  "kafka:acls",
  "Print the rights in Kafka that each role needs, as commands of kafka-acls.sh",
)
  .addOption(
    new Option("--role <name>", "only this one's").choices(kafkaRoles),
  )
  .option("--user <name>", "the role's user, if it is called otherwise")
  .option("--apply", "give these rights now, rather than print them")
  .option("--workers-group <name>", "the workers' group.id", "connect-cluster")
  .option(
    "--workers-topics <prefix>",
    "how the names of the workers' own topics begin",
    "connect-",
  )
  .addHelpText(
    "after",
    `
KAFKA_TOPIC and CONNECTOR_NAME name topic and connector. Who applies them must be an operator (KAFKA_USERNAME).

Example:
  deno task kafka:acls --role producer --user weather-producer --apply`,
  );

interface AclFlags {
  role?: KafkaRole;
  user?: string;
  apply?: boolean;
  workersGroup: string;
  workersTopics: string;
}

async function main(): Promise<ExitCode> {
  const { role, user, apply = false, workersGroup, workersTopics } = command
    .parse(Deno.args, { from: "user" }).opts<AclFlags>();
  const settings = readSettings();
  const names = {
    topic: settings.KAFKA_TOPIC,
    connector: settings.CONNECTOR_NAME,
    workers: { group: workersGroup, topics: workersTopics },
  };
  const wanted = (role === undefined ? kafkaRoles : [role]).map((role) => ({
    user: user ?? role,
    rules: listAcls(role, names),
  }));
  if (apply) {
    const acl = wanted.flatMap(({ user, rules }) => toAclEntries(rules, user));
    await withAdmin(settings, (admin) => admin.createAcls({ acl }));
    const users = wanted.map(({ user }) => user).join(", ");
    print(`${users}: ${acl.length} rights given`);
    return exitCode.ok;
  }
  print(
    wanted.map(({ user, rules }) => printAclCommands(rules, user).trimEnd())
      .join("\n\n"),
  );
  return exitCode.ok;
}

if (import.meta.main) await runMain(main);
