import type { Client } from "cassandra-driver";
import { setTimeout as wait } from "node:timers/promises";
import { mapConcurrently } from "../shared/map_concurrently.ts";
import type { WeatherTables } from "../shared/weather_names.ts";
import { compareRow, type Entry, isNewer, type RowValues } from "./entry.ts";
import { explainReadError, readOptions } from "./row_reader.ts";

/** What the table of the newest rows was found to be. */
export interface LatestRows {
  /** Cities of the records that were verified. */
  readonly cities: number;
  /** Those whose row is missing, older than their newest record, or not equal to it. */
  readonly wrong: readonly WrongLatest[];
}

/** A city whose newest row is not its newest record. */
export interface WrongLatest {
  readonly city: string;
  /** Times of observation, milliseconds since 1970; of the row null if there is none. */
  readonly recordTime: number;
  readonly rowTime: number | null;
}

/** The newest record of a city, and whether others are of the same time. */
interface Newest {
  readonly entry: Entry;
  /** Then Cassandra keeps the greater of each two values, so which they are is not known. */
  readonly isShared: boolean;
}

/** So many rows are looked up at once. */
const atOnce = 32;

/** A record's two rows are written at once, and that of the history was waited for: in milliseconds. */
const waiting = { atMost: 5_000, pause: 250 };

/** Checks that the table of the newest rows has each city's newest record; its memory grows with the cities alone. */
export class LatestChecker {
  readonly #newest = new Map<string, Newest>();

  /** Takes records, in any order. */
  add(entries: readonly Entry[]): void {
    for (const entry of entries) {
      const other = this.#newest.get(entry.record.city);
      if (other !== undefined && other.entry.time > entry.time) continue;
      const isShared = other?.entry.time === entry.time;
      const isOlder = isShared && !isNewer(entry, other!.entry);
      this.#newest.set(entry.record.city, {
        entry: isOlder ? other!.entry : entry,
        isShared,
      });
    }
  }

  /** Looks up the rows; one may be newer than all records that were verified. */
  async check(
    client: Client,
    { table, timeoutMs }: {
      readonly table: NonNullable<WeatherTables["latest"]>;
      /** How long to wait for the sink, in milliseconds. */
      readonly timeoutMs: number;
    },
  ): Promise<LatestRows> {
    const deadline = Date.now() + Math.min(waiting.atMost, timeoutMs);
    let unclear = [...this.#newest.values()];
    while (true) {
      const found = await mapConcurrently(
        unclear,
        (newest) => findWrong(client, table, newest),
        { atOnce },
      );
      unclear = unclear.filter((_, index) => found[index] !== null);
      const wrong = found.filter((item) => item !== null);
      if (wrong.length === 0 || Date.now() >= deadline) {
        return { cities: this.#newest.size, wrong };
      }
      await wait(waiting.pause);
    }
  }
}

async function findWrong(
  client: Client,
  table: string,
  { entry, isShared }: Newest,
): Promise<WrongLatest | null> {
  const { record, time } = entry;
  try {
    const { rows: [row] } = await client.execute(
      `SELECT * FROM ${table} WHERE city = ?`,
      [record.city],
      readOptions,
    );
    const rowTime = (row?.["last_update_time"] as Date | null | undefined)
      ?.getTime() ?? null;
    const isRight = rowTime !== null &&
      (rowTime > time || rowTime === time &&
          (isShared ||
            compareRow(record, row as unknown as RowValues).length === 0));
    return isRight ? null : { city: record.city, recordTime: time, rowTime };
  } catch (error) {
    throw explainReadError(error);
  }
}
