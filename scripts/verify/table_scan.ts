import type { Client, types } from "cassandra-driver";
import type { Settings } from "../shared/settings.ts";
import { weatherTables } from "../shared/weather_names.ts";
import { rowKey, type RowValues, valueColumns } from "./entry.ts";
import { explainReadError, latestWrite, readOptions } from "./row_reader.ts";

/** A row of the table. */
export interface TableRow {
  readonly city: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly values: RowValues;
  /** Microseconds since 1970; null if only its key was written. */
  readonly writeTime: bigint | null;
}

/** Options of {@linkcode scanTable}. */
export interface ScanOptions {
  /** Read values and write times as well, not only the keys: some three times as slow. */
  readonly isWhole: boolean;
  readonly onRow: (row: TableRow) => void;
  readonly signal: AbortSignal;
}

/** In so many parts the ring of tokens is read. */
const ranges = 32;

/** So many at once, each a page of rows at a time. */
const rangesAtOnce = 4;

const rowsPerPage = 2_000;

const smallestToken = -(2n ** 63n);

/**
 * Reads all rows of the settings' table, by ranges of tokens.
 *
 * @throws {UserError} if Cassandra refuses.
 */
export async function scanTable(
  client: Client,
  settings: Settings,
  { isWhole, onRow, signal }: ScanOptions,
): Promise<void> {
  const { history, isBucketed } = weatherTables(settings);
  const token = `token(city${isBucketed ? ", month" : ""})`;
  const columns = isWhole
    ? [
      ...valueColumns,
      ...valueColumns.map((column) => `WRITETIME(${column})`),
    ]
    : [];
  const query = `SELECT ${
    ["city", "last_update_time", ...columns].join(", ")
  } FROM ${history} WHERE ${token} >= ? AND ${token} <= ?`;
  const step = 2n ** 64n / BigInt(ranges);
  const waiting = Array.from({ length: ranges }, (_, index) => {
    const from = smallestToken + BigInt(index) * step;
    return [String(from), String(from + step - 1n)];
  }).values();
  await Promise.all(Array.from({ length: rangesAtOnce }, async () => {
    for (const bounds of waiting) {
      await scanRange(client, { query, bounds, onRow, signal });
    }
  }));
}

async function scanRange(
  client: Client,
  { query, bounds, onRow, signal }: {
    query: string;
    bounds: readonly string[];
    onRow: (row: TableRow) => void;
    signal: AbortSignal;
  },
): Promise<void> {
  let pageState: string | undefined;
  do {
    signal.throwIfAborted();
    try {
      const page: types.ResultSet = await client.execute(query, [...bounds], {
        ...readOptions,
        fetchSize: rowsPerPage,
        ...(pageState === undefined ? {} : { pageState }),
      });
      for (const row of page.rows) onRow(toTableRow(row));
      pageState = page.pageState;
    } catch (error) {
      throw explainReadError(error);
    }
  } while (pageState);
}

function toTableRow(row: types.Row): TableRow {
  const time: Date = row["last_update_time"];
  return {
    city: row["city"],
    time: time.getTime(),
    values: row as unknown as RowValues,
    writeTime: latestWrite(row),
  };
}

/** A row's primary key as one text. */
export function keyOfRow({ city, time }: TableRow): string {
  return rowKey(city, time);
}
