import type { Settings } from "./settings.ts";

/** What of the settings names the tables. */
export type TableSettings = Pick<
  Settings,
  "CASSANDRA_KEYSPACE" | "CASSANDRA_TABLE" | "CASSANDRA_LAYOUT"
>;

/** The tables that the settings name, as CQL writes them; the settings allow plain names only. */
export interface WeatherTables {
  /** That with a row for each observation. */
  readonly history: string;
  /** That with the newest row of each city; null: there is only the history. */
  readonly latest: string | null;
  /** Whether a partition of the history is a month of a city, not all of a city. */
  readonly isBucketed: boolean;
}

/** The tables that the settings name. */
export function weatherTables(settings: TableSettings): WeatherTables {
  const { CASSANDRA_KEYSPACE: keyspace, CASSANDRA_TABLE: table } = settings;
  const isBucketed = settings.CASSANDRA_LAYOUT === "bucketed";
  return {
    history: `${keyspace}.${historyName(settings)}`,
    latest: isBucketed ? `${keyspace}.${latestName(table)}` : null,
    isBucketed,
  };
}

/** The table with a row for each observation, as CQL writes it. */
export function tableName(settings: TableSettings): string {
  return weatherTables(settings).history;
}

/** The name of the table with a row for each observation. */
export function historyName(
  settings: Pick<Settings, "CASSANDRA_TABLE" | "CASSANDRA_LAYOUT">,
): string {
  const { CASSANDRA_TABLE: table, CASSANDRA_LAYOUT: layout } = settings;
  return layout === "bucketed" ? monthsName(table) : table;
}

/** The names of all tables. */
export function tableNames(
  settings: Pick<Settings, "CASSANDRA_TABLE" | "CASSANDRA_LAYOUT">,
): string[] {
  const { CASSANDRA_TABLE: table, CASSANDRA_LAYOUT: layout } = settings;
  return layout === "bucketed"
    ? [monthsName(table), latestName(table)]
    : [table];
}

/** The name of the bucketed layout's history, from CASSANDRA_TABLE. */
export function monthsName(table: string): string {
  return `${table}_by_month`;
}

/** The name of the bucketed layout's table of the newest rows, from CASSANDRA_TABLE. */
export function latestName(table: string): string {
  return `${table}_latest`;
}
