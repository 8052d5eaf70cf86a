import type { Admin, Consumer as KafkaConsumer } from "kafkajs";
import {
  type ErrorContext,
  readErrorContext,
} from "../scripts/shared/dead_letter.ts";
import type { ConnectorConfig } from "./validator/connector_config.ts";

/** The dead letter queue's topic that a config names, or null if it names none. */
export function deadLetterTopicOf(config: ConnectorConfig): string | null {
  const topic = config["errors.deadletterqueue.topic.name"] ?? "";
  return topic === "" || config["errors.tolerance"] !== "all" ? null : topic;
}

/** End offset of each partition of a topic; none if it does not exist. */
export async function readEndOffsets(
  admin: Admin,
  topic: string,
): Promise<ReadonlyMap<number, bigint>> {
  if (!(await admin.listTopics()).includes(topic)) return new Map();
  const offsets = await admin.fetchTopicOffsets(topic);
  return new Map(
    offsets.map(({ partition, high }) => [partition, BigInt(high)]),
  );
}

/** How many records came to a topic between two readings of its end offsets. */
export function countNew(
  before: ReadonlyMap<number, bigint>,
  now: ReadonlyMap<number, bigint>,
): number {
  let count = 0n;
  for (const [partition, end] of now) {
    count += end - (before.get(partition) ?? 0n);
  }
  return Number(count);
}

/** Reads the last dead letter of the partition that has the most, or null if there is none to read in time. */
export async function readLastDeadLetter(
  consumer: KafkaConsumer,
  { topic, ends, timeoutMs = 5_000 }: {
    readonly topic: string;
    readonly ends: ReadonlyMap<number, bigint>;
    /** @default {5_000} */
    readonly timeoutMs?: number;
  },
): Promise<ErrorContext | null> {
  const [last] = [...ends].sort(([, a], [, b]) => Number(b - a));
  if (last === undefined || last[1] === 0n) return null;
  const [wanted, end] = last;
  const found = Promise.withResolvers<ErrorContext | null>();
  const timer = setTimeout(() => found.resolve(null), timeoutMs);
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: ({ partition, message }) => {
      if (partition === wanted) {
        found.resolve(readErrorContext(message.headers));
      }
      return Promise.resolve();
    },
  });
  consumer.seek({ topic, partition: wanted, offset: String(end - 1n) });
  try {
    return await found.promise;
  } finally {
    clearTimeout(timer);
  }
}
