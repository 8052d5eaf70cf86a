import { errors, policies, types } from "cassandra-driver";
import type { RowOf } from "../../cql/row_type.ts";
import { citiesWeatherData } from "../../cql/table.ts";
import { monthOf, splitByMonth } from "../../weather/month.ts";
import { explainCassandraError } from "./cassandra_client.ts";
import { UserError } from "./exit.ts";
import type { Settings } from "./settings.ts";
import { tableName, type WeatherTables } from "./weather_names.ts";

/** A row of the table: an observation of a city. */
export type WeatherRow = RowOf<typeof citiesWeatherData>;

/** Names of the table's columns, in the order in which `cql/*.cql` has them: those of the key first. */
export const weatherColumns = Object.keys(
  citiesWeatherData.columns,
) as (keyof WeatherRow)[];

/**
 * Asks again where too few replicas answered in time: until a node that was killed is known to be down, which takes the
 * others seconds, it is asked as well.
 */
class ReadAgain extends policies.retry.RetryPolicy {
  override onReadTimeout(
    { nbRetry }: policies.retry.OperationInfo,
    consistency: types.consistencies,
  ): policies.retry.DecisionInfo {
    return nbRetry < 4
      ? this.retryResult(consistency, true)
      : this.rethrowResult();
  }
}

/** How rows are asked for that must not be missed: what a majority acknowledged, a majority knows, and the sink writes so too. */
export const majorityRead = {
  prepare: true,
  consistency: types.consistencies.localQuorum,
  isIdempotent: true,
  retry: new ReadAgain(),
};

/** A partition of the history, and the part of a time that it holds. */
export interface HistoryPart {
  /** Values of the partition key's columns. */
  readonly key: readonly string[];
  readonly from: Date | null;
  readonly to: Date | null;
}

/** The condition that {@linkcode HistoryPart.key} is for. */
export function whereKey({ isBucketed }: WeatherTables): string {
  return isBucketed ? "city = ? AND month = ?" : "city = ?";
}

/**
 * The partitions that may hold rows of a city and a time, newest first. In buckets without an end in time they are those
 * from the month of `newest` to that of the oldest weather that there is.
 */
export function* historyParts(
  { isBucketed }: WeatherTables,
  { city, from, to, newest }: {
    readonly city: string;
    readonly from: Date | null;
    readonly to: Date | null;
    /** The time of the city's newest row. */
    readonly newest: Date;
  },
): Generator<HistoryPart> {
  if (!isBucketed) {
    yield { key: [city], from, to };
    return;
  }
  const first = from !== null && from > oldestWeather ? from : oldestWeather;
  const end = new Date(newest.getTime() + 1);
  for (const part of splitByMonth(first, to !== null && to < end ? to : end)) {
    yield { key: [city, monthOf(part.from)], ...part };
  }
}

/** OpenWeather's and Open-Meteo's histories go back to 1979 and 1940. */
const oldestWeather = new Date("1940-01-01T00:00:00Z");

/** What the driver read, as a plain object of the table's columns. */
export function toWeatherRow(row: types.Row): WeatherRow {
  return Object.fromEntries(
    weatherColumns.map((column) => [column, row[column]]),
  ) as unknown as WeatherRow;
}

/** Cassandra answers, and has no such table. */
export class TableMissingError extends UserError {
  constructor(
    /** Its name, as CQL writes it. */
    readonly table: string,
    cause: unknown,
  ) {
    super(
      `Cassandra has no table ${table}`,
      "create it with `deno task schema`",
      2,
      { cause },
    );
  }
}

/**
 * Turns what may go wrong where the table is read (it is not there, may not be read, Cassandra is down or slow) into a
 * {@linkcode UserError}; other errors are returned as they are.
 */
export function explainTableError(error: unknown, settings: Settings): unknown {
  if (!(error instanceof errors.ResponseError)) {
    return explainCassandraError(error, settings);
  }
  const table = tableName(settings);
  // Of the two tables in buckets it may be either.
  const [, missing] =
    /(?:unconfigured )?table (\w+)(?: does not exist|$)/i.exec(error.message) ??
      [];
  return missing !== undefined ||
      /keyspace .* does not exist/i.test(error.message)
    ? new TableMissingError(
      missing === undefined
        ? table
        : `${settings.CASSANDRA_KEYSPACE}.${missing}`,
      error,
    )
    : new UserError(
      `Cannot read ${table}: ${error.message}`,
      "look at Cassandra's state and log (`deno task stack:logs cassandra` of the local one), then try again",
      2,
      { cause: error },
    );
}
