import { createKafka, withAdmin } from "../../scripts/shared/kafka_client.ts";
import { withReader } from "../../scripts/shared/kafka_client.ts";
import { readSettings } from "../../scripts/shared/settings.ts";
import { createTopic } from "../../scripts/shared/create_topic.ts";

/** A record of a topic, as text. */
export interface TopicRecord {
  readonly partition: number;
  readonly offset: string;
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A topic name of its own for a test; the topic is deleted when disposed of, if it came to be. */
export function testTopic(env: Record<string, string> = {}) {
  const name = `test-${crypto.randomUUID()}`;
  const settings = readSettings({ ...Deno.env.toObject(), ...env });
  return {
    name,
    settings,
    /** For the environment of a task. */
    env: {
      KAFKA_TOPIC: name,
      KAFKA_BROKERS: settings.KAFKA_BROKERS.join(","),
    },
    /** All records, a partition's in order. */
    read: () => readTopic(name, settings),
    /** Whether the topic exists. */
    exists: () =>
      withAdmin(
        settings,
        async (admin) => (await admin.listTopics()).includes(name),
      ),
    /** Creates the topic with records in it. */
    async write(
      messages: {
        key: string;
        value: string;
        headers?: Record<string, string>;
      }[],
    ): Promise<void> {
      await withAdmin(
        settings,
        (admin) => createTopic(admin, { topic: name, numPartitions: 4 }),
      );
      const producer = createKafka(settings).producer();
      await producer.connect();
      await producer.send({ topic: name, messages });
      await producer.disconnect();
    },
    async [Symbol.asyncDispose]() {
      await withAdmin(
        settings,
        (admin) => admin.deleteTopics({ topics: [name] }).catch(() => {}),
      );
    },
  };
}

async function readTopic(
  topic: string,
  settings: { KAFKA_BROKERS: string[] },
): Promise<TopicRecord[]> {
  const offsets = await withAdmin(
    settings,
    (admin) => admin.fetchTopicOffsets(topic),
  );
  let missing = offsets.reduce(
    (sum, { low, high }) => sum + Number(high) - Number(low),
    0,
  );
  const records: TopicRecord[] = [];
  if (missing === 0) return records;
  await withReader(settings, async (consumer) => {
    const { promise: done, resolve } = Promise.withResolvers<void>();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachMessage: ({ partition, message }) => {
        const { offset, key, value, headers } = message;
        records.push({
          partition,
          offset,
          key: String(key),
          value: String(value),
          headers: Object.fromEntries(
            Object.entries(headers ?? {}).map(([name, value]) => [
              name,
              String(value),
            ]),
          ),
        });
        if (--missing === 0) resolve();
        return Promise.resolve();
      },
    });
    await done;
  });
  return records.sort((a, b) =>
    a.partition - b.partition || Number(a.offset) - Number(b.offset)
  );
}
