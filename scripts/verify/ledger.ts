import type { WeatherUnits } from "../../weather/record.ts";
import type { Batch } from "./batch.ts";
import { type FaultCause, faultCauses, type Verdict } from "./cause.ts";
import {
  comparePlaces,
  compareRow,
  type Entry,
  type FoundRows,
  isNewer,
  keyOf,
  type NotRecord,
  placeOf,
} from "./entry.ts";
import { Showcase, type ShowcaseState } from "./showcase.ts";

/** So many records whose row is not right, and messages that are none, are remembered; some 10 MB. */
export const maxOpen = 10_000;

/** Of so many faults the details are kept for the report; of all with `all`, as far as that. */
const keptFaults = { few: 1_000, all: 10_000 };

/** What a {@linkcode Ledger} knows. */
export interface LedgerState {
  readonly counts: {
    readonly messages: number;
    readonly ok: number;
    readonly replaced: number;
    readonly expired: number;
    readonly bad: number;
    readonly deadLetters: number;
    readonly unverified: number;
  };
  readonly faultCounts: Ledger["faultCounts"];
  readonly units: readonly (WeatherUnits | null)[];
  readonly open: readonly Entry[];
  readonly openNotRecords: readonly NotRecord[];
  readonly faults: readonly Entry[];
  readonly notRecords: readonly NotRecord[];
  readonly showcase: ShowcaseState;
}

/**
 * Keeps account of the records of a topic while it is read. Remembered are those whose row is not right yet, a few to
 * show and a few faults: a topic of any length takes the same memory, as long as {@linkcode Ledger.isFull} is heeded.
 */
export class Ledger {
  /** Records and other messages read. */
  messages = 0;
  /** Records whose row is right. */
  ok = 0;
  /** Records that a newer one with the same key replaced. */
  replaced = 0;
  /** Records whose row's time to live is over. */
  expired = 0;
  /** Messages that are not weather records. */
  bad = 0;
  /** Those of them that are in the dead letter topic. */
  deadLetters = 0;
  /** Records whose row is right or has expired are not among these, nor dead letters that are no records. */
  unverified = 0;
  /** Faults by whether there is a row, and by cause. */
  readonly faultCounts = {
    missing: 0,
    different: 0,
    ...Object.fromEntries(faultCauses.map((cause) => [cause, 0])),
  } as Record<"missing" | "different" | FaultCause, number>;
  /** Units that the records' headers name; null among them if one has no such header. */
  readonly units = new Set<WeatherUnits | null>();
  readonly #keptFaults: number;
  readonly #showcase: Showcase;
  readonly #open = new Map<string, Entry>();
  readonly #openOthers = new Map<string, NotRecord>();
  #faults: Entry[] = [];
  #notRecords: NotRecord[] = [];

  constructor({ all }: { all: boolean }) {
    this.#keptFaults = all ? keptFaults.all : keptFaults.few;
    this.#showcase = new Showcase({ all });
  }

  /** Takes messages in the order of their offsets, with the rows that were found for them. */
  take({ entries, notRecords }: Batch, rows: FoundRows): void {
    this.messages += entries.length + notRecords.length;
    this.bad += notRecords.length;
    this.unverified += notRecords.length;
    for (const message of notRecords) {
      this.#openOthers.set(placeOf(message), message);
    }
    const newest = new Map<string, Entry>();
    for (const entry of entries) {
      this.units.add(entry.units);
      this.#showcase.add(entry);
      const key = keyOf(entry);
      const other = newest.get(key) ?? this.#removeOpen(key);
      newest.set(
        key,
        other === undefined ? entry : this.#keepNewer(entry, other),
      );
    }
    for (const [key, entry] of newest) this.#judge(key, entry, rows);
  }

  /** Compares the records whose row was not right with the rows as they are now. */
  recheck(rows: FoundRows): void {
    for (const [key, entry] of [...this.#open]) {
      this.#removeOpen(key);
      this.#judge(key, entry, rows);
    }
  }

  /** Notes which messages are in the dead letter topic, by {@linkcode placeOf}. */
  addDeadLetters(found: ReadonlyMap<string, NotRecord["deadLetter"]>): void {
    for (const [place, deadLetter] of found) {
      const message = this.#openOthers.get(place);
      if (message === undefined || deadLetter === null) continue;
      message.deadLetter = deadLetter;
      this.#openOthers.delete(place);
      this.deadLetters++;
      this.unverified--;
      this.#keepNotRecord(message);
    }
    if (found.size === 0) return;
    for (const entry of this.#open.values()) {
      entry.deadLetter = found.get(placeOf(entry)) ?? entry.deadLetter;
    }
  }

  /** Says for good what became of a record whose row is not right. */
  close(entry: Entry, verdict: Verdict): void {
    this.#removeOpen(keyOf(entry));
    switch (verdict) {
      case "replaced":
        entry.status = "replaced";
        this.replaced++;
        return;
      case "expired":
        this.expired += 1 + entry.replacing;
        this.replaced -= entry.replacing;
        return;
      default:
        entry.cause = verdict;
        this.unverified += 1 + entry.replacing;
        this.#count(entry, 1);
        if (this.#faults.length < this.#keptFaults) this.#faults.push(entry);
    }
  }

  /** Says that a message, which is not a weather record, will not be found in the dead letter topic. */
  closeNotRecord(message: NotRecord): void {
    this.#openOthers.delete(placeOf(message));
    this.#keepNotRecord(message);
  }

  /** Takes up again the faults that were closed, as far as they were kept: they may have been mended. */
  reopen(): void {
    for (const entry of this.#faults.splice(0)) {
      this.#count(entry, -1);
      entry.cause = null;
      this.#open.set(keyOf(entry), entry);
    }
    this.#notRecords = this.#notRecords.filter((message) => {
      if (message.deadLetter === null) {
        this.#openOthers.set(placeOf(message), message);
      }
      return message.deadLetter !== null;
    });
  }

  /** Whether more than is good is remembered: {@linkcode Ledger.close} what is open before taking more. */
  get isFull(): boolean {
    return this.#open.size + this.#openOthers.size >= maxOpen;
  }

  /** Records whose row is right, be it a newer record's that has replaced them. */
  get verified(): number {
    return this.messages - this.unverified - this.deadLetters - this.expired;
  }

  /** Records whose row is not right and may become so, in the topic's order. */
  get open(): Entry[] {
    return [...this.#open.values()].sort(comparePlaces);
  }

  /** Messages that are not weather records and may come to be dead letters, in the topic's order. */
  get openNotRecords(): NotRecord[] {
    return [...this.#openOthers.values()].sort(comparePlaces);
  }

  /** The first faults that were closed, in the topic's order. */
  get faults(): Entry[] {
    return [...this.#faults].sort(comparePlaces);
  }

  /** The first messages that are not weather records, in the topic's order. */
  get notRecords(): NotRecord[] {
    return [...this.#notRecords].sort(comparePlaces);
  }

  /** The records to show, by city and time. */
  get shown(): Entry[] {
    return this.#showcase.shown;
  }

  /** Whether `shown` is not all records. */
  get isAbridged(): boolean {
    return this.#showcase.isAbridged;
  }

  #judge(key: string, entry: Entry, rows: FoundRows): void {
    const row = rows.get(key);
    entry.differences = row === undefined ? [] : compareRow(entry.record, row);
    if (row !== undefined && entry.differences.length === 0) {
      entry.status = "ok";
      this.ok++;
      return;
    }
    entry.status = row === undefined ? "missing" : "different";
    this.#open.set(key, entry);
    this.unverified += 1 + entry.replacing;
  }

  #removeOpen(key: string): Entry | undefined {
    const entry = this.#open.get(key);
    if (entry === undefined) return undefined;
    this.#open.delete(key);
    this.unverified -= 1 + entry.replacing;
    return entry;
  }

  #keepNewer(one: Entry, other: Entry): Entry {
    const [newer, older] = isNewer(one, other) ? [one, other] : [other, one];
    newer.replacing += older.replacing + 1;
    older.status = "replaced";
    this.replaced++;
    return newer;
  }

  #count(entry: Entry, by: 1 | -1): void {
    const { status, cause } = entry;
    if (status === "missing" || status === "different") {
      this.faultCounts[status] += by;
    }
    if (cause !== null) this.faultCounts[cause] += by;
  }

  #keepNotRecord(message: NotRecord): void {
    if (this.#notRecords.length < this.#keptFaults) {
      this.#notRecords.push(message);
    }
  }

  /** All that is known, for {@linkcode Ledger.restore}. */
  save(): LedgerState {
    const { messages, ok, replaced, expired, bad, deadLetters, unverified } =
      this;
    return {
      counts: {
        messages,
        ok,
        replaced,
        expired,
        bad,
        deadLetters,
        unverified,
      },
      faultCounts: { ...this.faultCounts },
      units: [...this.units],
      open: this.open,
      openNotRecords: this.openNotRecords,
      faults: this.#faults,
      notRecords: this.#notRecords,
      showcase: this.#showcase.save(),
    };
  }

  /** Goes on from what was saved; for a new ledger. */
  restore(state: LedgerState): void {
    Object.assign(this, state.counts);
    Object.assign(this.faultCounts, state.faultCounts);
    for (const units of state.units) this.units.add(units);
    for (const entry of state.open) this.#open.set(keyOf(entry), entry);
    for (const message of state.openNotRecords) {
      this.#openOthers.set(placeOf(message), message);
    }
    this.#faults = [...state.faults];
    this.#notRecords = [...state.notRecords];
    // What is shown is what is judged, not a copy.
    const judged = new Map(
      [...state.open, ...state.faults].map((entry) => [placeOf(entry), entry]),
    );
    const same = (entry: Entry) => judged.get(placeOf(entry)) ?? entry;
    const { kept, latest, isTooMany } = state.showcase;
    this.#showcase.restore({
      kept: kept.map(same),
      latest: latest.map(same),
      isTooMany,
    });
  }
}
