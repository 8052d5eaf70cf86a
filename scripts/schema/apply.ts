import { setTimeout as wait } from "node:timers/promises";
import { type Client, errors } from "cassandra-driver";
import { compareSchemas, type SchemaDifference } from "../../cql/compare.ts";
import { readLayoutFiles } from "../../cql/files.ts";
import { readLiveSchema } from "../../cql/live_schema.ts";
import {
  type CqlStatement,
  rewriteCql,
  splitStatements,
} from "../../cql/rewrite.ts";
import type { CqlSchema } from "../../cql/schema_model.ts";
import { parseCqlSchema } from "../../cql/schema_parser.ts";
import {
  citiesWeatherData,
  citiesWeatherDataByMonth,
  citiesWeatherDataLatest,
} from "../../cql/table.ts";
import { schemaTimeoutMs } from "../shared/cassandra_client.ts";
import { UserError } from "../shared/exit.ts";
import type { Settings } from "../shared/settings.ts";
import { latestName, monthsName } from "../shared/weather_names.ts";
import {
  checkReplication,
  expandReplication,
  type NodesByDatacenter,
  parseReplication,
  printReplication,
  type Replication,
} from "./replication.ts";

/** What of {@linkcode Settings} decides the schema. */
export type SchemaSettings = Pick<
  Settings,
  | "CASSANDRA_KEYSPACE"
  | "CASSANDRA_TABLE"
  | "CASSANDRA_LAYOUT"
  | "CASSANDRA_REPLICATION"
  | "CASSANDRA_LOCAL_DATACENTER"
>;

/** The project's CQL files with the names and the replication of the settings. */
export interface SchemaPlan {
  readonly statements: readonly CqlStatement[];
  readonly schema: CqlSchema;
  readonly replication: Replication;
  /** Whether the replication was asked for, or is only the default for a new keyspace. */
  readonly isReplicationAsked: boolean;
}

/** What {@linkcode applySchema} did. */
export interface SchemaOutcome {
  /** Statements executed: none if the cluster was as wanted. */
  readonly applied: readonly CqlStatement[];
  /** The tables that were not there before, as CQL writes them. */
  readonly created: readonly string[];
  /** What still is not as wanted: CREATE … IF NOT EXISTS leaves an existing table as it is. */
  readonly differences: readonly SchemaDifference[];
  readonly warnings: readonly string[];
}

/**
 * Reads the CQL files and puts the names and the replication of the settings in place of those written there.
 *
 * @throws {UserError} if CASSANDRA_REPLICATION cannot be read.
 * @throws {CqlSyntaxError} if a file is not CQL.
 */
export async function planSchema(
  settings: SchemaSettings,
): Promise<SchemaPlan> {
  const replication = parseReplication(
    settings.CASSANDRA_REPLICATION ?? "1",
    settings.CASSANDRA_LOCAL_DATACENTER,
  );
  const { CASSANDRA_TABLE: table, CASSANDRA_LAYOUT: layout } = settings;
  const files = (await readLayoutFiles(layout)).map((file) =>
    rewriteCql(file, {
      keyspace: {
        from: citiesWeatherData.keyspace,
        to: settings.CASSANDRA_KEYSPACE,
      },
      tables: [
        { from: citiesWeatherData.name, to: table },
        { from: citiesWeatherDataByMonth.name, to: monthsName(table) },
        { from: citiesWeatherDataLatest.name, to: latestName(table) },
      ],
      replication: printReplication(replication),
    })
  );
  return {
    statements: files.flatMap(splitStatements),
    schema: parseCqlSchema(files),
    replication,
    isReplicationAsked: settings.CASSANDRA_REPLICATION !== undefined,
  };
}

/** Says in what the cluster is not as planned, and changes nothing. */
export async function checkSchema(
  client: Client,
  plan: SchemaPlan,
): Promise<SchemaDifference[]> {
  const live = await readLiveSchema(client, plan.schema.keyspaces);
  const differences = compareSchemas(plan.schema, live);
  if (!plan.isReplicationAsked) return differences;
  return [...differences, ...await compareReplication(client, plan)];
}

/** How long nodes may take to tell each other of a change, in milliseconds: those that have just started take seconds. */
const agreementMs = 30_000;
const agreementPollMs = 250;

/**
 * Makes the keyspace and table, unless they are there. A cluster that is as planned is not touched, so that then a user
 * without the right to create is enough.
 *
 * @throws {UserError} if the replication cannot work in this cluster, or a statement is refused.
 */
export async function applySchema(
  client: Client,
  plan: SchemaPlan,
): Promise<SchemaOutcome> {
  const before = await checkSchema(client, plan);
  if (before.length === 0) {
    return { applied: [], created: [], differences: [], warnings: [] };
  }
  const created = await listMissing(client, plan.schema);
  const isNew = before.some(({ table }) => table === null);
  const warnings = isNew || plan.isReplicationAsked
    ? checkReplication(plan.replication, countNodes(client))
    : [];
  for (const statement of plan.statements) await execute(client, statement);
  if (!await awaitAgreement(client)) {
    // The rest of a cluster that has a node down has the tables, and goes on.
    warnings.push(
      "the nodes do not agree on the schema yet: does `nodetool status` show one that is down? It learns of the tables when it is back",
    );
  }
  const differences = await checkSchema(client, plan);
  return { applied: plan.statements, created, differences, warnings };
}

async function awaitAgreement(client: Client): Promise<boolean> {
  // Documented by the driver, but not in its types.
  const metadata = client.metadata as unknown as {
    checkSchemaAgreement(): Promise<boolean>;
  };
  const deadline = Date.now() + agreementMs;
  while (!await metadata.checkSchemaAgreement()) {
    if (Date.now() > deadline) return false;
    await wait(agreementPollMs);
  }
  return true;
}

async function listMissing(
  client: Client,
  { keyspaces, tables }: CqlSchema,
): Promise<string[]> {
  const nameOf = (table: { keyspace: string; name: string }) =>
    `${table.keyspace}.${table.name}`;
  const live = (await readLiveSchema(client, keyspaces)).tables.map(nameOf);
  return tables.map(nameOf).filter((name) => !live.includes(name));
}

async function execute(
  client: Client,
  { file, text }: CqlStatement,
): Promise<void> {
  try {
    // The driver waits for the nodes to agree on the change, for up to 10 s.
    await client.execute(text, [], {
      prepare: false,
      readTimeout: schemaTimeoutMs,
    });
  } catch (error) {
    if (error instanceof errors.ResponseError) {
      throw new UserError(
        `Cannot apply cql/${file}: ${error.message}`,
        "check the file, and that CASSANDRA_USERNAME may create keyspaces and tables",
        2,
        { cause: error },
      );
    }
    throw error;
  }
}

function countNodes(client: Client): NodesByDatacenter {
  const nodes = new Map<string, number>();
  for (const { datacenter } of client.hosts.values()) {
    nodes.set(datacenter, (nodes.get(datacenter) ?? 0) + 1);
  }
  return nodes;
}

async function compareReplication(
  client: Client,
  { schema, replication }: SchemaPlan,
): Promise<SchemaDifference[]> {
  const wanted = printReplication(
    canonical(expandReplication(replication, countNodes(client))),
  );
  const { rows } = await client.execute(
    "SELECT keyspace_name, replication FROM system_schema.keyspaces",
    [],
    { prepare: true },
  );
  return rows
    .map((row) => ({
      keyspace: String(row["keyspace_name"]),
      actual: printReplication(canonical(row["replication"])),
    }))
    .filter(({ keyspace, actual }) =>
      schema.keyspaces.includes(keyspace) && actual !== wanted
    )
    .map(({ keyspace, actual }) => ({
      keyspace,
      table: null,
      column: null,
      message:
        `keyspace ${keyspace} has replication ${actual}, and should have ${wanted}`,
    }));
}

/** Class without its package, options in order. */
function canonical(replication: Replication): Replication {
  const { class: name, ...options } = replication;
  return {
    class: name?.split(".").at(-1) ?? "",
    ...Object.fromEntries(
      Object.entries(options).sort(([one], [other]) => one < other ? -1 : 1),
    ),
  };
}
