import type { Client } from "cassandra-driver";
import type { Admin } from "kafkajs";
import { withCassandra } from "../shared/cassandra_client.ts";
import { UserError } from "../shared/exit.ts";
import { withAdmin } from "../shared/kafka_client.ts";
import type { Settings } from "../shared/settings.ts";
import {
  countOffsets,
  fetchTopicRange,
  readTopic,
  type TopicRange,
} from "../shared/topic_reader.ts";
import { weatherTables } from "../shared/weather_names.ts";
import { decodeMessages, toTopicMessage } from "./batch.ts";
import { Checkpoint } from "./checkpoint.ts";
import {
  createDeadLetterFinder,
  type FindDeadLetters,
} from "./dead_letters.ts";
import { findForeignLatest } from "./foreign_latest.ts";
import { LatestChecker, type LatestRows, waiting } from "./latest_check.ts";
import { Ledger } from "./ledger.ts";
import { fetchOffsetsAt } from "./newer_records.ts";
import { Patience } from "./patience.ts";
import type { ProgressReport } from "./progress_report.ts";
import { describeLedger, type VerifyReport } from "./report.ts";
import { createRowReader, type RowReader } from "./row_reader.ts";
import {
  countWindows,
  rangeFrom,
  sampleWindows,
  wholeWindows,
  type Windows,
} from "./selection.ts";
import { Settler } from "./settle.ts";
import { readState, stateDir, type VerifyState } from "./state.ts";
import { fetchTimeToLive } from "./time_to_live.ts";
import { UnexpectedRowFinder } from "./unexpected.ts";

/** Options of {@linkcode verifyTopic}. */
export interface VerifyOptions {
  /** How long to wait for a sink that makes no progress, in milliseconds. */
  readonly timeoutMs: number;
  /** Show every record. */
  readonly all: boolean;
  /** The fraction of the records to verify; all of them if undefined. */
  readonly sample?: number | undefined;
  /** Only records written to the topic since then, in milliseconds since 1970. */
  readonly since?: number | undefined;
  /** Go on after what the last verification read. */
  readonly resume?: boolean | undefined;
  /** Find rows that no record explains, too. */
  readonly bothWays?: boolean | undefined;
  readonly progress: ProgressReport;
  /** Told of what a ledger counts, as it goes on. */
  readonly onCount?: ((ledger: Ledger) => void) | undefined;
  /** Interrupts. */
  readonly signal: AbortSignal;
}

/**
 * Reads the topic up to its present end and looks up the row of every record, those that are not right again until the
 * sink has passed them or the time is over. Memory does not grow with the topic.
 *
 * @throws {UserError} if Kafka or Cassandra cannot be reached, the topic or table is missing, there is nothing to verify,
 * or it is interrupted.
 */
export async function verifyTopic(
  settings: Settings,
  options: VerifyOptions,
): Promise<VerifyReport> {
  return await withAdmin(settings, async (admin) => {
    const range = await fetchFilledRange(admin, settings);
    return await withCassandra(settings, async (client) => {
      const rows = await createRowReader(client, settings);
      await using finder = options.bothWays
        ? await UnexpectedRowFinder.create(stateDir)
        : null;
      const run = new Verification(settings, {
        admin,
        client,
        rows,
        range,
        finder,
        options,
      });
      return await run.run();
    });
  });
}

async function fetchFilledRange(
  admin: Admin,
  { KAFKA_TOPIC: topic }: Settings,
): Promise<TopicRange> {
  const range = await fetchTopicRange(admin, topic);
  if (range === undefined) {
    throw new UserError(
      `Cannot verify: topic ${topic} does not exist`,
      "run `deno task produce --once`, or set KAFKA_TOPIC",
    );
  }
  if (countOffsets(range) === 0) {
    throw new UserError(
      `Cannot verify: topic ${topic} is empty`,
      "run `deno task produce --once`",
    );
  }
  return range;
}

/** What a verification works with. */
interface Tools {
  readonly admin: Admin;
  readonly client: Client;
  readonly rows: RowReader;
  readonly range: TopicRange;
  readonly finder: UnexpectedRowFinder | null;
  readonly options: VerifyOptions;
}

/** One verification of a topic. */
class Verification {
  readonly #settings: Settings;
  readonly #tools: Tools;
  readonly #ledger: Ledger;
  readonly #settler: Settler;
  readonly #checkpoint: Checkpoint;
  readonly #latest = new LatestChecker();
  readonly #findDeadLetters: FindDeadLetters;
  #makingRoom: Promise<void> | null = null;

  constructor(settings: Settings, tools: Tools) {
    this.#settings = settings;
    this.#tools = tools;
    const { admin, client, rows, options } = tools;
    this.#ledger = new Ledger(options);
    this.#checkpoint = new Checkpoint(settings, {
      ledger: this.#ledger,
      latest: this.#latest,
      isKept: isWhole(options),
    });
    this.#findDeadLetters = createDeadLetterFinder(admin, settings);
    this.#settler = new Settler({
      settings,
      admin,
      ledger: this.#ledger,
      rows,
      findDeadLetters: this.#findDeadLetters,
      fetchTimeToLive: () => fetchTimeToLive(client, settings),
      patience: new Patience(options.timeoutMs),
      onWait: options.progress.note,
      signal: options.signal,
    });
  }

  async run(): Promise<VerifyReport> {
    const { range, finder, admin, client, options } = this.#tools;
    const { progress, signal, since, onCount } = options;
    const windows = await this.#selectWindows();
    try {
      await this.#read(windows);
      const sink = await this.#settler.finish();
      onCount?.(this.#ledger);
      const unexpected = await finder?.find(client, this.#settings, {
        admin,
        range,
        isPartial: since !== undefined,
        signal,
      });
      const latest = await this.#checkLatest();
      await this.#checkpoint.save();
      const { sample } = options;
      return describeLedger(this.#ledger, {
        settings: this.#settings,
        range,
        progress: sink,
        selection: {
          sample: sample ?? null,
          since: since === undefined ? null : new Date(since).toISOString(),
        },
        unexpected: unexpected ?? null,
        latest,
      });
    } catch (error) {
      if (signal.aborted) throw await this.#explainInterruption(windows);
      // Another run may go on from here; what matters now is the error.
      await this.#checkpoint.save().catch(() => {});
      throw error;
    } finally {
      progress.end();
    }
  }

  async #checkLatest(): Promise<LatestRows | null> {
    const { client, options: { timeoutMs, bothWays, signal } } = this.#tools;
    const tables = weatherTables(this.#settings);
    if (tables.latest === null) return null;
    const rows = await this.#latest.check(client, {
      table: tables.latest,
      timeoutMs,
      findDeadLetters: this.#findDeadLetters,
    });
    if (!bothWays) return { ...rows, foreign: null };
    const foreign = await findForeignLatest(client, {
      tables,
      newestOf: (city) => this.#latest.newestOf(city),
      timeToLive: await fetchTimeToLive(client, this.#settings),
      waiting: { ...waiting, atMost: Math.min(waiting.atMost, timeoutMs) },
      signal,
    });
    return { ...rows, foreign };
  }

  /** Chooses what to read, and begins with what is known of it. */
  async #selectWindows(): Promise<Windows> {
    const { admin, range, options: { sample, since, resume } } = this.#tools;
    const { KAFKA_TOPIC: topic } = this.#settings;
    if (resume) {
      return wholeWindows(rangeFrom(range, (await this.#takeUp()).positions));
    }
    const whole = since === undefined
      ? range
      : rangeFrom(range, await fetchOffsetsAt(admin, topic, since));
    const windows = sample === undefined
      ? wholeWindows(whole)
      : sampleWindows(whole, sample);
    if (countWindows(windows) === 0) {
      throw new UserError(
        `Cannot verify: no record came to ${topic} since ${
          new Date(since ?? 0).toISOString()
        }`,
        "choose an earlier --since, or look whether the producer runs",
      );
    }
    return windows;
  }

  async #takeUp(): Promise<VerifyState> {
    const state = await readState(this.#settings);
    const { KAFKA_TOPIC: topic } = this.#settings;
    if (state === null) {
      throw new UserError(
        `Cannot go on: no verification of ${topic} and this table was begun here`,
        "run `deno task verify` without --resume",
      );
    }
    for (const [partition, next] of state.positions) {
      const high = this.#tools.range.get(partition)?.high ?? 0n;
      if (high >= next) continue;
      throw new UserError(
        `Cannot go on: partition ${partition} of ${topic} ends before offset ${next}, so it is not the topic that was verified`,
        "run `deno task verify` without --resume",
      );
    }
    this.#latest.restore(state.latest);
    this.#ledger.restore(state.ledger);
    this.#ledger.reopen();
    for (const [partition, next] of state.positions) {
      this.#checkpoint.positions.set(partition, next);
    }
    return state;
  }

  async #read(windows: Windows): Promise<void> {
    const { rows, range, finder, options } = this.#tools;
    const { progress, onCount, signal } = options;
    const { KAFKA_TOPIC: topic } = this.#settings;
    const hasLatest = weatherTables(this.#settings).latest !== null;
    const ledger = this.#ledger;
    const before = ledger.messages;
    const total = before + countWindows(windows);
    await readTopic(this.#settings, {
      topic,
      range,
      windows,
      signal,
      onMessages: async (messages, partition) => {
        const batch = decodeMessages(
          messages.map((message) => toTopicMessage(message, partition)),
        );
        const found = await rows.readRows(batch.entries);
        // In one go, so that what is saved fits together.
        finder?.add(batch.entries);
        if (hasLatest) this.#latest.add(batch.entries);
        ledger.take(batch, found);
        this.#checkpoint.positions.set(
          partition,
          BigInt(messages.at(-1)!.offset) + 1n,
        );
        progress.step(ledger.messages, total);
        onCount?.(ledger);
        await this.#makeRoom();
        await this.#checkpoint.saveNowAndThen();
      },
    });
    // What holds no record at the end, such as the marks of transactions, is read as well.
    for (const [partition, parts] of windows) {
      const end = parts.at(-1)?.high;
      if (end !== undefined) this.#checkpoint.positions.set(partition, end);
    }
    if (ledger.messages === 0) {
      throw new UserError(
        `Cannot verify: topic ${topic} holds no records any more`,
        "run `deno task produce --once`",
      );
    }
  }

  /** All partitions wait while room is made, so that the ledger stays of its size. */
  async #makeRoom(): Promise<void> {
    if (this.#ledger.isFull) {
      this.#makingRoom ??= this.#settler.makeRoom()
        .finally(() => this.#makingRoom = null);
    }
    await this.#makingRoom;
  }

  async #explainInterruption(windows: Windows): Promise<UserError> {
    await this.#checkpoint.save();
    const { messages, unverified } = this.#ledger;
    return new UserError(
      `Interrupted after ${messages.toLocaleString("en")} records, ${
        unverified.toLocaleString("en")
      } of them not verified; ${
        countWindows(windows).toLocaleString("en")
      } were to be read`,
      isWhole(this.#tools.options)
        ? "`deno task verify --resume` goes on from there"
        : undefined,
    );
  }
}

/** Whether all records are verified, those of earlier verifications among them. */
function isWhole({ sample, since }: VerifyOptions): boolean {
  return sample === undefined && since === undefined;
}
