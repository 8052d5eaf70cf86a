import type { Admin } from "kafkajs";
import type { Settings } from "../shared/settings.ts";
import {
  fetchTopicRange,
  type OffsetRange,
  readTopic,
} from "../shared/topic_reader.ts";
import { decodeMessages, toTopicMessage } from "./batch.ts";
import { type Entry, isNewer, keyOf } from "./entry.ts";

/** A record and when its row was written, microseconds since 1970: after the record. */
export interface Overwritten {
  readonly entry: Entry;
  readonly writeTime: bigint;
}

/**
 * Looks in the topic for the newer records that records' rows were overwritten by, where the write times say that they
 * are: a record's timestamp is its row's write time.
 *
 * @returns the keys, of {@linkcode keyOf}, for which there is one.
 */
export async function findNewerRecords(
  admin: Admin,
  settings: Settings,
  overwritten: readonly Overwritten[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  if (overwritten.length === 0) return found;
  const topic = settings.KAFKA_TOPIC;
  const range = await fetchTopicRange(admin, topic);
  if (range === undefined) return found;
  const times = overwritten.map(({ writeTime }) => writeTime / 1000n);
  const from = await fetchOffsetsAt(admin, topic, Number(least(times)));
  // The timestamps of several producers are not quite in order.
  const to = await fetchOffsetsAt(admin, topic, Number(most(times)) + 60_000);
  const windows = new Map<number, OffsetRange[]>();
  for (const [partition, { high }] of range) {
    const low = from.get(partition) ?? high;
    windows.set(partition, [{ low, high: to.get(partition) ?? high }]);
  }
  const wanted = new Map(overwritten.map(({ entry }) => [keyOf(entry), entry]));
  const isComplete = new AbortController();
  try {
    await readTopic(settings, {
      topic,
      range,
      windows,
      signal: isComplete.signal,
      onMessages: (messages, partition) => {
        const batch = messages.map((message) =>
          toTopicMessage(message, partition)
        );
        for (const entry of decodeMessages(batch).entries) {
          const key = keyOf(entry);
          const older = wanted.get(key);
          if (older !== undefined && isNewer(entry, older)) found.add(key);
        }
        if (found.size === wanted.size) isComplete.abort(isComplete);
      },
    });
  } catch (error) {
    if (error !== isComplete) throw error;
  }
  return found;
}

/** The first offset of each partition with a timestamp, in milliseconds since 1970, that is not before `time`. */
export async function fetchOffsetsAt(
  admin: Admin,
  topic: string,
  time: number,
): Promise<Map<number, bigint>> {
  const offsets = await admin.fetchTopicOffsetsByTimestamp(topic, time);
  return new Map(
    offsets.map(({ partition, offset }) => [partition, BigInt(offset)]),
  );
}

function least(values: readonly bigint[]): bigint {
  return values.reduce((one, other) => other < one ? other : one);
}

function most(values: readonly bigint[]): bigint {
  return values.reduce((one, other) => other > one ? other : one);
}
