import { Buffer } from "node:buffer";
import type { Admin, IHeaders } from "kafkajs";
import { withAdmin } from "../scripts/shared/kafka_client.ts";
import type { KafkaSettings } from "../scripts/shared/kafka_client.ts";
import { subscribedTopics } from "./consumption.ts";
import { deadLetterTopicOf } from "./dead_letters.ts";
import { liveCodes } from "./live_codes.ts";
import { sampleTopic, type TopicRecord } from "./sample_topic.ts";
import { findingOf } from "./validator/codes.ts";
import type { ConnectorConfig } from "./validator/connector_config.ts";
import type { Finding } from "./validator/finding.ts";
import type { SampleRecord } from "./validator/simulate/sample_record.ts";

/** What Kafka shows of a config: what is wrong, and records of its topics. */
export interface KafkaEvidence {
  readonly findings: readonly Finding[];
  readonly samples: readonly SampleRecord[];
}

/**
 * Checks a config against Kafka's topics and brokers, and reads the first and last records of its topics.
 *
 * @throws {UserError} if Kafka cannot be reached.
 */
export async function checkAgainstKafka(
  settings: KafkaSettings,
  config: ConnectorConfig,
): Promise<KafkaEvidence> {
  const { findings, topics } = await withAdmin(settings, async (admin) => {
    const existing = await admin.listTopics();
    const topics = subscribedTopics(config, existing);
    const present = topics.filter((topic) => existing.includes(topic));
    return {
      topics: present,
      findings: [
        ...topics.filter((topic) => !existing.includes(topic))
          .map(missingTopic),
        ...await checkTasks(admin, config, present),
        ...await checkDeadLetterReplicas(admin, config, existing),
      ],
    };
  });
  const records = await Promise.all(
    topics.map((topic) => sampleTopic(settings, topic)),
  );
  return { findings, samples: records.flat().map(toSampleRecord) };
}

function missingTopic(topic: string): Finding {
  return findingOf(liveCodes, "live-topic-missing", {
    setting: "topics",
    message: `topic ${topic} does not exist`,
  });
}

async function checkTasks(
  admin: Admin,
  config: ConnectorConfig,
  topics: readonly string[],
): Promise<Finding[]> {
  const tasks = Number(config["tasks.max"] ?? 1);
  if (topics.length === 0) return [];
  const { topics: described } = await admin.fetchTopicMetadata({
    topics: [...topics],
  });
  const partitions = described.reduce(
    (sum, { partitions }) => sum + partitions.length,
    0,
  );
  if (!(tasks > partitions)) return [];
  return [findingOf(liveCodes, "live-tasks-idle", {
    setting: "tasks.max",
    message: `${tasks} tasks share ${partitions} partition(s): ${
      tasks - partitions
    } of them never get one`,
  })];
}

async function checkDeadLetterReplicas(
  admin: Admin,
  config: ConnectorConfig,
  existing: readonly string[],
): Promise<Finding[]> {
  const topic = deadLetterTopicOf(config);
  if (topic === null || existing.includes(topic)) return [];
  const setting = "errors.deadletterqueue.topic.replication.factor";
  const replicas = Number(config[setting] ?? 3);
  const { brokers } = await admin.describeCluster();
  if (!(replicas > brokers.length)) return [];
  return [findingOf(liveCodes, "live-dlq-replicas", {
    setting,
    message: `topic ${topic} is to have ${replicas} replicas` +
      `${setting in config ? "" : " (Connect's default)"}, but there ` +
      `${
        brokers.length === 1 ? "is 1 broker" : `are ${brokers.length} brokers`
      }`,
  })];
}

function toSampleRecord(
  { topic, partition, message }: TopicRecord,
  index: number,
): SampleRecord {
  return {
    topic,
    partition,
    key: message.key,
    value: message.value,
    headers: headersOf(message.headers),
    timestamp: BigInt(message.timestamp),
    line: index + 1,
  };
}

function headersOf(headers: IHeaders = {}): SampleRecord["headers"] {
  return Object.entries(headers).flatMap(([key, value]) =>
    [value].flat().map((one) => ({
      key,
      value: one === undefined ? null : Buffer.from(one),
    }))
  );
}
