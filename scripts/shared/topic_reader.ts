import type { Admin, EachBatchPayload, KafkaMessage } from "kafkajs";
import kafkajs from "kafkajs";
import { setTimeout as wait } from "node:timers/promises";
import { UserError } from "./exit.ts";
import { type KafkaSettings, withReader } from "./kafka_client.ts";

/** The offsets of a partition that hold records: from `low` up to but without `high`. */
export interface OffsetRange {
  readonly low: bigint;
  readonly high: bigint;
}

/** The offsets of a topic's partitions at one moment. */
export type TopicRange = ReadonlyMap<number, OffsetRange>;

/** Reads the topic's present offsets; undefined if there is no such topic. */
export async function fetchTopicRange(
  admin: Admin,
  topic: string,
): Promise<TopicRange | undefined> {
  if (!(await admin.listTopics()).includes(topic)) return undefined;
  const offsets = await fetchOffsets(admin, topic);
  return new Map(
    offsets.map(({ partition, low, high }) => [
      partition,
      { low: BigInt(low), high: BigInt(high) },
    ]),
  );
}

/** How long a new leader may take to answer as one, in milliseconds. */
const leaderMs = 20_000;

async function fetchOffsets(admin: Admin, topic: string) {
  const deadline = Date.now() + leaderMs;
  while (true) {
    try {
      return await admin.fetchTopicOffsets(topic);
    } catch (error) {
      const isPassing = error instanceof kafkajs.KafkaJSProtocolError &&
        error.type === "NOT_LEADER_FOR_PARTITION";
      if (!isPassing || Date.now() > deadline) throw error;
      await wait(200);
    }
  }
}

/** How many offsets a range has. Some may hold no record: compacted ones, marks of transactions. */
export function countOffsets(range: TopicRange): number {
  return [...range.values()]
    .reduce((sum, { low, high }) => sum + Number(high - low), 0);
}

/** What {@linkcode readTopic} is told. */
export interface ReadOptions {
  readonly topic: string;
  readonly range: TopicRange;
  /** Read only these offsets, ascending and apart, of partitions that `range` has; all of it if undefined. */
  readonly windows?: ReadonlyMap<number, readonly OffsetRange[]> | undefined;
  /** Takes the messages of one partition, in order; the partition's next ones come when it is done. */
  readonly onMessages: (messages: readonly KafkaMessage[], partition: number) =>
    | Promise<void>
    | void;
  /** Ends the reading, with the signal's reason as error. */
  readonly signal?: AbortSignal | undefined;
}

/** How long a partition may give nothing before that is an error. */
const stalledMs = 20_000;

/** How often a sign of life goes to the broker while messages are being handled. */
const heartbeatMs = 3_000;

/** How many messages are handed on at once. */
const chunkSize = 2_000;

/**
 * Reads a topic's messages within a range of offsets, partitions side by side.
 *
 * @throws {UserError} if Kafka cannot be reached or stops to answer.
 */
export async function readTopic(
  settings: KafkaSettings,
  { topic, range, windows, onMessages, signal }: ReadOptions,
): Promise<void> {
  const cursors = createCursors(range, windows);
  if (cursors.size === 0) return;
  await withReader(settings, async (consumer) => {
    const { promise: end, resolve, reject } = Promise.withResolvers<void>();
    const stop = () => reject(signal?.reason);
    signal?.addEventListener("abort", stop);
    const stalled = watchForStall(() =>
      reject(
        new UserError(
          `Cannot read topic ${topic} to its end: nothing has come for ${
            stalledMs / 1000
          } s from partition ${[...cursors.keys()].join(", ")}`,
          "look at the brokers' state; a transaction that is still open holds up readers, too",
        ),
      )
    );
    const { CRASH, END_BATCH_PROCESS, GROUP_JOIN } = consumer.events;
    const seek = (partition: number, { next }: Cursor) =>
      consumer.seek({ topic, partition, offset: String(next) });
    consumer.on(CRASH, ({ payload }) => reject(payload.error));
    // It may come before it is waited for.
    end.catch(() => {});
    // Nothing is committed, so a group that is joined anew would begin anew.
    consumer.on(GROUP_JOIN, () => {
      for (const [partition, cursor] of cursors) seek(partition, cursor);
    });
    // Comes as well where offsets hold nothing to hand on, such as the marks of transactions.
    consumer.on(END_BATCH_PROCESS, ({ payload: { partition, lastOffset } }) => {
      stalled.touch();
      const cursor = cursors.get(partition);
      if (cursor === undefined) return;
      switch (cursor.advance(BigInt(lastOffset) + 1n)) {
        case "on":
          return;
        case "skip":
          return seek(partition, cursor);
        case "end":
          cursors.delete(partition);
          consumer.pause([{ topic, partitions: [partition] }]);
          if (cursors.size === 0) resolve();
      }
    });
    try {
      signal?.throwIfAborted();
      await consumer.subscribe({ topic, fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        partitionsConsumedConcurrently: 4,
        eachBatch: async (payload) => {
          const cursor = cursors.get(payload.batch.partition);
          if (cursor === undefined) return;
          try {
            await handOn(payload, {
              cursor,
              onMessages,
              touch: stalled.touch,
              signal,
            });
          } catch (error) {
            // The consumer would try again, which mends nothing here.
            reject(error);
          }
        },
      });
      await end;
    } finally {
      signal?.removeEventListener("abort", stop);
      stalled.stop();
      await consumer.stop();
    }
  });
}

/** Where the reading of a partition is. */
class Cursor {
  /** The next offset to hand on. */
  next: bigint;
  readonly #windows: OffsetRange[];

  /** @param windows one at least. */
  constructor(windows: readonly OffsetRange[]) {
    this.#windows = [...windows];
    this.next = windows[0]!.low;
  }

  /** Those of a partition's messages, in order, that are to be handed on: a fetch may hold several windows. */
  select(messages: readonly KafkaMessage[]): KafkaMessage[] {
    let at = 0;
    return messages.filter((message) => {
      const offset = BigInt(message.offset);
      while (at < this.#windows.length && this.#windows[at]!.high <= offset) {
        at++;
      }
      const window = this.#windows[at];
      return window !== undefined && offset >= window.low &&
        offset >= this.next;
    });
  }

  /** Goes on to an offset that was reached: the reading goes on there, skips to `next`, or ends. */
  advance(reached: bigint): "on" | "skip" | "end" {
    while (this.#windows[0] !== undefined && this.#windows[0].high <= reached) {
      this.#windows.shift();
    }
    const [window] = this.#windows;
    if (window === undefined) return "end";
    if (reached > this.next) this.next = reached;
    if (window.low <= reached) return "on";
    this.next = window.low;
    return "skip";
  }
}

function createCursors(
  range: TopicRange,
  windows: ReadOptions["windows"],
): Map<number, Cursor> {
  const cursors = new Map<number, Cursor>();
  for (const [partition, whole] of range) {
    const wanted = (windows?.get(partition) ?? (windows ? [] : [whole]))
      .filter(({ low, high }) => high > low);
    if (wanted.length > 0) cursors.set(partition, new Cursor(wanted));
  }
  return cursors;
}

async function handOn(
  { batch, heartbeat, isRunning }: EachBatchPayload,
  { cursor, onMessages, touch, signal }: {
    cursor: Cursor;
    onMessages: ReadOptions["onMessages"];
    touch: () => void;
    signal: AbortSignal | undefined;
  },
): Promise<void> {
  const messages = cursor.select(batch.messages);
  const alive = setInterval(() => {
    touch();
    // Not worth failing for: a group that was left is joined again.
    heartbeat().catch(() => {});
  }, heartbeatMs);
  try {
    for (let from = 0; from < messages.length; from += chunkSize) {
      if (!isRunning() || signal?.aborted) return;
      const chunk = messages.slice(from, from + chunkSize);
      await onMessages(chunk, batch.partition);
      cursor.next = BigInt(chunk.at(-1)!.offset) + 1n;
      touch();
    }
  } finally {
    clearInterval(alive);
  }
}

function watchForStall(
  onStall: () => void,
): { touch: () => void; stop: () => void } {
  let timer = setTimeout(onStall, stalledMs);
  const stop = () => clearTimeout(timer);
  const touch = () => {
    stop();
    timer = setTimeout(onStall, stalledMs);
  };
  return { touch, stop };
}
