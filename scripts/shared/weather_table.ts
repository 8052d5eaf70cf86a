import { errors, type types } from "cassandra-driver";
import type { RowOf } from "../../cql/row_type.ts";
import { citiesWeatherData } from "../../cql/table.ts";
import { explainCassandraError } from "./cassandra_client.ts";
import { UserError } from "./exit.ts";
import type { Settings } from "./settings.ts";

/** A row of the table: an observation of a city. */
export type WeatherRow = RowOf<typeof citiesWeatherData>;

/** Names of the table's columns, in the order in which `cql/*.cql` has them: those of the key first. */
export const weatherColumns = Object.keys(
  citiesWeatherData.columns,
) as (keyof WeatherRow)[];

/** The table that the settings name, as CQL writes it; the settings allow plain names only. */
export function tableName(
  settings: Pick<Settings, "CASSANDRA_KEYSPACE" | "CASSANDRA_TABLE">,
): string {
  return `${settings.CASSANDRA_KEYSPACE}.${settings.CASSANDRA_TABLE}`;
}

/** What the driver read, as a plain object of the table's columns. */
export function toWeatherRow(row: types.Row): WeatherRow {
  return Object.fromEntries(
    weatherColumns.map((column) => [column, row[column]]),
  ) as unknown as WeatherRow;
}

/** Cassandra answers, and has no such table. */
export class TableMissingError extends UserError {
  constructor(table: string, cause: unknown) {
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
  return /unconfigured table|keyspace .* does not exist/i.test(error.message)
    ? new TableMissingError(table, error)
    : new UserError(
      `Cannot read ${table}: ${error.message}`,
      "look at Cassandra's state and log (`deno task stack:logs cassandra` of the local one), then try again",
      2,
      { cause: error },
    );
}
