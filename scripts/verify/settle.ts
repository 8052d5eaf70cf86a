import type { Admin } from "kafkajs";
import { deadLetterTopic } from "../../connect/weather_sink.ts";
import type { Settings } from "../shared/settings.ts";
import { judge } from "./cause.ts";
import type { FindDeadLetters } from "./dead_letters.ts";
import { type Entry, keyOf, type RecordPlace } from "./entry.ts";
import { type Ledger, maxOpen } from "./ledger.ts";
import { findNewerRecords } from "./newer_records.ts";
import type { Patience } from "./patience.ts";
import type { RowReader } from "./row_reader.ts";
import {
  fetchSinkProgress,
  hasPassed,
  type SinkProgress,
} from "./sink_progress.ts";

/** What {@linkcode Settler} works with. */
export interface SettlerOptions {
  readonly settings: Settings;
  readonly admin: Admin;
  readonly ledger: Ledger;
  readonly rows: RowReader;
  readonly findDeadLetters: FindDeadLetters;
  /** Seconds that rows live, 0 if for ever; asked at most once. */
  readonly fetchTimeToLive: () => Promise<number>;
  readonly patience: Patience;
  /** Told, each time anew, what is waited for. */
  readonly onWait: (text: string) => void;
  readonly signal: AbortSignal;
}

/** What the sink may still write when it is waited for no longer. */
interface Awaited {
  readonly progress: SinkProgress;
  readonly awaited: ReadonlySet<RecordPlace>;
}

/** How soon the rows that are missing or different are looked up again, in milliseconds; later if that takes long. */
const recheckMs = 250;

/** Finds out what became of the records whose row is not right: waits for the sink, and then says why. */
export class Settler {
  readonly #options: SettlerOptions;
  #timeToLive: Promise<number> | undefined;
  #isOver = false;

  constructor(options: SettlerOptions) {
    this.#options = options;
  }

  /**
   * Makes room in a ledger that is full. The sink is waited for until all but half of that is written, so that reading
   * stays a little ahead of it; what it has passed is closed, and the rest as well once patience is over.
   */
  async makeRoom(): Promise<void> {
    const { progress, awaited } = await this.#awaitSink(maxOpen / 2);
    await this.#close(progress, (item) => this.#isOver || !awaited.has(item));
    this.#options.patience.reset();
  }

  /** Waits until the sink has passed all that is open, or patience is over, and closes it. */
  async finish(): Promise<SinkProgress> {
    const { progress } = await this.#awaitSink(0);
    await this.#close(progress, () => true);
    return progress;
  }

  /** Waits until the sink may still write no more than `enough`, which is `awaited`, or patience is over. */
  async #awaitSink(enough: number): Promise<Awaited> {
    const { settings, admin, ledger, rows, findDeadLetters } = this.#options;
    const { patience, onWait, signal } = this.#options;
    const dlq = deadLetterTopic(settings.KAFKA_TOPIC);
    while (true) {
      signal.throwIfAborted();
      const began = performance.now();
      // First: what the sink has passed by now is found by what is read after.
      const progress = await fetchSinkProgress(admin, settings);
      ledger.recheck(await rows.readRows(ledger.open));
      ledger.addDeadLetters(
        await findDeadLetters([...ledger.open, ...ledger.openNotRecords]),
      );
      const awaited = await this.#findAwaited(progress);
      const leftMs = patience.leftMs(
        `${[...progress.committed].join()} ${awaited.size}`,
      );
      if (awaited.size <= enough || this.#isOver) return { progress, awaited };
      if (leftMs <= 0) {
        // A sink that stands still is waited for once, not for each part of the topic.
        this.#isOver = true;
        return { progress, awaited };
      }
      onWait(
        `waiting for ${awaited.size.toLocaleString("en")} of ${
          ledger.messages.toLocaleString("en")
        } records to reach the table or ${dlq} (${
          Math.ceil(leftMs / 1000)
        } s left)`,
      );
      const pauseMs = Math.max(recheckMs, 2 * (performance.now() - began));
      await pause(Math.min(pauseMs, leftMs), signal);
    }
  }

  /** What the sink may still write. */
  async #findAwaited(progress: SinkProgress): Promise<Set<RecordPlace>> {
    const { ledger } = this.#options;
    const notPassed = ledger.open.filter((entry) =>
      entry.deadLetter === null && !hasPassed(progress, entry)
    );
    const timeToLive = notPassed.length === 0 ? 0 : await this.#lifetime();
    const expiring = Date.now() - timeToLive * 1000;
    return new Set([
      ...notPassed.filter(({ timestamp }) =>
        timeToLive === 0 || timestamp > expiring
      ),
      ...ledger.openNotRecords.filter((item) => !hasPassed(progress, item)),
    ]);
  }

  async #close(
    progress: SinkProgress,
    isDone: (item: RecordPlace) => boolean,
  ): Promise<void> {
    const { ledger, rows, admin, settings } = this.#options;
    for (const message of ledger.openNotRecords.filter(isDone)) {
      ledger.closeNotRecord(message);
    }
    const open = ledger.open.filter(isDone);
    if (open.length === 0) return;
    const different = open.filter(({ status }) => status === "different");
    const writeTimes = await rows.readWriteTimes(different);
    const newer = await findNewerRecords(
      admin,
      settings,
      different.flatMap((entry) => {
        const writeTime = writeTimes.get(keyOf(entry));
        return writeTime !== undefined && isAfter(writeTime, entry)
          ? [{ entry, writeTime }]
          : [];
      }),
    );
    const timeToLive = await this.#lifetime();
    for (const entry of open) {
      const { timestamp, status, deadLetter } = entry;
      const key = keyOf(entry);
      const verdict = judge({
        timestamp,
        hasRow: status === "different",
        isPassed: hasPassed(progress, entry),
        deadLetter,
        writeTime: writeTimes.get(key) ?? null,
        hasNewerRecord: newer.has(key),
        timeToLive,
        now: Date.now(),
      });
      ledger.close(entry, verdict);
    }
  }

  #lifetime(): Promise<number> {
    this.#timeToLive ??= this.#options.fetchTimeToLive();
    return this.#timeToLive;
  }
}

/** Whether a row was written after its record, which takes up the thousand microseconds of its millisecond. */
function isAfter(writeTime: bigint, { timestamp }: Entry): boolean {
  return writeTime >= BigInt(timestamp) * 1000n;
}

/** @throws the signal's reason. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
  signal.throwIfAborted();
}
