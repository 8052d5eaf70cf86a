import type { WeatherRecord, WeatherUnits } from "../../weather/record.ts";
import { citiesWeatherData } from "../../cql/table.ts";
import type { FaultCause } from "./cause.ts";

/** Where a record is in the topic. */
export interface RecordPlace {
  readonly partition: number;
  readonly offset: bigint;
}

/** Why a record is in the dead letter topic, as the sink says. */
export interface DeadLetter {
  readonly reason: string;
}

/**
 * What became of a record.
 * - `ok`: its row has its values.
 * - `missing`: it has no row.
 * - `different`: its row has other values.
 * - `replaced`: a newer record has the same key, hence the same row.
 */
export type RecordStatus = "ok" | "missing" | "different" | "replaced";

/** A column whose value in the row is not the record's. */
export interface ValueDifference {
  readonly column: string;
  readonly inTopic: ColumnValue;
  readonly inTable: ColumnValue;
}

/** A value of a column outside the key. */
export type ColumnValue = string | number | null;

/** A record of the topic and what is known of its row so far. */
export interface Entry extends RecordPlace {
  readonly record: WeatherRecord;
  /** Time of the observation, milliseconds since 1970. */
  readonly time: number;
  /** The record's own timestamp in milliseconds: Cassandra's write time, so that of two records the newer one wins. */
  readonly timestamp: number;
  /** Units of its temperatures; null if no header says. */
  readonly units: WeatherUnits | null;
  /** How many other records this one has replaced. */
  replacing: number;
  status: RecordStatus;
  differences: readonly ValueDifference[];
  deadLetter: DeadLetter | null;
  /** Why its row is not right; null while it is, or that is not known. */
  cause: FaultCause | null;
}

/** A message that is not a weather record. */
export interface NotRecord extends RecordPlace {
  readonly reason: string;
  deadLetter: DeadLetter | null;
}

/** A row's columns outside the key; null and absent are the same to Cassandra. */
export type RowValues = Readonly<Record<ValueColumn, ColumnValue>>;

/** Rows that were found, by {@linkcode keyOf}. */
export type FoundRows = ReadonlyMap<string, RowValues>;

type Columns = typeof citiesWeatherData.columns;

/** Name of a column outside the key. */
export type ValueColumn = {
  [Name in keyof Columns]: Columns[Name]["kind"] extends "regular" ? Name
    : never;
}[keyof Columns];

/** Names of the columns outside the key, in the table's order. */
export const valueColumns = Object.entries(citiesWeatherData.columns)
  .filter(([, { kind }]) => kind === "regular")
  .map(([name]) => name) as ValueColumn[];

/** The primary key of a record's row as one text. */
export function keyOf({ record, time }: Entry): string {
  return rowKey(record.city, time);
}

/** A row's primary key as one text; `time` in milliseconds since 1970. */
export function rowKey(city: string, time: number): string {
  return `${time} ${city}`;
}

/** Name of a record's place, the same for the record and its dead letter. */
export function placeOf({ partition, offset }: RecordPlace): string {
  return `${partition}/${offset}`;
}

/** Whether one record's row is what remains after both were written, in whatever order. */
export function isNewer(
  one: Pick<Entry, "timestamp" | "offset">,
  other: Pick<Entry, "timestamp" | "offset">,
): boolean {
  if (one.timestamp !== other.timestamp) return one.timestamp > other.timestamp;
  return one.offset > other.offset;
}

/** Says in which columns a row is not as its record. */
export function compareRow(
  record: WeatherRecord,
  row: RowValues,
): ValueDifference[] {
  const differences: ValueDifference[] = [];
  for (const column of valueColumns) {
    const inTopic = record[column];
    const inTable = row[column] ?? null;
    if (inTopic !== inTable) differences.push({ column, inTopic, inTable });
  }
  return differences;
}

/** Which of two places comes first in the topic, for sorting. */
export function comparePlaces(one: RecordPlace, other: RecordPlace): number {
  return one.partition - other.partition || Number(one.offset - other.offset);
}
