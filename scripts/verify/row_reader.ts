import { type Client, errors, types } from "cassandra-driver";
import { checkSchema, planSchema } from "../schema/apply.ts";
import { UserError } from "../shared/exit.ts";
import type { Settings } from "../shared/settings.ts";
import { type Entry, rowKey, type RowValues, valueColumns } from "./entry.ts";
import type { FoundRows } from "./ledger.ts";

/** Looks up the rows of records. */
export type ReadRows = (entries: readonly Entry[]) => Promise<FoundRows>;

/** How many rows of one city a query asks for. */
const rowsPerQuery = 100;

/** How many queries wait for their answer at once. */
const queriesAtOnce = 32;

/**
 * Prepares to look up rows in the settings' table.
 *
 * @throws {UserError} if keyspace, table or columns are not as cql/*.cql says.
 */
export async function createRowReader(
  client: Client,
  settings: Settings,
): Promise<ReadRows> {
  const plan = await planSchema(settings);
  const differences = await checkSchema(client, {
    ...plan,
    isReplicationAsked: false,
  });
  if (differences.length > 0) {
    throw new UserError(
      `Cannot verify: ${differences.map(({ message }) => message).join("; ")}`,
      "run `deno task schema`, or set CASSANDRA_KEYSPACE and CASSANDRA_TABLE to where the sink writes",
    );
  }
  const { CASSANDRA_KEYSPACE: keyspace, CASSANDRA_TABLE: table } = settings;
  const query = `SELECT last_update_time, ${valueColumns.join(", ")} ` +
    `FROM ${keyspace}.${table} WHERE city = ? AND last_update_time IN ?`;
  return async (entries) => {
    const found = new Map<string, RowValues>();
    await forEachAtOnce(splitByCity(entries), async ({ city, times }) => {
      for (const row of await execute(client, query, [city, times])) {
        const time: Date = row["last_update_time"];
        found.set(rowKey(city, time.getTime()), toValues(row));
      }
    });
    return found;
  };
}

async function execute(
  client: Client,
  query: string,
  parameters: unknown[],
): Promise<types.Row[]> {
  try {
    const { rows } = await client.execute(query, parameters, {
      prepare: true,
      // What a majority acknowledged, a majority knows: the sink writes so too.
      consistency: types.consistencies.localQuorum,
      isIdempotent: true,
    });
    return rows;
  } catch (error) {
    if (
      error instanceof errors.ResponseError ||
      error instanceof errors.OperationTimedOutError
    ) {
      throw new UserError(
        `Cannot read the table: ${error.message}`,
        "look at Cassandra's state and log, then verify again",
        2,
        { cause: error },
      );
    }
    throw error;
  }
}

function splitByCity(
  entries: readonly Entry[],
): { city: string; times: Date[] }[] {
  const byCity = Map.groupBy(entries, ({ record }) => record.city);
  return [...byCity].flatMap(([city, entries]) => {
    const times = entries.map(({ time }) => new Date(time));
    const parts = [];
    for (let from = 0; from < times.length; from += rowsPerQuery) {
      parts.push({ city, times: times.slice(from, from + rowsPerQuery) });
    }
    return parts;
  });
}

function toValues(row: types.Row): RowValues {
  return Object.fromEntries(
    valueColumns.map((column) => [column, row[column] ?? null]),
  ) as RowValues;
}

async function forEachAtOnce<T>(
  items: readonly T[],
  use: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  const workers = Array.from({ length: queriesAtOnce }, async () => {
    for (const item of waiting) await use(item);
  });
  await Promise.all(workers);
}
