import type { Admin, Consumer as KafkaConsumer, IHeaders } from "kafkajs";
import type { ConnectorConfig } from "./validator/connector_config.ts";

/** A record that a connector could not write, as it lies in the dead letter queue. */
export interface DeadLetter {
  /** Where it came from, `topic-partition@offset`, or null if the queue has no context headers. */
  readonly from: string | null;
  /** Name of the connector that put it there, or null. */
  readonly connector: string | null;
  /** Why it could not be written, or null. */
  readonly reason: string | null;
}

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
): Promise<DeadLetter | null> {
  const [last] = [...ends].sort(([, a], [, b]) => Number(b - a));
  if (last === undefined || last[1] === 0n) return null;
  const [wanted, end] = last;
  const found = Promise.withResolvers<DeadLetter | null>();
  const timer = setTimeout(() => found.resolve(null), timeoutMs);
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: ({ partition, message }) => {
      if (partition === wanted) found.resolve(toDeadLetter(message.headers));
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

function toDeadLetter(headers: IHeaders = {}): DeadLetter {
  const read = (name: string): string | null => {
    const header = headers[`__connect.errors.${name}`];
    const first = Array.isArray(header) ? header[0] : header;
    return first === undefined ? null : String(first);
  };
  const topic = read("topic");
  return {
    from: topic === null
      ? null
      : `${topic}-${read("partition")}@${read("offset")}`,
    connector: read("connector.name"),
    reason: read("exception.message"),
  };
}
