import type { IHeaders, KafkaMessage } from "kafkajs";
import { UserError } from "../scripts/shared/exit.ts";
import {
  type KafkaSettings,
  withAdmin,
  withReader,
} from "../scripts/shared/kafka_client.ts";
import {
  fetchTopicRange,
  type OffsetRange,
} from "../scripts/shared/topic_reader.ts";

/** A record as on the wire, with its place. */
export interface TopicRecord {
  readonly topic: string;
  readonly partition: number;
  readonly message: KafkaMessage;
}

/** Options of {@linkcode sampleTopic}. */
export interface SampleOptions {
  /** Records from the start of each partition. @default {50} */
  readonly first?: number;
  /** Records from the end of each partition. @default {50} */
  readonly last?: number;
}

/**
 * Reads the first and the last records of each of a topic's partitions, in order; the oldest and the newest are where
 * producers that changed show.
 *
 * @throws {UserError} if Kafka cannot be reached or there is no such topic.
 */
export async function sampleTopic(
  settings: KafkaSettings,
  topic: string,
  { first = 50, last = 50 }: SampleOptions = {},
): Promise<TopicRecord[]> {
  const range = await withAdmin(
    settings,
    (admin) => fetchTopicRange(admin, topic),
  );
  if (range === undefined) {
    throw new UserError(
      `There is no topic ${topic}`,
      "check the name, or let `deno task produce` create it",
      1,
    );
  }
  const windows = new Map(
    [...range].map(([partition, offsets]) =>
      [partition, windowsOf(offsets, { first, last })] as const
    ).filter(([, windows]) => windows.length > 0),
  );
  if (windows.size === 0) return [];
  const records: TopicRecord[] = [];
  await readWindows(settings, { topic, windows, records });
  return records.sort((a, b) =>
    a.partition - b.partition ||
    Number(BigInt(a.message.offset) - BigInt(b.message.offset))
  );
}

/** The offsets to read of a partition: one window, or two that do not overlap. */
export function windowsOf(
  { low, high }: OffsetRange,
  { first, last }: Required<SampleOptions>,
): OffsetRange[] {
  const head = { low, high: minimum(low + BigInt(first), high) };
  const tail = { low: maximum(high - BigInt(last), low), high };
  const windows = tail.low <= head.high
    ? [{ low: first > 0 ? low : tail.low, high: last > 0 ? high : head.high }]
    : [head, tail];
  return windows.filter((window) => window.high > window.low);
}

/** How long a partition may give nothing, in milliseconds. */
const stalledMs = 15_000;

async function readWindows(
  settings: KafkaSettings,
  { topic, windows, records }: {
    readonly topic: string;
    readonly windows: Map<number, OffsetRange[]>;
    readonly records: TopicRecord[];
  },
): Promise<void> {
  await withReader(settings, async (consumer) => {
    const { promise: end, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(
      () =>
        reject(
          new UserError(
            `Cannot read topic ${topic}: nothing has come for ${
              stalledMs / 1000
            } s from partition ${[...windows.keys()].join(", ")}`,
            "look at the brokers' state",
          ),
        ),
      stalledMs,
    );
    const seek = (partition: number, { low }: OffsetRange) =>
      consumer.seek({ topic, partition, offset: String(low) });
    const { CRASH, END_BATCH_PROCESS } = consumer.events;
    consumer.on(CRASH, ({ payload }) => reject(payload.error));
    // It may come before it is waited for.
    end.catch(() => {});
    // Comes as well where offsets hold nothing to hand on, such as the marks of transactions.
    consumer.on(END_BATCH_PROCESS, ({ payload: { partition, lastOffset } }) => {
      const left = windows.get(partition);
      if (left === undefined || BigInt(lastOffset) + 1n < left[0]!.high) return;
      left.shift();
      if (left.length > 0) return seek(partition, left[0]!);
      windows.delete(partition);
      consumer.pause([{ topic, partitions: [partition] }]);
      if (windows.size === 0) resolve();
    });
    try {
      await consumer.subscribe({ topic, fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatch: ({ batch: { partition, messages } }) => {
          const window = windows.get(partition)?.[0];
          for (const message of window === undefined ? [] : messages) {
            const offset = BigInt(message.offset);
            if (offset >= window!.low && offset < window!.high) {
              records.push({ topic, partition, message });
            }
          }
          return Promise.resolve();
        },
      });
      for (const [partition, [window]] of windows) seek(partition, window!);
      await end;
    } finally {
      clearTimeout(timer);
      await consumer.stop();
    }
  });
}

/**
 * A record as one line of a sample file: text where its bytes are UTF-8, Base64 where they are not.
 */
export function toSampleLine(
  { topic, partition, message }: TopicRecord,
): string {
  return JSON.stringify({
    topic,
    partition,
    offset: Number(message.offset),
    ...named("key", message.key),
    ...named("value", message.value),
    headers: headerPairs(message.headers),
    timestamp: Number(message.timestamp),
  });
}

function named(
  name: "key" | "value",
  bytes: Uint8Array | null,
): Record<string, string | null> {
  if (bytes === null) return { [name]: null };
  const text = decodeText(bytes);
  return text === null
    ? { [`${name}Base64`]: bytes.toBase64() }
    : { [name]: text };
}

// A header whose bytes are no text cannot be told in a sample; its name can.
function headerPairs(headers: IHeaders = {}): [string, string | null][] {
  return Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string | null] => [
      name,
      one === undefined
        ? null
        : typeof one === "string"
        ? one
        : decodeText(one) ?? "",
    ])
  );
}

function decodeText(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
      .decode(bytes);
  } catch {
    return null;
  }
}

function minimum(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function maximum(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
