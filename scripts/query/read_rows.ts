import type { Client, types } from "cassandra-driver";
import type { WeatherTables } from "../shared/weather_names.ts";
import {
  type HistoryPart,
  historyParts,
  majorityRead,
  toWeatherRow,
  weatherColumns,
  type WeatherRow,
  whereKey,
} from "../shared/weather_table.ts";

/** From a time to another. */
export interface TimeSpan {
  /** The first time in it; null: as early as there are rows. */
  readonly from: Date | null;
  /** The first time after it; null: as late as there are rows. */
  readonly to: Date | null;
}

/** Rows that are in memory at once. */
export const rowsPerPage = 1_000;

const columns = weatherColumns.join(", ");

/**
 * Reads the newest row of each city that the table has, page by page: the cities of a page are sorted, the pages come in
 * the order of the partitions' tokens.
 */
export async function* readAllLatest(
  client: Client,
  { history, latest }: WeatherTables,
): AsyncGenerator<WeatherRow[]> {
  const query = `SELECT ${columns} FROM ` +
    (latest ?? `${history} PER PARTITION LIMIT 1`);
  for await (const rows of readPages(client, query, [])) {
    yield rows.map(toWeatherRow)
      .sort((one, other) => one.city < other.city ? -1 : 1);
  }
}

/** Reads the newest row of a city; null if it has none. */
export async function readLatest(
  client: Client,
  { history, latest }: WeatherTables,
  city: string,
): Promise<WeatherRow | null> {
  const { rows: [row] } = await client.execute(
    `SELECT ${columns} FROM ${latest ?? history} WHERE city = ? LIMIT 1`,
    [city],
    majorityRead,
  );
  return row === undefined ? null : toWeatherRow(row);
}

/** Reads the rows of a city in a time, newest first, page by page; at most `limit` of them. */
export async function* readRange(
  client: Client,
  tables: WeatherTables,
  { city, limit, ...span }: TimeSpan & {
    readonly city: string;
    readonly limit: number | null;
  },
): AsyncGenerator<WeatherRow[]> {
  let left = limit;
  for (const part of await findParts(client, tables, { city, ...span })) {
    const { condition, values } = whereTime(part);
    const query = `SELECT ${columns} FROM ${tables.history} ` +
      `WHERE ${whereKey(tables)}${condition}` +
      (left === null ? "" : " LIMIT ?");
    const parameters = [
      ...part.key,
      ...values,
      ...(left === null ? [] : [left]),
    ];
    for await (const rows of readPages(client, query, parameters)) {
      yield rows.map(toWeatherRow);
      if (left !== null) left -= rows.length;
    }
    if (left === 0) return;
  }
}

/** The partitions that may hold a city's rows of a time, newest first. */
export async function findParts(
  client: Client,
  tables: WeatherTables,
  { city, ...span }: TimeSpan & { readonly city: string },
): Promise<HistoryPart[]> {
  const newest = tables.isBucketed
    ? (await readLatest(client, tables, city))?.last_update_time
    : undefined;
  return [
    ...historyParts(tables, { ...span, city, newest: newest ?? new Date() }),
  ];
}

/** Reads the names of the cities that the table has, page by page. */
export async function* readCityNames(
  client: Client,
  { history, latest }: WeatherTables,
): AsyncGenerator<string[]> {
  const query = `SELECT DISTINCT city FROM ${latest ?? history}`;
  for await (const rows of readPages(client, query, [])) {
    yield rows.map((row) => String(row["city"]));
  }
}

/** A time as further conditions of a query on a partition, with their values. */
export function whereTime(
  { from, to }: TimeSpan,
): { readonly condition: string; readonly values: readonly Date[] } {
  const bounds = [
    { text: " AND last_update_time >= ?", value: from },
    { text: " AND last_update_time < ?", value: to },
  ].filter((bound): bound is { text: string; value: Date } =>
    bound.value !== null
  );
  return {
    condition: bounds.map(({ text }) => text).join(""),
    values: bounds.map(({ value }) => value),
  };
}

async function* readPages(
  client: Client,
  query: string,
  parameters: readonly unknown[],
): AsyncGenerator<types.Row[]> {
  let pageState: string | null | undefined;
  do {
    const result: types.ResultSet = await client.execute(
      query,
      [...parameters],
      {
        ...majorityRead,
        fetchSize: rowsPerPage,
        ...(pageState ? { pageState } : {}),
      },
    );
    if (result.rows.length > 0) yield result.rows;
    pageState = result.pageState;
  } while (pageState);
}
