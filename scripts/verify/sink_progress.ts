import type { Admin } from "kafkajs";
import type { Settings } from "../shared/settings.ts";
import type { RecordPlace } from "./entry.ts";
import type { TopicRange } from "../shared/topic_reader.ts";

/** How far the connector's consumer group has come. */
export interface SinkProgress {
  /** Name that Kafka Connect gives the group. */
  readonly group: string;
  /** Next offset of each partition; a partition of which nothing was committed is not among them. */
  readonly committed: ReadonlyMap<number, bigint>;
}

/** Asks Kafka how far the settings' connector has come. */
export async function fetchSinkProgress(
  admin: Admin,
  settings: Settings,
): Promise<SinkProgress> {
  const group = `connect-${settings.CONNECTOR_NAME}`;
  const topic = settings.KAFKA_TOPIC;
  const answer = await admin.fetchOffsets({ groupId: group, topics: [topic] });
  const committed = answer
    .flatMap(({ partitions }) => partitions)
    .map(({ partition, offset }) => [partition, BigInt(offset)] as const)
    .filter(([, offset]) => offset >= 0n);
  return { group, committed: new Map(committed) };
}

/**
 * Whether the sink says that it is done with a record. It commits an offset once the records before are written or are
 * dead letters, so what cannot be found after that will not come.
 */
export function hasPassed(
  { committed }: SinkProgress,
  { partition, offset }: RecordPlace,
): boolean {
  return (committed.get(partition) ?? 0n) > offset;
}

/** How many records of a range the sink has yet to commit. */
export function countLag(
  { committed }: SinkProgress,
  range: TopicRange,
): number {
  return [...range].reduce((sum, [partition, { low, high }]) => {
    const next = committed.get(partition) ?? low;
    const lag = high - (next > low ? next : low);
    return sum + (lag > 0n ? Number(lag) : 0);
  }, 0);
}
