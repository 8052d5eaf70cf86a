import type { ConnectApi } from "../../connect/connect_http.ts";
import { connectApiOf } from "../../connect/connect_target.ts";
import { type Client, types } from "cassandra-driver";
import type { Admin } from "kafkajs";
import {
  getConnectorStatus,
  putConnectorConfig,
} from "../../connect/connect_api.ts";
import {
  buildWeatherSink,
  deadLetterTopic,
} from "../../connect/weather_sink.ts";
import type { ConnectorConfig } from "../../connect/validator/connector_config.ts";
import { applySchema, planSchema } from "../../scripts/schema/apply.ts";
import {
  headerValue,
  placeText,
  readErrorContext,
} from "../../scripts/shared/dead_letter.ts";
import type { Settings } from "../../scripts/shared/settings.ts";
import {
  fetchTopicRange,
  readTopic,
} from "../../scripts/shared/topic_reader.ts";
import type { TopicRecord } from "./accounts.ts";
import { Load } from "./load.ts";
import { numberHeader, type Row, type Traffic } from "./traffic.ts";
import { GiveUp, waitUntil } from "./wait.ts";
import { createTopic } from "../../scripts/shared/create_topic.ts";

/** What a {@linkcode Pipeline} is made with. */
export interface PipelineOptions {
  /** Of the stack. */
  readonly settings: Settings;
  /** Of topic, table and connector; letters, digits and _ only. */
  readonly name: string;
  readonly traffic: Traffic;
  /** Records per second. */
  readonly rate: number;
  readonly admin: Admin;
  readonly cassandra: Client;
  /** Where the sink finds Cassandra. */
  readonly cassandraPort: number;
  readonly signal: AbortSignal;
}

/** A topic may stand still for this long before it counts as stalled: longer than all time-outs on the way. */
const stallMs = 90_000;

/** One stream: a producer, its topic, the connector as the project deploys it, and its table. */
export class Pipeline implements AsyncDisposable {
  readonly settings: Settings;
  readonly load: Load;
  readonly #options: PipelineOptions;
  /** Settings that differ from the deployed ones. */
  #overrides: ConnectorConfig = {
    // New partitions are found in seconds, not in five minutes.
    "consumer.override.metadata.max.age.ms": "2000",
  };

  constructor(options: PipelineOptions) {
    this.#options = options;
    const { settings, name, cassandraPort, rate, traffic } = options;
    this.settings = {
      ...settings,
      KAFKA_TOPIC: `faults_${name}`,
      CONNECTOR_NAME: `faults_${name}`,
      CASSANDRA_KEYSPACE: "faults",
      CASSANDRA_TABLE: name,
      SINK_CASSANDRA_PORT: cassandraPort,
    };
    const { KAFKA_TOPIC: topic } = this.settings;
    this.load = new Load({ topic, rate, traffic }, settings);
  }

  /** The stream's name. */
  get name(): string {
    return this.#options.name;
  }

  get #topic(): string {
    return this.settings.KAFKA_TOPIC;
  }

  /** How many partitions the topic has at first. */
  readonly partitions = 4;

  /** The table's name in CQL. */
  get table(): string {
    return `faults.${this.#options.name}`;
  }

  /** Where the connector is in Connect's REST API. */
  get api(): ConnectApi {
    return connectApiOf(this.settings);
  }

  /** Creates the topic and the table. */
  async prepare(): Promise<void> {
    await createTopic(this.#options.admin, {
      topic: this.#topic,
      numPartitions: this.partitions,
      replicationFactor: this.settings.KAFKA_TOPIC_REPLICATION_FACTOR,
    });
    await this.createTable();
  }

  /** Creates the table as `deno task schema` does. */
  async createTable(): Promise<void> {
    const plan = await planSchema(this.settings);
    // After a restart of Cassandra the client may not have noticed yet that it is back.
    await this.until(`the table ${this.table}`, async () => {
      await applySchema(this.#options.cassandra, plan);
      return true;
    });
  }

  /** Deploys the connector, with settings that stay for later calls, and waits until its tasks run. */
  async deploy(overrides: ConnectorConfig = {}): Promise<void> {
    await this.configure(overrides);
    await this.untilRunning();
  }

  /** Deploys the connector, with settings that stay for later calls. */
  async configure(overrides: ConnectorConfig = {}): Promise<void> {
    this.#overrides = { ...this.#overrides, ...overrides };
    const { name, config } = buildWeatherSink(this.settings);
    await this.rest(
      "the worker to take the config",
      () =>
        putConnectorConfig(this.api, name, { ...config, ...this.#overrides }),
    );
  }

  /** Calls Connect's REST API until it takes the call, which it does not while the group rebalances. */
  async rest(what: string, call: () => Promise<unknown>): Promise<void> {
    await this.until(what, async () => {
      await call();
      return true;
    });
  }

  /** Waits for a condition of this stream. */
  until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
    const { signal } = this.#options;
    return waitUntil(holds, { what, limitMs: 120_000, signal });
  }

  /** States of the tasks, with the first line of why one failed. */
  async tasks(): Promise<{ state: string; reason: string }[]> {
    const status = await getConnectorStatus(
      this.api,
      this.settings.CONNECTOR_NAME,
    );
    return (status?.tasks ?? []).map(({ state, trace = "" }) => ({
      state,
      reason: explainTrace(trace),
    }));
  }

  /** Waits until all tasks run, and fails if one does not. */
  async untilRunning(): Promise<void> {
    await this.until("the tasks to run", async () => {
      const tasks = await this.tasks();
      throwIfFailed(tasks);
      return tasks.length > 0 &&
        tasks.every(({ state }) => state === "RUNNING");
    });
  }

  /** Waits until what is in the topic by now is done, and so the stream flows again. */
  async untilFlows(): Promise<void> {
    const before = this.load.count;
    await this.until("the producer to go on", () => this.load.count > before);
    await this.#untilDone();
  }

  /** Ends the producer and waits until all of its records are done. */
  async untilQuiet(): Promise<void> {
    await this.load.end("TERM");
    await this.#untilDone();
  }

  async #untilDone(): Promise<void> {
    let ends: Map<number, bigint> | undefined;
    let last = "";
    let moved = Date.now();
    await waitUntil(async () => {
      const { admin } = this.#options;
      ends ??= new Map(
        (await admin.fetchTopicOffsets(this.#topic)).map((
          { partition, high },
        ) => [partition, BigInt(high)]),
      );
      const committed = await this.#committed();
      const left = [...ends].filter(([partition, end]) =>
        (committed.get(partition) ?? 0n) < end
      ).map(([partition, end]) =>
        `partition ${partition} at ${committed.get(partition)} of ${end}`
      );
      if (left.length === 0) return true;
      const now = [...committed.values()].join();
      if (now !== last) moved = Date.now();
      last = now;
      throwIfFailed(await this.tasks());
      if (Date.now() - moved > stallMs) {
        throw new GiveUp(
          `stalled for ${stallMs / 1000} s: ${left.join(", ")}; tasks are ${
            (await this.tasks()).map(({ state }) => state).join(", ")
          }`,
        );
      }
      return false;
    }, {
      what: `all of ${this.#topic}`,
      limitMs: 600_000,
      signal: this.#options.signal,
    });
  }

  async #committed(): Promise<Map<number, bigint>> {
    const answer = await this.#options.admin.fetchOffsets({
      groupId: `connect-${this.settings.CONNECTOR_NAME}`,
      topics: [this.#topic],
    });
    return new Map(
      answer.flatMap(({ partitions }) => partitions)
        .map(({ partition, offset }) => [partition, BigInt(offset)]),
    );
  }

  /** Numbers of the brokers that lead the topic's partitions. */
  async leaders(): Promise<number[]> {
    const { topics } = await this.#options.admin.fetchTopicMetadata({
      topics: [this.#topic],
    });
    return topics.flatMap(({ partitions }) => partitions)
      .map(({ leader }) => leader);
  }

  /** Tells whether all copies of all topics are up to date. */
  async isInSync(): Promise<boolean> {
    const { topics } = await this.#options.admin.fetchTopicMetadata();
    return topics.flatMap(({ partitions }) => partitions)
      .every(({ isr, replicas }) => isr.length === replicas.length);
  }

  /** Makes the topic have more partitions. */
  async addPartitions(count: number): Promise<void> {
    const { admin } = this.#options;
    const now = (await admin.fetchTopicOffsets(this.#topic)).length;
    await admin.createPartitions({
      topicPartitions: [{ topic: this.#topic, count: now + count }],
    });
  }

  /** All that the topic holds. */
  async readTopic(): Promise<TopicRecord[]> {
    const records: TopicRecord[] = [];
    await this.#read(this.#topic, (message, partition) => {
      records.push({
        place: placeText({
          topic: this.#topic,
          partition,
          offset: BigInt(message.offset),
        }),
        number: Number(headerValue(message.headers, numberHeader)),
        timestamp: Number(message.timestamp),
      });
    });
    return records;
  }

  /** Where each dead letter came from, in the queue's order. */
  async readLetters(): Promise<{ from: string; reason: string }[]> {
    const letters: { from: string; reason: string }[] = [];
    await this.#read(deadLetterTopic(this.#topic), ({ headers }) => {
      const { origin, reason } = readErrorContext(headers);
      letters.push({
        from: origin === null ? "?" : placeText(origin),
        reason: reason ?? "",
      });
    });
    return letters;
  }

  async #read(
    topic: string,
    onMessage: (
      message: Parameters<Parameters<typeof readTopic>[1]["onMessages"]>[0][0],
      partition: number,
    ) => void,
  ): Promise<void> {
    const range = await fetchTopicRange(this.#options.admin, topic);
    await readTopic(this.settings, {
      topic,
      range: range ?? new Map(),
      onMessages: (messages, partition) => {
        for (const message of messages) onMessage(message, partition);
      },
    });
  }

  /** The table, by city. */
  async readRows(): Promise<Map<string, Row>> {
    let rows = new Map<string, Row>();
    // The client may not have noticed yet that Cassandra is back.
    await this.until(`the rows of ${this.table}`, async () => {
      rows = await this.#readRows();
      return true;
    });
    return rows;
  }

  async #readRows(): Promise<Map<string, Row>> {
    const rows = new Map<string, Row>();
    const result = await this.#options.cassandra.execute(
      `SELECT city, country, last_update_time, temperature, feels_like, humidity FROM ${this.table}`,
      [],
      // Not prepared: the table may have been created anew since.
      {
        prepare: false,
        fetchSize: 2_000,
        // As `deno task verify` reads: in a cluster what a majority has.
        consistency: types.consistencies.localQuorum,
      },
    );
    for await (const row of result) {
      rows.set(row.city, {
        city: row.city,
        country: row.country,
        last_update_time: row.last_update_time.toISOString(),
        temperature: row.temperature,
        feels_like: row.feels_like,
        humidity: row.humidity,
      });
    }
    return rows;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.load[Symbol.asyncDispose]();
  }
}

function throwIfFailed(tasks: { state: string; reason: string }[]): void {
  const failed = tasks.find(({ state }) => state === "FAILED");
  if (failed !== undefined) throw new GiveUp(`a task failed: ${failed.reason}`);
}

/** The first line and the deepest cause of a Java stack trace. */
function explainTrace(trace: string): string {
  const lines = trace.split("\n");
  const causes = lines.filter((line) => line.startsWith("Caused by: "));
  return [lines[0], causes.at(-1)].filter(Boolean).join("; ");
}
