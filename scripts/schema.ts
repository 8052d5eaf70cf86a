/**
 * `deno task schema`: makes the keyspace and the table of cql/*.cql, or says in what the cluster's differ.
 *
 * @module
 */
import { applySchema, checkSchema, planSchema } from "./schema/apply.ts";
import { withCassandra } from "./shared/cassandra_client.ts";
import { applyRoles, planRoles } from "./security/cassandra_roles.ts";
import { Option, runMain, taskCommand } from "./shared/cli.ts";
import { type ExitCode, exitCode } from "./shared/exit.ts";
import { readSettings } from "./shared/settings.ts";
import { weatherTables } from "./shared/weather_names.ts";
import { print, printError, printJson, style } from "./shared/terminal.ts";

const command = taskCommand(
  "schema",
  "Create the keyspace and the table of cql/*.cql; what is there already stays as it is",
)
  .option("--check", "change nothing; exit 1 if the cluster's table differs")
  .addOption(
    new Option("--roles", "then make the roles of cql/roles, and grant them")
      .conflicts("check"),
  )
  .option("--dry-run", "print the CQL, without connecting")
  .option("--json", "print what was done and what differs as JSON")
  .addHelpText(
    "after",
    `
CASSANDRA_KEYSPACE and CASSANDRA_TABLE name keyspace and table. CASSANDRA_LAYOUT=bucketed makes two tables, for many cities
and years: TABLE_by_month and TABLE_latest (see cql/README.md). CASSANDRA_REPLICATION says how many copies a new
keyspace keeps, always by data center (NetworkTopologyStrategy) unless you write another class:
  3                copies in CASSANDRA_LOCAL_DATACENTER (default: 1)
  dc1:3,dc2:2      copies in each data center
  {'class': …}     CQL's map as it is

Exit code: 0 the cluster is as the files say, 1 it differs, 2 it could not be reached or refused.

Examples:
  CASSANDRA_REPLICATION=dc1:3 deno task schema --dry-run
  deno task schema --roles`,
  );

interface SchemaOptions {
  roles?: boolean;
  check?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

async function main(): Promise<ExitCode> {
  const { check = false, roles = false, dryRun = false, json = false } = command
    .parse(Deno.args, { from: "user" }).opts<SchemaOptions>();
  const settings = readSettings();
  const plan = await planSchema(settings);
  const grants = roles ? await planRoles(settings) : [];
  if (dryRun) {
    print(
      [...plan.statements, ...grants].map(({ file, text }) =>
        `-- ${file}\n${text};`
      )
        .join("\n\n"),
    );
    return exitCode.ok;
  }
  const { applied, created, differences, warnings } = await withCassandra(
    settings,
    async (client) =>
      check
        ? {
          applied: [],
          created: [],
          differences: await checkSchema(client, plan),
          warnings: [],
        }
        : await applySchema(client, plan),
  );
  const { history, latest } = weatherTables(settings);
  const table = latest === null ? history : `${history} and ${latest}`;
  for (const warning of warnings) {
    printError(`${style.yellow("warning:")} ${warning}`);
  }
  if (json) {
    printJson({ table, applied: applied.map(({ text }) => text), differences });
  }
  if (differences.length > 0) {
    for (const { message } of differences) printError(`error: ${message}`);
    printError(
      `  fix: ${
        check &&
          differences.some(({ message }) => /does not exist$/.test(message))
          ? "run `deno task schema`"
          : "an existing keyspace or table is never changed: ALTER it yourself, or name another one by CASSANDRA_KEYSPACE or CASSANDRA_TABLE"
      }`,
    );
    return exitCode.wrong;
  }
  if (grants.length > 0) {
    await withCassandra(settings, (client) => applyRoles(client, grants));
  }
  if (!json) {
    print(
      created.length === 0
        ? `${style.green("unchanged")} ${table}`
        : `${style.green("created")} ${created.join(" and ")}`,
    );
    if (roles) print(`${style.green("granted")} the roles of cql/roles`);
  }
  return exitCode.ok;
}

if (import.meta.main) await runMain(main);
