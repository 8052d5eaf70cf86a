import { type Client, errors, type types } from "cassandra-driver";
import { checkSchema, planSchema } from "../schema/apply.ts";
import { UserError } from "../shared/exit.ts";
import type { Settings } from "../shared/settings.ts";
import { type WeatherTables, weatherTables } from "../shared/weather_names.ts";
import { majorityRead, whereKey } from "../shared/weather_table.ts";
import {
  type Entry,
  type FoundRows,
  rowKey,
  type RowValues,
  valueColumns,
} from "./entry.ts";

/** Looks up rows in the table. */
export interface RowReader {
  /** Finds the rows of records. */
  readonly readRows: (entries: readonly Entry[]) => Promise<FoundRows>;
  /** Finds when rows were written, microseconds since 1970: the latest write of any column, by key, as of {@linkcode rowKey}. */
  readonly readWriteTimes: (
    entries: readonly Entry[],
  ) => Promise<ReadonlyMap<string, bigint>>;
}

/** How many rows of one partition a query names. */
const rowsPerQuery = 100;

/** How many queries wait for their answer at once. */
const queriesAtOnce = 32;

/** A slice of a partition's times that has more rows than this times those asked for is not worth reading. */
const sparseness = 3;

/** For so many queries a partition with a sparse slice is not sliced again. */
const patience = 50;

/**
 * Prepares to look up rows in the settings' table.
 *
 * @throws {UserError} if keyspace, table or columns are not as cql/*.cql says.
 */
export async function createRowReader(
  client: Client,
  settings: Settings,
): Promise<RowReader> {
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
  const tables = weatherTables(settings);
  const from = `FROM ${tables.history} WHERE ${whereKey(tables)} AND`;
  const values = `SELECT last_update_time, ${valueColumns.join(", ")} ${from}`;
  const writeTimes = `SELECT last_update_time, ${
    valueColumns.map((column) => `WRITETIME(${column})`).join(", ")
  } ${from}`;
  const slice = `${values} last_update_time >= ? AND last_update_time <= ? ` +
    "LIMIT ?";
  const named = "last_update_time IN ?";
  const sparse = new Map<string, number>();

  /** Reads all rows between the first and the last time; false if they are too many others'. */
  async function readSlice(
    { key, times }: PartitionTimes,
    add: (row: types.Row) => void,
  ): Promise<boolean> {
    const name = key.join(" ");
    const rest = sparse.get(name) ?? 0;
    if (times.length < 10 || rest > 0) {
      if (rest > 0) sparse.set(name, rest - 1);
      return false;
    }
    const limit = sparseness * times.length;
    const bounds = [times[0], times.at(-1)].map((time) => new Date(time!));
    const rows = await execute(client, slice, [...key, ...bounds, limit]);
    if (rows.length >= limit) {
      sparse.set(name, patience);
      return false;
    }
    rows.forEach(add);
    return true;
  }

  async function readNamed(
    select: string,
    { key, times }: PartitionTimes,
    add: (row: types.Row) => void,
  ): Promise<void> {
    const dates = times.map((time) => new Date(time));
    const parts = [];
    for (let from = 0; from < dates.length; from += rowsPerQuery) {
      parts.push(dates.slice(from, from + rowsPerQuery));
    }
    await forEachAtOnce(parts, async (part) => {
      const rows = await execute(client, `${select} ${named}`, [...key, part]);
      rows.forEach(add);
    });
  }

  return {
    async readRows(entries) {
      const found = new Map<string, RowValues>();
      await forEachAtOnce(groupByPartition(entries, tables), async (group) => {
        const add = (row: types.Row) =>
          found.set(rowKeyOf(group.city, row), row as unknown as RowValues);
        if (await readSlice(group, add)) return;
        await readNamed(values, group, add);
      });
      return found;
    },
    async readWriteTimes(entries) {
      const found = new Map<string, bigint>();
      await forEachAtOnce(
        groupByPartition(entries, tables),
        (group) =>
          readNamed(writeTimes, group, (row) => {
            const time = latestWrite(row);
            if (time !== null) found.set(rowKeyOf(group.city, row), time);
          }),
      );
      return found;
    },
  };
}

/** Latest time of writing in a row of `WRITETIME(…)` of all {@linkcode valueColumns}; null if none has a value. */
export function latestWrite(row: types.Row): bigint | null {
  const times = valueColumns.map((column): unknown =>
    row[`writetime(${column})`]
  ).filter((time) => time !== null && time !== undefined)
    .map((time) => BigInt(String(time)));
  return times.length === 0
    ? null
    : times.reduce((one, other) => other > one ? other : one);
}

function rowKeyOf(city: string, row: types.Row): string {
  const time: Date = row["last_update_time"];
  return rowKey(city, time.getTime());
}

/**
 * Runs a query that reads.
 *
 * @throws {UserError} if Cassandra refuses or does not answer.
 */
async function execute(
  client: Client,
  query: string,
  parameters: unknown[],
): Promise<types.Row[]> {
  try {
    const { rows } = await client.execute(query, parameters, readOptions);
    return rows;
  } catch (error) {
    throw explainReadError(error);
  }
}

/** How the verifier reads. */
export const readOptions = {
  ...majorityRead,
  // As many rows as are asked for at once.
  fetchSize: 10_000,
};

/** Turns Cassandra's refusal of a query into a {@linkcode UserError}; any other error is returned as it is. */
export function explainReadError(error: unknown): unknown {
  if (
    error instanceof errors.ResponseError ||
    error instanceof errors.OperationTimedOutError
  ) {
    return new UserError(
      `Cannot read the table: ${error.message}`,
      "look at Cassandra's state and log, then verify again",
      2,
      { cause: error },
    );
  }
  return error;
}

interface PartitionTimes {
  readonly city: string;
  /** Values of the partition key's columns. */
  readonly key: readonly string[];
  /** Ascending, each once. */
  readonly times: readonly number[];
}

function groupByPartition(
  entries: readonly Entry[],
  { isBucketed }: WeatherTables,
): PartitionTimes[] {
  const groups = new Map<string, { key: string[]; times: Set<number> }>();
  for (const { record: { city, last_update_time }, time } of entries) {
    // Written by the producer, always in UTC, it begins with its month.
    const key = isBucketed ? [city, last_update_time.slice(0, 7)] : [city];
    const name = isBucketed ? `${key[1]} ${city}` : city;
    const group = groups.get(name) ?? { key, times: new Set() };
    groups.set(name, group);
    group.times.add(time);
  }
  return [...groups.values()].map(({ key, times }) => ({
    city: key[0]!,
    key,
    times: [...times].sort((one, other) => one - other),
  }));
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
