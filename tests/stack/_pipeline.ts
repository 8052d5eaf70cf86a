import { type Client, concurrent } from "cassandra-driver";
import { assertEquals } from "@std/assert";
import type { Admin, Message, Producer } from "kafkajs";
import { deadLetterTopic } from "../../connect/weather_sink.ts";
import {
  createCassandra,
  schemaTimeoutMs,
} from "../../scripts/shared/cassandra_client.ts";
import { createKafka } from "../../scripts/shared/kafka_client.ts";
import { readSettings, type Settings } from "../../scripts/shared/settings.ts";
import { projectDir } from "../../scripts/stack/description.ts";
import { encodeRecord } from "../../weather/message.ts";
import type { WeatherRecord } from "../../weather/record.ts";
import { createTopic } from "../../scripts/shared/create_topic.ts";

/** How a task ended and what it printed. */
export interface TaskResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Asserts how a task ended; what it printed says why it did not. */
export function assertCode(
  { code, stdout, stderr }: TaskResult,
  expected: 0 | 1 | 2,
): void {
  assertEquals(code, expected, `it printed:\n${stdout}\n${stderr}`);
}

/** A task that runs. */
export interface RunningTask {
  /** Resolves, with all of standard error so far, once that has a text. */
  stderrHas(text: string): Promise<string>;
  /** Sends it a signal, as Ctrl-C does SIGINT. */
  kill(signal: "SIGINT" | "SIGTERM"): void;
  readonly result: Promise<TaskResult>;
}

/** Names of a test's own: topic, keyspace and connector, with clients for what it prepares. */
export interface PipelineTest extends AsyncDisposable {
  readonly settings: Settings;
  readonly admin: Admin;
  readonly producer: Producer;
  readonly client: Client;
  /** Runs a task of deno.json with the test's names. */
  run(
    args: readonly string[],
    environment?: Record<string, string>,
  ): Promise<TaskResult>;
  start(
    args: readonly string[],
    environment?: Record<string, string>,
  ): RunningTask;
  /** Creates the topic. */
  createTopic(options?: { partitions?: number }): Promise<void>;
  /** Publishes records as the producer does, or values as they are. */
  send(...values: (WeatherRecord | string | null)[]): Promise<void>;
  /** Writes rows, as the sink would. */
  insert(...records: WeatherRecord[]): Promise<void>;
  /** Says that the sink is done with the first records of partition 0. */
  commit(offset: number): Promise<void>;
}

/** Prepares a test on the services that the environment names; what it made is deleted at its end. */
export async function createPipelineTest(): Promise<PipelineTest> {
  const id = crypto.randomUUID().replaceAll("-", "").slice(0, 12);
  const names = {
    KAFKA_TOPIC: `test-${id}`,
    CASSANDRA_KEYSPACE: `test_${id}`,
    CONNECTOR_NAME: `test-${id}`,
  };
  const settings = { ...readSettings(), ...names };
  const kafka = createKafka(settings);
  const admin = kafka.admin();
  const producer = kafka.producer();
  const client = createCassandra(settings, { readTimeoutMs: schemaTimeoutMs });
  await Promise.all([admin.connect(), producer.connect(), client.connect()]);
  const topic = settings.KAFKA_TOPIC;
  const table = `${settings.CASSANDRA_KEYSPACE}.${settings.CASSANDRA_TABLE}`;
  const start = (
    args: readonly string[],
    environment: Record<string, string> = {},
  ) => startTask(args, { ...names, ...environment });
  return {
    settings,
    admin,
    producer,
    client,
    start,
    run: (args, environment) => start(args, environment).result,
    async createTopic({ partitions = 1 } = {}) {
      await createTopic(admin, { topic, numPartitions: partitions });
    },
    async send(...values) {
      await producer.send({ topic, messages: values.map(toMessage) });
    },
    async insert(...records) {
      await concurrent.executeConcurrent(
        client,
        `INSERT INTO ${table} JSON ?`,
        records.map((record) => [JSON.stringify(record)]),
      );
    },
    async commit(offset) {
      // As a member of the group: the admin's setOffsets() takes 5 s.
      const consumer = kafka.consumer({
        groupId: `connect-${settings.CONNECTOR_NAME}`,
        maxWaitTimeInMs: 100,
      });
      const { promise: joined, resolve } = Promise.withResolvers<void>();
      consumer.on(consumer.events.GROUP_JOIN, () => resolve());
      await consumer.connect();
      await consumer.subscribe({ topic });
      await consumer.run({ autoCommit: false, eachBatch: async () => {} });
      await joined;
      const next = { topic, partition: 0, offset: String(offset) };
      await consumer.commitOffsets([next]);
      await consumer.disconnect();
    },
    async [Symbol.asyncDispose]() {
      const existing = await admin.listTopics();
      const topics = [topic, deadLetterTopic(topic)]
        .filter((name) => existing.includes(name));
      if (topics.length > 0) await admin.deleteTopics({ topics });
      await client.execute(
        `DROP KEYSPACE IF EXISTS ${settings.CASSANDRA_KEYSPACE}`,
        [],
        { prepare: false },
      );
      await Promise.all([
        admin.disconnect(),
        producer.disconnect(),
        client.shutdown(),
        // What `deno task verify` remembers.
        ...["json", "prom"].map((kind) =>
          Deno.remove(`${projectDir}.cache/verify/${topic}.${kind}`)
            .catch(() => {})
        ),
      ]);
    },
  };
}

function toMessage(value: WeatherRecord | string | null): Message {
  return typeof value === "object" && value !== null
    ? encodeRecord(value, "standard")
    : { key: "Cairo", value };
}

/** Starts a task of deno.json as a user does. */
export function startTask(
  args: readonly string[],
  environment: Record<string, string>,
): RunningTask {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", ...args],
    cwd: projectDir,
    env: { NO_COLOR: "1", ...environment },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let stderr = "";
  const waiting = new Set<{ text: string; resolve: () => void }>();
  const errors = (async () => {
    for await (
      const text of child.stderr.pipeThrough(new TextDecoderStream())
    ) {
      stderr += text;
      for (const waiter of waiting) {
        if (stderr.includes(waiter.text)) waiter.resolve();
      }
    }
  })();
  const result = Promise.all([
    child.status,
    new Response(child.stdout).text(),
    errors,
  ]).then(([{ code }, stdout]) => ({ code, stdout, stderr }));
  return {
    result,
    kill: (signal) => child.kill(signal),
    async stderrHas(text) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const waiter = { text, resolve };
      waiting.add(waiter);
      if (stderr.includes(text)) resolve();
      result.then(() =>
        reject(new Error(`the task ended without "${text}":\n${stderr}`))
      );
      await promise;
      waiting.delete(waiter);
      return stderr;
    },
  };
}
