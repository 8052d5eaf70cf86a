import { type Client, types } from "cassandra-driver";
import { monthOf } from "../../weather/month.ts";
import { mapConcurrently } from "../shared/map_concurrently.ts";
import type { WeatherTables } from "../shared/weather_names.ts";
import { historyParts, whereKey } from "../shared/weather_table.ts";
import { downsampleLttb } from "./downsample.ts";
import type { LatestRow, Line, Metric, Series } from "./snapshot.ts";
import { estimateRows, planSamples, type TimeRange } from "./sample_plan.ts";

/** What bounds each read, in rows unless said otherwise. */
export const bounds = {
  /** Cities shown; a table with more shows the first that Cassandra gives. */
  cities: 200,
  /** Read of a range in whole; one with more is sampled. */
  rowsOfRange: 10_000,
  page: 2_500,
  /** Queries that run at once to sample a range, or to read cities. */
  concurrency: 32,
  /** After which an unanswered query has failed, in milliseconds. */
  timeoutMs: 6_000,
} as const;

const options = {
  prepare: true,
  readTimeout: bounds.timeoutMs,
  consistency: types.consistencies.localOne,
  isIdempotent: true,
};

/** Reads which cities the tables have: their partition keys, at most {@linkcode bounds.cities} of them. */
export async function readCities(
  client: Client,
  { history, latest }: WeatherTables,
): Promise<string[]> {
  const { rows } = await client.execute(
    `SELECT DISTINCT city FROM ${latest ?? history} LIMIT ?`,
    [bounds.cities],
    options,
  );
  return rows.map((row) => String(row["city"]));
}

/** Reads the newest row of each city: a query each, of one row, and in buckets another for when it was written. */
export async function readLatest(
  client: Client,
  tables: WeatherTables,
  cities: readonly string[],
): Promise<LatestRow[]> {
  const query = "SELECT country, last_update_time, temperature, feels_like, " +
    "humidity, writetime(humidity) AS written " +
    `FROM ${tables.latest ?? tables.history} WHERE city = ? LIMIT 1`;
  const latest = await mapConcurrently(cities, async (city) => {
    const { rows: [row] } = await client.execute(query, [city], options);
    if (row === undefined) return [];
    const time = row["last_update_time"] as Date;
    const written = tables.isBucketed
      ? await readWritten(client, tables, { city, time })
      : row["written"];
    return [{
      city,
      country: row["country"] as string | null,
      at: time.getTime(),
      // Microseconds.
      written: written === null ? null : Math.floor(Number(written) / 1000),
      ...valuesOf(row),
    }];
  }, { atOnce: bounds.concurrency });
  return latest.flat().sort((a, b) => a.city < b.city ? -1 : 1);
}

/** When a row of the history was written, in microseconds: the table of the latest has the time of observation in its place. */
async function readWritten(
  client: Client,
  tables: WeatherTables,
  { city, time }: { readonly city: string; readonly time: Date },
): Promise<unknown> {
  const { rows: [row] } = await client.execute(
    `SELECT writetime(humidity) AS written FROM ${tables.history} ` +
      `WHERE ${whereKey(tables)} AND last_update_time = ?`,
    [city, monthOf(time), time],
    options,
  );
  return row?.["written"] ?? null;
}

/** What {@linkcode readSeries} reads. */
export interface SeriesQuery {
  readonly tables: WeatherTables;
  readonly city: string;
  /** In milliseconds since 1970; a `from` of null is the city's oldest row. */
  readonly range: { readonly from: number | null; readonly to: number };
  /** How many points a line may have, about. */
  readonly points: number;
}

/**
 * Reads what a chart shows of a city, by at most {@linkcode bounds.rowsOfRange} rows + one page, or one row for each of
 * `points`: however many rows the range holds, the work is bounded.
 */
export async function readSeries(
  client: Client,
  query: SeriesQuery,
): Promise<Series> {
  const { city, points } = query;
  const { to } = query.range;
  const from = query.range.from ?? await readOldest(client, query) ?? to - 1;
  const bounded = { ...query, range: { from, to } };
  const all = await readRange(client, bounded);
  const rows = all ?? await readSamples(client, bounded);
  const lines = (metric: Metric): Line => {
    const line = {
      x: rows.map(({ at }) => at),
      y: rows.map((row) => row[metric]),
    };
    return all === null ? line : downsampleLttb(line, points);
  };
  return {
    city,
    kind: all === null
      ? "sampled"
      : rows.length > points
      ? "downsampled"
      : "rows",
    rows: rows.length,
    lines: {
      temperature: lines("temperature"),
      feels_like: lines("feels_like"),
      humidity: lines("humidity"),
    },
  };
}

interface BoundedQuery extends SeriesQuery {
  readonly range: TimeRange;
}

interface Point {
  readonly at: number;
  readonly temperature: number | null;
  readonly feels_like: number | null;
  readonly humidity: number | null;
}

/** The time of a city's oldest row, read from the end of its oldest partition; null if it has none. */
async function readOldest(
  client: Client,
  { tables, city, range: { to } }: SeriesQuery,
): Promise<number | null> {
  const parts = historyParts(tables, {
    city,
    from: null,
    to: null,
    newest: new Date(to),
  });
  const oldest = await mapConcurrently([...parts], async ({ key }) => {
    const { rows: [row] } = await client.execute(
      `SELECT last_update_time FROM ${tables.history} ` +
        `WHERE ${whereKey(tables)} ORDER BY last_update_time ASC LIMIT 1`,
      [...key],
      options,
    );
    return row === undefined
      ? null
      : (row["last_update_time"] as Date).getTime();
  }, { atOnce: bounds.concurrency });
  return oldest.findLast((time) => time !== null) ?? null;
}

/** The partitions of a range, newest first. */
function partsOf(tables: WeatherTables, city: string, { from, to }: TimeRange) {
  const newest = new Date(to - 1);
  return [
    ...historyParts(tables, {
      city,
      from: new Date(from),
      to: new Date(to),
      newest,
    }),
  ];
}

const selectRange = (tables: WeatherTables) =>
  "SELECT last_update_time, temperature, feels_like, humidity " +
  `FROM ${tables.history} WHERE ${whereKey(tables)} ` +
  "AND last_update_time >= ? AND last_update_time < ? LIMIT ?";

/** All rows of a range, oldest first; null if they are more than are read, or by the first page seem to be. */
async function readRange(
  client: Client,
  { tables, city, range }: BoundedQuery,
): Promise<Point[] | null> {
  const points: Point[] = [];
  const parts = partsOf(tables, city, range);
  for (const [index, { key, from, to }] of parts.entries()) {
    let pageState: string | undefined;
    do {
      const result = await client.execute(
        selectRange(tables),
        [...key, from, to, bounds.rowsOfRange + 1],
        {
          ...options,
          fetchSize: bounds.page,
          ...(pageState === undefined ? {} : { pageState }),
        },
      );
      points.push(...result.rows.map(toPoint));
      pageState = result.pageState ?? undefined;
      const newest = points[0]?.at ?? 0;
      const oldest = points.at(-1)?.at ?? 0;
      const isEnd = pageState === undefined && index === parts.length - 1;
      if (
        points.length > bounds.rowsOfRange ||
        (!isEnd &&
          estimateRows(range, { count: points.length, newest, oldest }) >
            2 * bounds.rowsOfRange)
      ) return null;
    } while (pageState !== undefined);
  }
  return points.reverse();
}

async function readSamples(
  client: Client,
  { tables, city, range, points }: BoundedQuery,
): Promise<Point[]> {
  const samples = await mapConcurrently(
    planSamples(range, points),
    async (sample) => {
      for (const { key, from, to } of partsOf(tables, city, sample)) {
        const { rows } = await client.execute(
          selectRange(tables),
          [...key, from, to, 1],
          options,
        );
        if (rows.length > 0) return rows.map(toPoint);
      }
      return [];
    },
    { atOnce: bounds.concurrency },
  );
  return samples.flat();
}

function toPoint(row: types.Row): Point {
  return { at: (row["last_update_time"] as Date).getTime(), ...valuesOf(row) };
}

function valuesOf(row: types.Row): Record<Metric, number | null> {
  return {
    temperature: row["temperature"] as number | null,
    feels_like: row["feels_like"] as number | null,
    humidity: row["humidity"] as number | null,
  };
}
