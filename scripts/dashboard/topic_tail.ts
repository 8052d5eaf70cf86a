import type { KafkaMessage } from "kafkajs";
import { type KafkaSettings, withReader } from "../shared/kafka_client.ts";
import type { TopicRange } from "../shared/topic_reader.ts";

/** A message and its partition. */
export interface PlacedMessage {
  readonly partition: number;
  readonly message: KafkaMessage;
}

/**
 * Reads the messages of a short range of a topic, from each partition's `low`. What has not come in time is left out: a
 * dashboard shows what there is.
 *
 * @throws {UserError} if Kafka cannot be reached.
 */
export async function readTail(
  settings: KafkaSettings,
  { topic, range, timeoutMs = 10_000 }: {
    readonly topic: string;
    readonly range: TopicRange;
    /** @default {10_000} */
    readonly timeoutMs?: number;
  },
): Promise<PlacedMessage[]> {
  const unread = new Map(
    [...range].filter(([, { low, high }]) => high > low),
  );
  if (unread.size === 0) return [];
  const found: PlacedMessage[] = [];
  await withReader(settings, async (consumer) => {
    const { promise: end, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, timeoutMs);
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    // It may come before it is waited for.
    end.catch(() => {});
    try {
      await consumer.subscribe({ topic, fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatch: ({ batch }) => {
          const { partition, messages } = batch;
          const wanted = range.get(partition);
          if (wanted === undefined) return Promise.resolve();
          for (const message of messages) {
            const offset = BigInt(message.offset);
            if (offset >= wanted.low && offset < wanted.high) {
              found.push({ partition, message });
            }
          }
          if (BigInt(batch.lastOffset()) + 1n >= wanted.high) {
            unread.delete(partition);
            if (unread.size === 0) resolve();
          }
          return Promise.resolve();
        },
      });
      for (const [partition, { low }] of unread) {
        consumer.seek({ topic, partition, offset: String(low) });
      }
      await end;
    } finally {
      clearTimeout(timer);
      await consumer.stop();
    }
  });
  return found;
}
