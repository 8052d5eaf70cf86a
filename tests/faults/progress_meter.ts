import { setTimeout as sleep } from "node:timers/promises";
import { type Client, types } from "cassandra-driver";
import { cityPartition } from "../../weather/partition.ts";
import type { Load } from "./load.ts";
import { recordAt, type Traffic } from "./traffic.ts";

/** Longest times without progress, in milliseconds. */
export interface Gaps {
  /** Between two acknowledgements to the producer. */
  readonly acknowledged: number;
  /** Between two new rows of the same partition of the topic, in the worst one. */
  readonly rows: number;
}

/** What {@linkcode ProgressMeter} watches. */
export interface ProgressOptions {
  readonly load: Load;
  readonly traffic: Traffic;
  readonly cassandra: Client;
  /** Name in CQL. */
  readonly table: string;
  /** How many the topic has. */
  readonly partitions: number;
}

const pollMs = 20;

/**
 * Measures for how long a stream stands still. Rows are seen as a reader sees them: of each partition the newest record
 * that is acknowledged is looked up, by LOCAL_QUORUM, until its row is there, and then the next.
 */
export class ProgressMeter implements AsyncDisposable {
  readonly #options: ProgressOptions;
  readonly #stop = new AbortController();
  readonly #watching: Promise<unknown>;
  /** Of each partition, the number of the newest good record that is acknowledged. */
  readonly #newest: number[];
  readonly #acknowledged = new Stopwatch();
  readonly #rows: Stopwatch[];

  constructor(options: ProgressOptions) {
    this.#options = options;
    const { load, partitions } = options;
    this.#newest = Array.from({ length: partitions }, () => -1);
    this.#rows = this.#newest.map(() => new Stopwatch());
    load.onAcknowledged = (first, last) => this.#note(first, last);
    this.#watching = Promise.all(
      this.#rows.map((_, partition) => this.#watch(partition)),
    );
  }

  /** Measures from now on. */
  start(): void {
    for (const watch of [this.#acknowledged, ...this.#rows]) watch.restart();
  }

  /** The longest gaps since the start, also those that have not ended. */
  read(): Gaps {
    return {
      acknowledged: this.#acknowledged.longest(),
      rows: Math.max(...this.#rows.map((watch) => watch.longest())),
    };
  }

  #note(first: number, last: number): void {
    this.#acknowledged.mark();
    for (let number = first; number <= last; number++) {
      const { city, poison } = recordAt(this.#options.traffic, number);
      if (poison !== null) continue;
      this.#newest[cityPartition(city, this.#options.partitions)] = number;
    }
  }

  async #watch(partition: number): Promise<void> {
    let seen = -1;
    while (!this.#stop.signal.aborted) {
      const next = this.#newest[partition]!;
      if (next === seen) {
        await sleep(pollMs);
      } else if (await this.#isRow(next)) {
        seen = next;
        this.#rows[partition]!.mark();
      }
    }
  }

  /** Waits until the record's row is there; false if the meter stops before. */
  async #isRow(number: number): Promise<boolean> {
    const { cassandra, table, traffic } = this.#options;
    const { city, row } = recordAt(traffic, number);
    const query = `SELECT city FROM ${table} WHERE city = ? AND ` +
      "last_update_time = ?";
    const key = [city, new Date(row!.last_update_time!)];
    while (!this.#stop.signal.aborted) {
      try {
        const { rowLength } = await cassandra.execute(query, key, {
          prepare: true,
          consistency: types.consistencies.localQuorum,
        });
        if (rowLength > 0) return true;
      } catch {
        // A node has just gone: no row is seen meanwhile.
      }
      await sleep(pollMs);
    }
    return false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#watching;
  }
}

/** Keeps the longest time between two marks. */
class Stopwatch {
  #last = Date.now();
  #longest = 0;

  restart(): void {
    this.#last = Date.now();
    this.#longest = 0;
  }

  mark(): void {
    this.#longest = this.longest();
    this.#last = Date.now();
  }

  longest(): number {
    return Math.max(this.#longest, Date.now() - this.#last);
  }
}
