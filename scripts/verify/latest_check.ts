import type { Client } from "cassandra-driver";
import { setTimeout as wait } from "node:timers/promises";
import { mapConcurrently } from "../shared/map_concurrently.ts";
import type { WeatherTables } from "../shared/weather_names.ts";
import type { FindDeadLetters } from "./dead_letters.ts";
import {
  compareRow,
  type DeadLetter,
  type Entry,
  isNewer,
  placeOf,
  type RowValues,
} from "./entry.ts";
import type { ForeignLatest } from "./foreign_latest.ts";
import { explainReadError, readOptions } from "./row_reader.ts";

/** What the table of the newest rows was found to be. */
export interface LatestRows {
  /** Cities of the records that were verified. */
  readonly cities: number;
  /** Those whose row is missing, older than their newest record, or not equal to it. */
  readonly wrong: readonly WrongLatest[];
  /** Rows that nothing explains; null if they were not looked for. */
  readonly foreign: readonly ForeignLatest[] | null;
}

/** A city whose newest row is not its newest record. */
export interface WrongLatest {
  readonly city: string;
  /** Times of observation, milliseconds since 1970; of the row null if there is none. */
  readonly recordTime: number;
  readonly rowTime: number | null;
  /** The newest record's, if the sink gave it up. */
  readonly deadLetter: DeadLetter | null;
}

/** The newest record of a city, and whether others are of the same time. */
export interface Newest {
  readonly entry: Entry;
  /** Then Cassandra keeps the greater of each two values, so which they are is not known. */
  readonly isShared: boolean;
}

/** So many of the cities whose row is not known to be right are remembered for another verification. */
const mostSaved = 10_000;

/** So many rows are looked up at once. */
const atOnce = 32;

/** A record's two rows are written at once, and that of the history was waited for: in milliseconds. */
export const waiting = { atMost: 5_000, pause: 250 };

/** Checks that the table of the newest rows has each city's newest record; its memory grows with the cities alone. */
export class LatestChecker {
  readonly #newest = new Map<string, Newest>();
  /** Those whose row was not right when it was looked up. */
  #unclear: readonly Newest[] | null = null;

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

  /** The time of a city's newest record, milliseconds since 1970; undefined if there is none. */
  newestOf(city: string): number | undefined {
    return this.#newest.get(city)?.entry.time;
  }

  /** Looks up the rows; one may be newer than all records that were verified. */
  async check(
    client: Client,
    { table, timeoutMs, findDeadLetters }: {
      readonly table: NonNullable<WeatherTables["latest"]>;
      /** How long to wait for the sink, in milliseconds. */
      readonly timeoutMs: number;
      readonly findDeadLetters: FindDeadLetters;
    },
  ): Promise<Omit<LatestRows, "foreign">> {
    const deadline = Date.now() + Math.min(waiting.atMost, timeoutMs);
    let unclear = [...this.#newest.values()];
    while (true) {
      const found = await mapConcurrently(
        unclear,
        async (newest) => ({
          newest,
          wrong: await findWrong(client, table, newest),
        }),
        { atOnce },
      );
      const wrong = found.flatMap(({ newest: { entry }, wrong }) =>
        wrong === null ? [] : [{ entry, ...wrong }]
      );
      unclear = found.flatMap(({ newest, wrong }) =>
        wrong === null ? [] : [newest]
      );
      if (wrong.length === 0 || Date.now() >= deadline) {
        this.#unclear = unclear;
        return {
          cities: this.#newest.size,
          wrong: await explain(wrong, findDeadLetters),
        };
      }
      await wait(waiting.pause);
    }
  }

  /** The cities, as far as they are kept, whose row is not known to be right: all of them before they are checked. */
  save(): readonly Newest[] {
    const unclear = this.#unclear ?? [...this.#newest.values()];
    return unclear.slice(0, mostSaved);
  }

  /** Goes on from what was saved; for a new checker. */
  restore(saved: readonly Newest[]): void {
    for (const newest of saved) {
      this.#newest.set(newest.entry.record.city, newest);
    }
  }
}

async function explain(
  wrong: readonly (Omit<WrongLatest, "deadLetter"> & { entry: Entry })[],
  findDeadLetters: FindDeadLetters,
): Promise<WrongLatest[]> {
  const letters = await findDeadLetters(wrong.map(({ entry }) => entry));
  return wrong.map(({ entry, ...rest }) => ({
    ...rest,
    deadLetter: letters.get(placeOf(entry)) ?? null,
  }));
}

async function findWrong(
  client: Client,
  table: string,
  { entry, isShared }: Newest,
): Promise<Omit<WrongLatest, "deadLetter"> | null> {
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
