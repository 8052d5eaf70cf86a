import { connectApiOf } from "../connect/connect_target.ts";
import {
  deleteConnector,
  getConnectorStatus,
  putConnectorConfig,
} from "../connect/connect_api.ts";
import type { SinkProfile } from "../connect/sink_profiles.ts";
import type { ConnectorConfig } from "../connect/validator/connector_config.ts";
import { buildWeatherSink } from "../connect/weather_sink.ts";
import { projectDir } from "../scripts/stack/description.ts";
import type { BenchStack } from "./bench_stack.ts";
import { type BuildOptions, installPython } from "./build.ts";
import { javaCommand, type Load } from "./load.ts";
import { RivalProcess } from "./rival_process.ts";

/** One run of a contender. */
export interface SinkRun extends Load {
  /** Of connector and consumer group. */
  readonly name: string;
  /** Keyspace and table. */
  readonly table: string;
}

/** A run that goes on. */
export interface RunningSink extends AsyncDisposable {
  /** @throws {Error} if it has failed. */
  readonly check: () => Promise<void> | void;
}

/** Something that writes a topic's records into a table. */
export interface Contender {
  readonly name: string;
  /** Part of the records that it gets, so that the slow take no longer than the others. @default {1} */
  readonly share?: number;
  /** Runs in the Connect worker. */
  readonly isConnector?: boolean;
  readonly start: (run: SinkRun) => Promise<RunningSink>;
}

/** How a sink of this project differs from what `connect:generate` writes without more. */
export interface OwnSinkOptions {
  /** @default {"this project's sink"} */
  readonly name?: string;
  readonly profile?: SinkProfile;
  /** Settings in the place of the profile's. */
  readonly overrides?: ConnectorConfig;
}

/** The sink of this project, by the config that `connect:generate` writes. */
export function ownSink(
  stack: BenchStack,
  { name = "this project's sink", profile = "balanced", overrides = {} }:
    OwnSinkOptions = {},
): Contender {
  return connector(name, stack, (run) => ({
    ...ownConfig(stack, { ...run, profile }),
    ...overrides,
  }));
}

/** The config that `connect:generate` writes, for a run's names. */
export function ownConfig(
  stack: BenchStack,
  { name, topic, table, partitions, profile = "balanced" }: SinkRun & {
    profile?: SinkProfile;
  },
): ConnectorConfig {
  const [keyspace = "", tableName = ""] = table.split(".");
  return buildWeatherSink({
    ...stack.settings,
    SINK_PROFILE: profile,
    CONNECTOR_NAME: name,
    KAFKA_TOPIC: topic,
    KAFKA_TOPIC_PARTITIONS: partitions,
    CASSANDRA_KEYSPACE: keyspace,
    CASSANDRA_TABLE: tableName,
  }).config;
}

/** DataStax' sink with nothing set that need not be. */
export function engineAtDefaults(stack: BenchStack): Contender {
  return connector(
    `${engineName(stack)}, defaults`,
    stack,
    (run) => engineConfig(stack, run),
  );
}

/** DataStax' sink with the best of 35 configs that were tried with it. */
export function engineAtBest(stack: BenchStack): Contender {
  return connector(
    `${engineName(stack)}, best config`,
    stack,
    (run) => ({
      ...engineConfig(stack, run),
      "tasks.max": "2",
      "maxNumberOfRecordsInBatch": "100",
      "maxConcurrentRequests": "2000",
      "consumer.override.max.poll.records": "5000",
    }),
  );
}

function engineName({ hasStockJar }: BenchStack): string {
  return hasStockJar ? "DataStax sink" : "DataStax engine";
}

function engineConfig(
  { settings }: BenchStack,
  { name, topic, table }: SinkRun,
): ConnectorConfig {
  const fields = [
    "city",
    "country",
    "last_update_time",
    "temperature",
    "feels_like",
    "humidity",
  ];
  return {
    name,
    "connector.class": "com.datastax.oss.kafka.sink.CassandraSinkConnector",
    topics: topic,
    contactPoints: settings.SINK_CONTACT_POINTS.join(","),
    port: String(settings.SINK_CASSANDRA_PORT),
    "loadBalancing.localDc": settings.CASSANDRA_LOCAL_DATACENTER,
    "key.converter": "org.apache.kafka.connect.storage.StringConverter",
    "value.converter": "org.apache.kafka.connect.storage.StringConverter",
    [`topic.${topic}.${table}.mapping`]: fields
      .map((field) => `${field}=value.${field}`).join(", "),
  };
}

function connector(
  name: string,
  { settings }: BenchStack,
  configOf: (run: SinkRun) => ConnectorConfig,
): Contender {
  const api = connectApiOf(settings);
  return {
    name,
    isConnector: true,
    start: async (run) => {
      await putConnectorConfig(api, run.name, configOf(run));
      return {
        check: async () => {
          const status = await getConnectorStatus(api, run.name);
          const failed = [status?.connector, ...status?.tasks ?? []]
            .find((instance) => instance?.state === "FAILED");
          if (failed !== undefined) {
            throw new Error(`${name}: ${failed.trace ?? "FAILED"}`);
          }
        },
        [Symbol.asyncDispose]: () => deleteConnector(api, run.name),
      };
    },
  };
}

const settleMs = 10_000;

/** Contenders that are processes of their own, each started for its first run. */
export class ProcessContenders implements AsyncDisposable {
  readonly #processes = new Map<string, RivalProcess>();
  readonly #stack: BenchStack;
  readonly #options: BuildOptions;

  constructor(stack: BenchStack, options: BuildOptions) {
    this.#stack = stack;
    this.#options = options;
  }

  /** Deno: each record its own statement, 256 at a time. */
  get denoConcurrent(): Contender {
    const contender = this.#process(
      "Deno, 256 rows at a time",
      () => this.#denoCommand("kafkajs_concurrent.ts"),
    );
    return { ...contender, share: 0.4 };
  }

  /** Deno: batches of one city. */
  get denoBatches(): Contender {
    return this.#process(
      "Deno, batches by hand",
      () => this.#denoCommand("kafkajs_batches.ts"),
    );
  }

  /** The Java driver alone, batches of 100 rows of one city. */
  get driverBatches(): Contender {
    return this.#process(
      "no Kafka: Java driver, batches",
      () => this.#driverCommand("100"),
    );
  }

  /** The Java driver alone, single rows. */
  get driverRows(): Contender {
    return this.#process(
      "no Kafka: Java driver, rows",
      () => this.#driverCommand("1"),
    );
  }

  /**
   * The tutorial's loop in Python.
   *
   * @throws {UserError} if its packages cannot be installed.
   */
  async python(): Promise<Contender> {
    const folder = await installPython(this.#options);
    const contender = this.#process("tutorial's Python loop", () => [
      `${folder}/bin/python`,
      `${projectDir}bench/rivals/python/consumer.py`,
      ...this.#addresses,
    ]);
    return { ...contender, share: 0.02 };
  }

  get #addresses(): string[] {
    const { KAFKA_BROKERS, CASSANDRA_PORT, CASSANDRA_LOCAL_DATACENTER } =
      this.#stack.settings;
    return [
      KAFKA_BROKERS.join(","),
      String(CASSANDRA_PORT),
      CASSANDRA_LOCAL_DATACENTER,
    ];
  }

  #denoCommand(file: string): string[] {
    return [
      Deno.execPath(),
      "run",
      "--quiet",
      "--allow-net=localhost,127.0.0.1",
      "--allow-env",
      "--allow-read",
      `${projectDir}bench/rivals/${file}`,
      ...this.#addresses,
    ];
  }

  async #driverCommand(rowsPerBatch: string): Promise<string[]> {
    const { CASSANDRA_PORT, CASSANDRA_LOCAL_DATACENTER } = this.#stack.settings;
    return [
      ...await javaCommand("DriverLimit", this.#options),
      String(CASSANDRA_PORT),
      rowsPerBatch,
      CASSANDRA_LOCAL_DATACENTER,
    ];
  }

  #process(
    name: string,
    commandOf: () => Promise<string[]> | string[],
  ): Contender {
    return {
      name,
      start: async ({ topic, table, records, name: group, keys, step }) => {
        let process = this.#processes.get(name);
        if (process === undefined) {
          process = new RivalProcess(await commandOf());
          this.#processes.set(name, process);
        }
        const { check, done } = process.start(
          [topic, table, records, group, keys, step].join(" "),
        );
        return {
          check,
          [Symbol.asyncDispose]: () => this.#settle(name, done),
        };
      },
    };
  }

  /** Waits for a run's end; a process that is still at a run which nobody waits for any more is of no use for the next. */
  async #settle(name: string, done: Promise<void>): Promise<void> {
    const timer = Promise.withResolvers<"late">();
    const timeout = setTimeout(() => timer.resolve("late"), settleMs);
    const outcome = await Promise.race([
      done.then(() => "done" as const),
      timer.promise,
    ]).catch(() => "late" as const);
    clearTimeout(timeout);
    if (outcome === "done") return;
    await this.#processes.get(name)?.[Symbol.asyncDispose]();
    this.#processes.delete(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const process of this.#processes.values()) {
      await process[Symbol.asyncDispose]();
    }
  }
}
