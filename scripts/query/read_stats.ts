import { type Client, errors, types } from "cassandra-driver";
import { mapConcurrently } from "../shared/map_concurrently.ts";
import type { WeatherTables } from "../shared/weather_names.ts";
import {
  type HistoryPart,
  majorityRead,
  type WeatherRow,
  whereKey,
} from "../shared/weather_table.ts";
import { splitByMonth } from "../../weather/month.ts";
import { type Period, periodOf } from "./periods.ts";
import { findParts, type TimeSpan, whereTime } from "./read_rows.ts";

/** The columns that have statistics. */
export const measures = ["temperature", "feels_like", "humidity"] as const;

/** A column that has statistics. */
export type Measure = typeof measures[number] & keyof WeatherRow;

/** Statistics of a column; null where no row has a value. */
export interface MeasureStats {
  /** How many rows have a value. */
  readonly count: number;
  readonly min: number | null;
  readonly mean: number | null;
  readonly max: number | null;
}

/** Statistics of a city in a period. */
export interface CityStats extends Record<Measure, MeasureStats> {
  readonly city: string;
  /** As of {@linkcode periodOf}; null if no period was asked for. */
  readonly period: string | null;
  readonly count: number;
  /** Times of the first and the last row. */
  readonly first: Date;
  readonly last: Date;
}

/** What {@linkcode readStats} reads. */
export interface StatsQuery extends TimeSpan {
  readonly city: string;
  /** By which periods; null: one for all the time. */
  readonly by: Period | null;
}

/** Aggregates of a part of a partition, which add up to those of the whole. */
export interface Aggregate {
  readonly first: Date;
  readonly last: Date;
  readonly count: number;
  readonly measures: Readonly<
    Record<
      Measure,
      {
        readonly count: number;
        readonly sum: number;
        readonly min: number | null;
        readonly max: number | null;
      }
    >
  >;
}

/** So many months are aggregated at once. */
const monthsAtOnce = 8;

/** A part that is this short and takes too long is not cut again, in milliseconds. */
const shortestMs = 60_000;

/**
 * Reads statistics of a city, the newest period first; none if it has no rows in that time. Cassandra counts, a month of
 * a city at a time, so no row comes here, and no query reads more than a month.
 */
export async function readStats(
  client: Client,
  tables: WeatherTables,
  query: StatsQuery,
): Promise<CityStats[]> {
  const { city, by } = query;
  const aggregates = await mapConcurrently(
    await findMonths(client, tables, query),
    (month) => aggregate(client, { tables, by }, month),
    { atOnce: monthsAtOnce },
  );
  const byPeriod = Map.groupBy(
    aggregates.flat(),
    ({ first }) => by === null ? null : periodOf(first, by),
  );
  return [...byPeriod].map(([period, parts]) => ({
    city,
    period,
    ...toStats(parts.reduce(addAggregates)),
  })).sort((one, other) => other.first.getTime() - one.first.getTime());
}

/** Parts of a city's time, of a month at most: of the time that has rows, where one partition has all of it. */
async function findMonths(
  client: Client,
  tables: WeatherTables,
  { city, from, to }: StatsQuery,
): Promise<HistoryPart[]> {
  const parts = await findParts(client, tables, { city, from, to });
  if (tables.isBucketed) return parts;
  const [first, last] = await Promise.all(["ASC", "DESC"].map(async (order) => {
    const { condition, values } = whereTime({ from, to });
    const { rows: [row] } = await client.execute(
      `SELECT last_update_time FROM ${tables.history} ` +
        `WHERE city = ?${condition} ORDER BY last_update_time ${order} LIMIT 1`,
      [city, ...values],
      majorityRead,
    );
    return row?.["last_update_time"] as Date | undefined;
  }));
  return first === undefined || last === undefined
    ? []
    : [...splitByMonth(first, new Date(last.getTime() + 1))]
      .map((part) => ({ key: [city], ...part }));
}

const aggregates = [
  "min(last_update_time) AS first",
  "max(last_update_time) AS last",
  "count(*) AS count",
  ...measures.flatMap((column) => [
    `count(${column}) AS ${column}_count`,
    // Cassandra's avg() of int is an int, and of nothing is 0.
    `sum(CAST(${column} AS double)) AS ${column}_sum`,
    `min(${column}) AS ${column}_min`,
    `max(${column}) AS ${column}_max`,
  ]),
].join(", ");

/** Aggregates a part of a city's time; where that takes Cassandra too long, by halves. */
async function aggregate(
  client: Client,
  { tables, by }: {
    readonly tables: WeatherTables;
    readonly by: Period | null;
  },
  part: HistoryPart,
): Promise<Aggregate[]> {
  const group = by === "hour" || by === "day"
    ? ` GROUP BY city, ${tables.isBucketed ? "month, " : ""}` +
      `floor(last_update_time, 1${by.charAt(0)})`
    : "";
  try {
    const { condition, values } = whereTime(part);
    const { rows } = await client.execute(
      `SELECT ${aggregates} FROM ${tables.history} ` +
        `WHERE ${whereKey(tables)}${condition}${group}`,
      [...part.key, ...values],
      majorityRead,
    );
    // Without groups, no rows aggregate to one row that counts none.
    return rows.filter((row) => row["first"] !== null).map(toAggregate);
  } catch (error) {
    const { key, from, to } = part;
    if (!isTooLong(error) || from === null || to === null) throw error;
    const length = to.getTime() - from.getTime();
    if (length <= shortestMs) throw error;
    const middle = new Date(from.getTime() + Math.floor(length / 2));
    const half = (from: Date, to: Date) =>
      aggregate(client, { tables, by }, { key, from, to });
    return [...await half(middle, to), ...await half(from, middle)];
  }
}

function isTooLong(error: unknown): boolean {
  return error instanceof errors.OperationTimedOutError ||
    (error instanceof errors.ResponseError &&
      error.code === types.responseErrorCodes.readTimeout);
}

function toAggregate(row: types.Row): Aggregate {
  const of = (column: Measure) => ({
    count: Number(row[`${column}_count`]),
    sum: Number(row[`${column}_sum`]),
    min: row[`${column}_min`] as number | null,
    max: row[`${column}_max`] as number | null,
  });
  return {
    first: row["first"] as Date,
    last: row["last"] as Date,
    count: Number(row["count"]),
    measures: {
      temperature: of("temperature"),
      feels_like: of("feels_like"),
      humidity: of("humidity"),
    },
  };
}

/** The aggregates of two parts together. */
export function addAggregates(one: Aggregate, other: Aggregate): Aggregate {
  const of = (column: Measure) => {
    const [a, b] = [one.measures[column], other.measures[column]];
    return {
      count: a.count + b.count,
      sum: a.sum + b.sum,
      min: choose(Math.min, a.min, b.min),
      max: choose(Math.max, a.max, b.max),
    };
  };
  return {
    first: one.first < other.first ? one.first : other.first,
    last: one.last > other.last ? one.last : other.last,
    count: one.count + other.count,
    measures: {
      temperature: of("temperature"),
      feels_like: of("feels_like"),
      humidity: of("humidity"),
    },
  };
}

function choose(
  which: (one: number, other: number) => number,
  one: number | null,
  other: number | null,
): number | null {
  if (one === null || other === null) return one ?? other;
  return which(one, other);
}

function toStats(
  { measures, ...rest }: Aggregate,
): Omit<CityStats, "city" | "period"> {
  const of = (column: Measure): MeasureStats => {
    const { count, sum, min, max } = measures[column];
    return { count, min, mean: count === 0 ? null : sum / count, max };
  };
  return {
    ...rest,
    temperature: of("temperature"),
    feels_like: of("feels_like"),
    humidity: of("humidity"),
  };
}
