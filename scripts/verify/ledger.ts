import { decodeRecord } from "../../weather/message.ts";
import { type WeatherUnits, weatherUnits } from "../../weather/record.ts";
import {
  compareRow,
  type DeadLetter,
  type Entry,
  isNewer,
  keyOf,
  type NotRecord,
  placeOf,
  type RecordPlace,
  type RowValues,
} from "./entry.ts";

/** A message of the topic. */
export interface TopicMessage extends RecordPlace {
  readonly value: string | null;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** The header `units`, if there is one. */
  readonly units: string | undefined;
}

/** Rows that were found, by {@linkcode keyOf}. */
export type FoundRows = ReadonlyMap<string, RowValues>;

/** How many records of a topic are shown in full unless all are asked for. */
export const fewRecords = 20;

/**
 * Keeps account of the records of a topic while it is read. Only those are kept whose row is not right yet, the latest of
 * each city, and a few to show: so a topic of any length takes the same memory, as long as the sink keeps up.
 */
export class Ledger {
  /** Records and other messages read. */
  messages = 0;
  /** Records whose row is right. */
  ok = 0;
  /** Records that a newer one with the same key replaced. */
  replaced = 0;
  /** Units that the records' headers name; null among them if one has no such header. */
  readonly units = new Set<WeatherUnits | null>();
  readonly #keepAll: boolean;
  readonly #pending = new Map<string, Entry>();
  readonly #notRecords = new Map<string, NotRecord>();
  readonly #latest = new Map<string, Entry>();
  #kept: Entry[] = [];
  #isTooMany = false;

  constructor({ all }: { all: boolean }) {
    this.#keepAll = all;
  }

  /** Takes messages in the order of their offsets; answers with the records whose rows are to be looked up. */
  add(messages: readonly TopicMessage[]): Entry[] {
    const newest = new Map<string, Entry>();
    for (const message of messages) {
      this.messages++;
      const entry = this.#readMessage(message);
      if (entry === undefined) continue;
      this.#keepToShow(entry);
      const key = keyOf(entry);
      const other = newest.get(key) ?? this.#pending.get(key);
      this.#pending.delete(key);
      newest.set(
        key,
        other === undefined ? entry : this.#keepNewer(entry, other),
      );
    }
    return [...newest.values()];
  }

  /** Compares records with the rows found, of which there may be none. */
  settle(entries: readonly Entry[], rows: FoundRows): void {
    for (const entry of entries) {
      // A newer record may have come while the rows were read.
      if (entry.status === "replaced") continue;
      const key = keyOf(entry);
      const row = rows.get(key);
      entry.differences = row === undefined
        ? []
        : compareRow(entry.record, row);
      entry.status = row === undefined
        ? "missing"
        : entry.differences.length > 0
        ? "different"
        : "ok";
      if (entry.status === "ok") {
        this.#pending.delete(key);
        this.ok++;
      } else {
        this.#pending.set(key, entry);
      }
    }
  }

  /** Notes which messages are in the dead letter topic, by {@linkcode placeOf}. */
  addDeadLetters(found: ReadonlyMap<string, DeadLetter>): void {
    for (const entry of [...this.pending, ...this.notRecords]) {
      entry.deadLetter = found.get(placeOf(entry)) ?? entry.deadLetter;
    }
  }

  /** Records whose row is right, be it a newer record's that has replaced them. */
  get verified(): number {
    const others = this.pending.reduce(
      (sum, { replacing }) => sum + 1 + replacing,
      this.#notRecords.size,
    );
    return this.messages - others;
  }

  /** Records whose row is not right, in the topic's order. */
  get pending(): Entry[] {
    return [...this.#pending.values()].sort(byPlace);
  }

  /** Messages that are not weather records, in the topic's order. */
  get notRecords(): NotRecord[] {
    return [...this.#notRecords.values()].sort(byPlace);
  }

  /** The records to show, by city and time: all of them if asked for or few, else the latest of each city. */
  get shown(): Entry[] {
    const entries = this.isAbridged ? [...this.#latest.values()] : this.#kept
      .filter(({ status }) => this.#keepAll || status !== "replaced");
    return [...entries].sort((one, other) =>
      compareText(one.record.city, other.record.city) ||
      one.time - other.time || Number(one.offset - other.offset)
    );
  }

  /** Whether `shown` is not all records. */
  get isAbridged(): boolean {
    return this.#isTooMany ||
      (!this.#keepAll && countRows(this.#kept) > fewRecords);
  }

  #readMessage(message: TopicMessage): Entry | undefined {
    const { partition, offset, timestamp } = message;
    const decoded = decodeRecord(message.value);
    if (!decoded.ok) {
      const { reason } = decoded;
      this.#notRecords.set(placeOf(message), {
        partition,
        offset,
        reason,
        deadLetter: null,
      });
      return undefined;
    }
    const units = weatherUnits.safeParse(message.units).data ?? null;
    this.units.add(units);
    return {
      partition,
      offset,
      timestamp,
      record: decoded.record,
      time: Date.parse(decoded.record.last_update_time),
      units,
      replacing: 0,
      status: "missing",
      differences: [],
      deadLetter: null,
    };
  }

  #keepNewer(one: Entry, other: Entry): Entry {
    const [newer, older] = isNewer(one, other) ? [one, other] : [other, one];
    newer.replacing += older.replacing + 1;
    older.status = "replaced";
    this.replaced++;
    return newer;
  }

  #keepToShow(entry: Entry): void {
    const { city } = entry.record;
    const latest = this.#latest.get(city);
    if (
      latest === undefined || entry.time > latest.time ||
      (entry.time === latest.time && isNewer(entry, latest))
    ) this.#latest.set(city, entry);
    if (this.#isTooMany) return;
    this.#kept.push(entry);
    if (!this.#keepAll && this.#kept.length > 2 * fewRecords) {
      this.#isTooMany = countRows(this.#kept) > fewRecords;
      this.#kept = this.#isTooMany
        ? []
        : this.#kept.filter(({ status }) => status !== "replaced");
    }
  }
}

function countRows(entries: readonly Entry[]): number {
  return entries.filter(({ status }) => status !== "replaced").length;
}

function byPlace(one: RecordPlace, other: RecordPlace): number {
  return one.partition - other.partition || Number(one.offset - other.offset);
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
