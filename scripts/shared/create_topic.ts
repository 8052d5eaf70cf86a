import type { Admin, ITopicConfig } from "kafkajs";
import kafkajs from "kafkajs";
import { setTimeout as wait } from "node:timers/promises";

/** How long a new topic's leaders may take to be known, in milliseconds. */
const limitMs = 60_000;
const pollMs = 100;

/**
 * Creates a topic, unless there is one of its name, and waits until each partition has a leader.
 *
 * A broker with KRaft learns of a new topic from the controller, and until then answers that there is none: kafkajs 2.2.4
 * takes that for a failure.
 *
 * With three replicas or more, two must have a record before it is acknowledged, so that the loss of a broker loses none;
 * without that, where the brokers' own default is one, a record may be on a single one.
 *
 * @returns whether it was created here.
 * @throws {kafkajs.KafkaJSError} if the brokers refuse it, or no leader is known in a minute.
 */
export async function createTopic(
  admin: Admin,
  topic: ITopicConfig,
): Promise<boolean> {
  const created = await admin.createTopics({
    topics: [withMinInSync(topic)],
    waitForLeaders: false,
  });
  const deadline = Date.now() + limitMs;
  while (!await hasLeaders(admin, topic.topic)) {
    if (Date.now() > deadline) {
      throw new kafkajs.KafkaJSNonRetriableError(
        `no partition's leader is known after ${limitMs / 1000} s`,
      );
    }
    await wait(pollMs);
  }
  return created;
}

const minInSync = "min.insync.replicas";

function withMinInSync(topic: ITopicConfig): ITopicConfig {
  const { replicationFactor = 1, configEntries = [] } = topic;
  if (replicationFactor < 3) return topic;
  if (configEntries.some(({ name }) => name === minInSync)) return topic;
  return {
    ...topic,
    configEntries: [...configEntries, { name: minInSync, value: "2" }],
  };
}

async function hasLeaders(admin: Admin, topic: string): Promise<boolean> {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics.every(({ partitions }) =>
      partitions.length > 0 && partitions.every(({ leader }) => leader >= 0)
    );
  } catch (error) {
    if (!isNotYetKnown(error)) throw error;
    return false;
  }
}

function isNotYetKnown(error: unknown): boolean {
  return error instanceof kafkajs.KafkaJSProtocolError && (
    error.type === "UNKNOWN_TOPIC_OR_PARTITION" ||
    error.type === "LEADER_NOT_AVAILABLE"
  );
}
