import type { Admin, EachBatchPayload, KafkaMessage } from "kafkajs";
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
  const offsets = await admin.fetchTopicOffsets(topic);
  return new Map(
    offsets.map(({ partition, low, high }) => [
      partition,
      { low: BigInt(low), high: BigInt(high) },
    ]),
  );
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
  /** Takes the messages of one partition, in order; the partition's next ones come when it is done. */
  readonly onMessages: (messages: readonly KafkaMessage[], partition: number) =>
    | Promise<void>
    | void;
}

/** How long a partition may give nothing before that is an error. */
const stalledMs = 20_000;

/** How many messages are handed on at once: what lies between two signs of life to the broker. */
const chunkSize = 1_000;

/**
 * Reads a topic's messages within a range of offsets, partitions side by side.
 *
 * @throws {UserError} if Kafka cannot be reached or stops to answer.
 */
export async function readTopic(
  settings: KafkaSettings,
  { topic, range, onMessages }: ReadOptions,
): Promise<void> {
  const unread = new Map(
    [...range].filter(([, { low, high }]) => high > low)
      .map(([partition, { high }]) => [partition, high]),
  );
  if (unread.size === 0) return;
  await withReader(settings, async (consumer) => {
    const { promise: end, resolve, reject } = Promise.withResolvers<void>();
    const stalled = watchForStall(() =>
      reject(
        new UserError(
          `Cannot read topic ${topic} to its end: nothing has come for ${
            stalledMs / 1000
          } s from partition ${[...unread.keys()].join(", ")}`,
          "look at the brokers' state; a transaction that is still open holds up readers, too",
        ),
      )
    );
    const { CRASH, END_BATCH_PROCESS } = consumer.events;
    consumer.on(CRASH, ({ payload }) => reject(payload.error));
    // Comes as well where offsets hold nothing to hand on, such as the marks of transactions.
    consumer.on(END_BATCH_PROCESS, ({ payload: { partition, lastOffset } }) => {
      stalled.touch();
      const high = unread.get(partition);
      if (high === undefined || BigInt(lastOffset) + 1n < high) return;
      unread.delete(partition);
      consumer.pause([{ topic, partitions: [partition] }]);
      if (unread.size === 0) resolve();
    });
    try {
      await consumer.subscribe({ topic, fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        partitionsConsumedConcurrently: 4,
        eachBatch: async (payload) => {
          const high = unread.get(payload.batch.partition);
          if (high === undefined) return;
          try {
            await handOn(payload, { high, onMessages, touch: stalled.touch });
          } catch (error) {
            // The consumer would try again, which mends nothing here.
            reject(error);
          }
        },
      });
      await end;
    } finally {
      stalled.stop();
      await consumer.stop();
    }
  });
}

async function handOn(
  { batch, heartbeat, isRunning }: EachBatchPayload,
  { high, onMessages, touch }: {
    high: bigint;
    onMessages: ReadOptions["onMessages"];
    touch: () => void;
  },
): Promise<void> {
  const messages = batch.messages.filter(({ offset }) => BigInt(offset) < high);
  for (let from = 0; from < messages.length; from += chunkSize) {
    if (!isRunning()) return;
    await onMessages(messages.slice(from, from + chunkSize), batch.partition);
    await heartbeat();
    touch();
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
