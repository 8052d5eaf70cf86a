import { Buffer } from "node:buffer";
import type { Client, types } from "cassandra-driver";
import type { Admin, IHeaders, Producer } from "kafkajs";
import {
  createCassandra,
  schemaTimeoutMs,
} from "../../scripts/shared/cassandra_client.ts";
import { sinkSecurity } from "../../connect/weather_sink.ts";
import { connectAccess } from "./_connect_access.ts";
import { createKafka } from "../../scripts/shared/kafka_client.ts";
import { readSettings } from "../../scripts/shared/settings.ts";
import { createTopic } from "../../scripts/shared/create_topic.ts";

/** A record to produce; without a partition, Kafka's client chooses by the key. */
export interface TestMessage {
  key?: string | null;
  value: string | Uint8Array | null;
  headers?: IHeaders;
  partition?: number;
  /** Milliseconds since the epoch. */
  timestamp?: string;
}

/** A record that the sink gave up, with the headers that Connect adds. */
export interface DeadLetter {
  readonly value: string | null;
  /** Where it came from: topic-partition@offset. */
  readonly origin: string;
  /** Why it was refused. */
  readonly reason: string;
}

/** Options of {@linkcode createSinkTest}. */
export interface SinkTestOptions {
  /**
   * CQL to run in the test's keyspace; `ks.` stands for the keyspace.
   *
   * @default {[]}
   */
  cql?: string[];
  /** @default {1} */
  partitions?: number;
}

const pluginClass = "io.github.citiesweather.connect.CassandraSinkConnector";
const string = "org.apache.kafka.connect.storage.StringConverter";

/** Settings of a connector that keeps bad records in the test's dead letter topic. */
export const tolerant = {
  "errors.tolerance": "all",
  "errors.deadletterqueue.topic.replication.factor": "1",
  "errors.deadletterqueue.context.headers.enable": "true",
};

/** Settings that read JSON without schemas by JsonConverter. */
export const schemalessJson = {
  "value.converter": "org.apache.kafka.connect.json.JsonConverter",
  "value.converter.schemas.enable": "false",
};

/** Settings that read JSON with its schema by JsonConverter. */
export const schemaJson = {
  "value.converter": "org.apache.kafka.connect.json.JsonConverter",
  "value.converter.schemas.enable": "true",
};

/** A topic, a keyspace and a connector of one test's own, on the running stack; all are removed when it is disposed of. */
export class SinkTest implements AsyncDisposable {
  /** Of the topic and the connector. */
  readonly name: string;
  readonly keyspace: string;
  readonly deadLetterTopic: string;
  readonly #producer: Producer;
  #deployed = false;
  #produced = 0;

  constructor(
    readonly settings: ReturnType<typeof readSettings>,
    readonly cassandra: Client,
    readonly admin: Admin,
    producer: Producer,
  ) {
    const id = crypto.randomUUID().slice(0, 8);
    this.name = `sink-${id}`;
    this.keyspace = `test_${id}`;
    this.deadLetterTopic = `${this.name}.dlq`;
    this.#producer = producer;
  }

  async open(
    { cql = [], partitions = 1 }: SinkTestOptions,
  ): Promise<this> {
    await this.cassandra.execute(
      `CREATE KEYSPACE ${this.keyspace} WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}`,
    );
    for (const statement of cql) await this.query(statement);
    await createTopic(this.admin, {
      topic: this.name,
      numPartitions: partitions,
    });
    await createTopic(this.admin, { topic: this.deadLetterTopic });
    return this;
  }

  /** Runs CQL, in which `ks.` stands for the test's keyspace. */
  async query(cql: string): Promise<types.Row[]> {
    const result = await this.cassandra.execute(
      cql.replaceAll(/\bks\./g, `${this.keyspace}.`),
      [],
      { prepare: false },
    );
    return result.rows ?? [];
  }

  /** Rows as Cassandra itself writes them in JSON, parsed. */
  async jsonRows(table: string): Promise<Record<string, unknown>[]> {
    const rows = await this.query(`SELECT JSON * FROM ks.${table}`);
    return rows.map((row) => JSON.parse(row.get(0)));
  }

  /**
   * The connector's settings: `table.<setting>` is short for `topic.<topic>.<keyspace>.<table>.<setting>`.
   *
   * @param canLogIn whether it has what this stack's Cassandra wants of a client
   */
  config(
    settings: Record<string, string>,
    { canLogIn = true } = {},
  ): Record<string, string> {
    const own: Record<string, string> = {
      "connector.class": pluginClass,
      "tasks.max": "1",
      "topics": this.name,
      "key.converter": string,
      "value.converter": string,
      "contactPoints": this.settings.SINK_CONTACT_POINTS.join(","),
      "port": String(this.settings.SINK_CASSANDRA_PORT),
      "loadBalancing.localDc": this.settings.CASSANDRA_LOCAL_DATACENTER,
    };
    const security = canLogIn ? sinkSecurity(this.settings) : {};
    for (const [key, value] of Object.entries(security)) {
      own[key] = String(value);
    }
    if (settings["errors.tolerance"] === "all") {
      own["errors.deadletterqueue.topic.name"] = this.deadLetterTopic;
    }
    for (const [key, value] of Object.entries(settings)) {
      const [, table, setting] = key.match(/^table\.(\w+)\.(\w+)$/) ?? [];
      const codec = key.startsWith("codec.");
      own[
        codec
          ? `topic.${this.name}.${key}`
          : setting === undefined
          ? key
          : `topic.${this.name}.${this.keyspace}.${table}.${setting}`
      ] = value.replaceAll(/\bks\./g, `${this.keyspace}.`);
    }
    return own;
  }

  /** Deploys the connector and waits until its tasks run or one has failed. */
  async deploy(settings: Record<string, string>): Promise<TaskState[]> {
    const config = this.config(settings);
    const answer = await this.rest(
      "PUT",
      `/connectors/${this.name}/config`,
      config,
    );
    if (!answer.ok) throw new Error(await answer.text());
    await answer.body?.cancel();
    this.#deployed = true;
    const expected = Number(config["tasks.max"]);
    return await until("tasks to start", async () => {
      const tasks = await this.tasks();
      return tasks.length === expected &&
          tasks.every(({ state }) => state === "RUNNING" || state === "FAILED")
        ? tasks
        : undefined;
    });
  }

  /** The tasks as the REST API tells of them; none while the connector is new. */
  async tasks(): Promise<TaskState[]> {
    const answer = await this.rest("GET", `/connectors/${this.name}/status`);
    if (answer.status === 404) {
      await answer.body?.cancel();
      return [];
    }
    return (await answer.json()).tasks;
  }

  /** Sends a request to Connect's REST API. */
  rest(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(this.settings.CONNECT_URL + path, {
      method,
      ...connectAccess(this.settings, { "content-type": "application/json" }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** Produces the records in order, to partition 0 unless they say otherwise. */
  async produce(messages: TestMessage[]): Promise<void> {
    this.#produced += messages.length;
    await this.#producer.send({
      topic: this.name,
      acks: -1,
      messages: messages.map(({ value, partition = 0, ...rest }) => ({
        partition,
        ...rest,
        value: value instanceof Uint8Array ? asBuffer(value) : value,
      })),
    });
  }

  /** Waits until the connector has committed all that was produced. */
  async untilCommitted(): Promise<void> {
    await until(
      "the connector to commit all records",
      async () => await this.committed() >= this.#produced || undefined,
      async () => JSON.stringify(await this.tasks()),
    );
  }

  /** How many records the connector has committed. */
  async committed(): Promise<number> {
    const [group] = await this.admin.fetchOffsets({
      groupId: `connect-${this.name}`,
      topics: [this.name],
    });
    return (group?.partitions ?? []).reduce(
      (sum, { offset }) => sum + Math.max(0, Number(offset)),
      0,
    );
  }

  /** All dead letters so far. */
  async deadLetters(): Promise<DeadLetter[]> {
    const [end] = await this.admin.fetchTopicOffsets(this.deadLetterTopic);
    const count = Number(end?.offset ?? 0);
    if (count === 0) return [];
    const letters: DeadLetter[] = [];
    const consumer = createKafka(this.settings).consumer({
      groupId: `${this.name}-${crypto.randomUUID()}`,
    });
    await consumer.connect();
    try {
      await consumer.subscribe({
        topic: this.deadLetterTopic,
        fromBeginning: true,
      });
      await consumer.run({
        eachMessage: ({ message: { value, headers = {} } }) => {
          const header = (name: string) =>
            String(headers[`__connect.errors.${name}`]);
          letters.push({
            value: value === null ? null : value.toString(),
            origin: `${header("topic")}-${header("partition")}@${
              header("offset")
            }`,
            reason: header("exception.message"),
          });
          return Promise.resolve();
        },
      });
      await until(
        "all dead letters to be read",
        () => Promise.resolve(letters.length >= count || undefined),
      );
    } finally {
      await consumer.disconnect();
    }
    return letters;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#deployed) {
      const answer = await this.rest("DELETE", `/connectors/${this.name}`);
      await answer.body?.cancel();
      await until(
        "the connector to be deleted",
        async () => (await this.tasks()).length === 0 || undefined,
      );
    }
    await this.cassandra.execute(`DROP KEYSPACE IF EXISTS ${this.keyspace}`);
    await this.admin.deleteTopics({
      topics: [this.name, this.deadLetterTopic],
    });
    await this.#producer.disconnect();
    await this.admin.disconnect();
    await this.cassandra.shutdown();
  }
}

/** A task as Connect's REST API shows it. */
export interface TaskState {
  readonly id: number;
  readonly state: string;
  readonly trace?: string;
}

/** Prepares a {@linkcode SinkTest} on the stack that the environment's settings name. */
export async function createSinkTest(
  options: SinkTestOptions = {},
): Promise<SinkTest> {
  const settings = readSettings();
  const kafka = createKafka(settings);
  const cassandra = createCassandra(settings, {
    readTimeoutMs: schemaTimeoutMs,
  });
  const admin = kafka.admin();
  const producer = kafka.producer();
  await Promise.all([
    cassandra.connect(),
    admin.connect(),
    producer.connect(),
  ]);
  return await new SinkTest(settings, cassandra, admin, producer).open(options);
}

/**
 * Waits until `condition` gives a value other than undefined, and returns it.
 *
 * @throws {Error} saying what was waited for, if it takes longer than 60 s.
 */
export async function until<T>(
  what: string,
  condition: () => Promise<T | undefined>,
  explain: () => Promise<string> = () => Promise.resolve(""),
): Promise<T> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const value = await condition();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Waited in vain for ${what}. ${await explain()}`);
}

// kafkajs only takes Node's own kind of bytes.
function asBuffer(bytes: Uint8Array) {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
