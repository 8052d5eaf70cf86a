import type { Admin } from "kafkajs";
import type { ConnectorConfig } from "./validator/connector_config.ts";

/** How far a sink connector has consumed one partition. */
export interface PartitionProgress {
  readonly topic: string;
  readonly partition: number;
  /** Offset of the next record to consume, as committed; null if nothing was committed yet. */
  readonly committed: bigint | null;
  /** Offset that the next record produced will get. */
  readonly end: bigint;
  /** Records not yet consumed. */
  readonly lag: bigint;
}

/** How far a connector has consumed its topics. */
export interface Consumption {
  readonly partitions: readonly PartitionProgress[];
  /** Topics of the config that do not exist. */
  readonly missingTopics: readonly string[];
}

/** The consumer group of a sink connector. */
export function consumerGroup(name: string, config: ConnectorConfig): string {
  return config["consumer.override.group.id"] ?? `connect-${name}`;
}

/** Reads from Kafka how far a connector has consumed its topics. */
export async function readConsumption(
  admin: Admin,
  name: string,
  config: ConnectorConfig,
): Promise<Consumption> {
  const existing = await admin.listTopics();
  const topics = subscribedTopics(config, existing);
  const present = topics.filter((topic) => existing.includes(topic));
  const groupId = consumerGroup(name, config);
  const groupOffsets = present.length === 0
    ? []
    : await admin.fetchOffsets({ groupId, topics: present });
  const committed = new Map(
    groupOffsets.flatMap(({ topic, partitions }) =>
      partitions.map((
        { partition, offset },
      ) => [`${topic} ${partition}`, offset])
    ),
  );
  const fromLatest = config["consumer.override.auto.offset.reset"] === "latest";
  const partitions = await Promise.all(present.map(async (topic) => {
    const offsets = await admin.fetchTopicOffsets(topic);
    return offsets.map(({ partition, high, low }): PartitionProgress => {
      const text = committed.get(`${topic} ${partition}`) ?? "-1";
      const offset = BigInt(text) < 0n ? null : BigInt(text);
      const end = BigInt(high);
      const start = offset ?? (fromLatest ? end : BigInt(low));
      return {
        topic,
        partition,
        committed: offset,
        end,
        lag: end > start ? end - start : 0n,
      };
    }).sort((a, b) => a.partition - b.partition);
  }));
  return {
    partitions: partitions.flat(),
    missingTopics: topics.filter((topic) => !existing.includes(topic)),
  };
}

/** The topics a config subscribes to: those it lists, or those among the existing ones that its pattern fits whole. */
export function subscribedTopics(
  config: ConnectorConfig,
  existing: readonly string[],
): string[] {
  const listed = (config.topics ?? "").split(",")
    .map((topic) => topic.trim()).filter(Boolean);
  const pattern = config["topics.regex"];
  if (listed.length > 0 || pattern === undefined) return listed;
  const whole = new RegExp(`^(?:${pattern})$`);
  return existing.filter((topic) => whole.test(topic));
}

/** The partitions that have records left and whose committed offset is what it was before: those that stand still. */
export function standingStill(
  before: readonly PartitionProgress[],
  now: readonly PartitionProgress[],
): PartitionProgress[] {
  return now.filter(({ topic, partition, committed, lag }) => {
    const baseline = before.find((old) =>
      old.topic === topic && old.partition === partition
    );
    return lag > 0n && (baseline?.committed ?? null) === committed;
  });
}

/** Sum of what is left to consume. */
export function totalLag(partitions: readonly PartitionProgress[]): bigint {
  return partitions.reduce((sum, { lag }) => sum + lag, 0n);
}
