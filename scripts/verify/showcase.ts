import { type Entry, isNewer } from "./entry.ts";

/** How many records of a topic are shown in full unless all are asked for. */
export const fewRecords = 20;

/** How many are shown if all are asked for. */
const allRecords = 10_000;

/** How many cities' latest records are shown. */
const fewCities = 1_000;

/** What a {@linkcode Showcase} consists of. */
export interface ShowcaseState {
  readonly kept: readonly Entry[];
  readonly latest: readonly Entry[];
  readonly isTooMany: boolean;
}

/** Keeps the records to show: all of them if they are few, or asked for and not too many, else the latest of each city. */
export class Showcase {
  readonly #all: boolean;
  readonly #latest = new Map<string, Entry>();
  #kept: Entry[] = [];
  #isTooMany = false;

  constructor({ all }: { all: boolean }) {
    this.#all = all;
  }

  /** Takes a record; what becomes of it later is seen as well. */
  add(entry: Entry): void {
    this.#keepLatest(entry);
    if (this.#isTooMany) return;
    this.#kept.push(entry);
    const most = this.#all ? allRecords : 2 * fewRecords;
    if (this.#kept.length <= most) return;
    this.#isTooMany = this.#all || countRows(this.#kept) > fewRecords;
    this.#kept = this.#isTooMany
      ? []
      : this.#kept.filter(({ status }) => status !== "replaced");
  }

  /** The records to show, by city and time. */
  get shown(): Entry[] {
    const entries = this.isAbridged
      ? [...this.#latest.values()]
      : this.#kept.filter(({ status }) => this.#all || status !== "replaced");
    return [...entries].sort((one, other) =>
      compareText(one.record.city, other.record.city) ||
      one.time - other.time || Number(one.offset - other.offset)
    );
  }

  /** Whether `shown` is not all records. */
  get isAbridged(): boolean {
    return this.#isTooMany ||
      (!this.#all && countRows(this.#kept) > fewRecords);
  }

  /** All that is kept. */
  save(): ShowcaseState {
    return {
      kept: this.#kept,
      latest: [...this.#latest.values()],
      isTooMany: this.#isTooMany,
    };
  }

  /** Goes on from what was saved. */
  restore({ kept, latest, isTooMany }: ShowcaseState): void {
    this.#kept = [...kept];
    for (const entry of latest) this.#latest.set(entry.record.city, entry);
    this.#isTooMany = isTooMany;
  }

  #keepLatest(entry: Entry): void {
    const { city } = entry.record;
    const latest = this.#latest.get(city);
    if (latest === undefined) {
      if (this.#latest.size < fewCities) this.#latest.set(city, entry);
    } else if (
      entry.time > latest.time ||
      (entry.time === latest.time && isNewer(entry, latest))
    ) this.#latest.set(city, entry);
  }
}

function countRows(entries: readonly Entry[]): number {
  return entries.filter(({ status }) => status !== "replaced").length;
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
