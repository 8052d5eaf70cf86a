import type { Client } from "cassandra-driver";
import type { Admin } from "kafkajs";
import { parse, stringify } from "yaml";
import {
  createCassandra,
  schemaTimeoutMs,
} from "../scripts/shared/cassandra_client.ts";
import { createKafka } from "../scripts/shared/kafka_client.ts";
import {
  environmentSchema,
  readSettings,
  type Settings,
} from "../scripts/shared/settings.ts";
import {
  describeStack,
  noPorts,
  type ServiceName,
} from "../scripts/stack/description.ts";
import { findJavaHome } from "../scripts/stack/java.ts";
import { copyFiles, ensureLibrary } from "../scripts/stack/libraries.ts";
import { limits } from "../scripts/stack/limits.ts";
import { findFreePorts } from "../scripts/stack/ports.ts";
import { readMemory, readProcessRecord } from "../scripts/stack/process.ts";
import {
  launchService,
  planService,
  waitUntilReady,
} from "../scripts/stack/service.ts";
import { runShell } from "../scripts/stack/shell.ts";
import { startStack } from "../scripts/stack/start.ts";
import { stopStack } from "../scripts/stack/stop.ts";
import { buildEngineSink, type BuildOptions } from "./build.ts";

/** The heaps of the bench's services: Kafka and Cassandra have room, as the sink is what is measured. */
export const heaps = {
  KAFKA_HEAP: "768m",
  CONNECT_HEAP: environmentSchema.shape.CONNECT_HEAP.parse(undefined),
  CASSANDRA_HEAP: "3g",
} as const;

/** Rows outside the heap, and few objects in it, as Cassandra's own `cassandra_latest.yaml` has it. */
const shortPauses = {
  memtable: {
    configurations: {
      trie: { class_name: "TrieMemtable" },
      default: { inherits: "trie" },
    },
  },
  memtable_allocation_type: "offheap_objects",
} as const;

/** Environment of a stack on free ports in a folder, whatever the shell and .env say. */
export async function chooseEnvironment(
  dir: string,
): Promise<Record<string, string>> {
  const [kafka, connect, cassandra] = await findFreePorts(3);
  return {
    ...Object.fromEntries(
      Object.keys(environmentSchema.shape).map((name) => [name, ""]),
    ),
    STACK_DIR: dir,
    KAFKA_PORT: String(kafka),
    CONNECT_PORT: String(connect),
    CASSANDRA_PORT: String(cassandra),
  };
}

/** Options of {@linkcode BenchStack.start}. */
export interface BenchStackOptions extends BuildOptions {
  /**
   * Whether Cassandra's collector stops it often and shortly, not each few seconds for a quarter of one or once for a
   * whole one: for latencies, which would else be the collector's.
   * @default {false}
   */
  readonly hasShortPauses?: boolean;
}

/** The services that the bench measures on: its own, in a temporary folder, stopped with it. */
export class BenchStack implements AsyncDisposable {
  readonly environment: Record<string, string>;
  readonly settings: Settings;
  /** Whether the class that stands for DataStax' sink is its own jar, given by SINK_JAR. */
  readonly hasStockJar: boolean;
  readonly cassandra: Client;
  readonly admin: Admin;
  readonly #dir: string;
  readonly #options: BenchStackOptions;

  private constructor(
    dir: string,
    environment: Record<string, string>,
    options: BenchStackOptions,
  ) {
    const jar = Deno.env.get("SINK_JAR");
    this.hasStockJar = jar !== undefined && jar !== "";
    this.environment = environment;
    this.settings = readSettings(environment);
    this.cassandra = createCassandra(this.settings, {
      readTimeoutMs: schemaTimeoutMs,
    });
    this.admin = createKafka(this.settings).admin();
    this.#dir = dir;
    this.#options = options;
  }

  /** Starts the services; what has been started is stopped if the rest fails. */
  static async start(options: BenchStackOptions): Promise<BenchStack> {
    const dir = await Deno.makeTempDir({ prefix: "cities-weather-bench-" });
    const environment = {
      ...await chooseEnvironment(`${dir}/stack`),
      ...heaps,
    };
    const stack = new BenchStack(dir, environment, options);
    try {
      await stack.#start();
      return stack;
    } catch (error) {
      await stack[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #start(): Promise<void> {
    const plugins = `${this.#dir}/stack/plugins`;
    if (this.hasStockJar) {
      await Deno.mkdir(`${plugins}/stock`, { recursive: true });
      await Deno.copyFile(
        Deno.env.get("SINK_JAR")!,
        `${plugins}/stock/sink.jar`,
      );
    } else {
      await copyFiles(
        await buildEngineSink(this.#options),
        `${plugins}/stock`,
      );
    }
    const outcomes = await Promise.allSettled([
      this.#startCassandra(),
      this.startServices(),
    ]);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") throw outcome.reason;
    }
    await this.admin.connect();
    await this.cassandra.connect();
    await this.cassandra.execute(
      `CREATE KEYSPACE IF NOT EXISTS bench WITH replication = {'class': 'NetworkTopologyStrategy', '${this.settings.CASSANDRA_LOCAL_DATACENTER}': 1} AND durable_writes = true`,
    );
  }

  /** Starts Kafka and Connect, if they do not run: a worker that was killed is started again. */
  async startServices(): Promise<void> {
    await startStack(
      // A stock jar has no manifest: without it our own class would be the only one found.
      this.hasStockJar
        ? { ...this.settings, SINK_PLUGIN: "datastax" }
        : this.settings,
      { ...this.#options, services: ["kafka", "connect"] },
    );
  }

  /** As `deno task up` has it, but with room for more: with 64 MiB of memtables its flushes would be what is measured. */
  async #startCassandra(): Promise<void> {
    const javaHome = await findJavaHome();
    const libraryDir = await ensureLibrary("cassandra", {
      ...this.#options,
      javaHome,
    });
    const [cassandraStorage = 0] = await findFreePorts(1);
    const stack = describeStack(this.settings, {
      kafkaController: 0,
      cassandraStorage,
    });
    const [node] = stack.services.cassandra;
    const plan = await planService(stack, node, {
      javaHome,
      libraryDir,
    });
    const { hasShortPauses = false } = this.#options;
    const youngGeneration = hasShortPauses ? '"-Xmn128m"\n' : "";
    const record = await launchService({
      ...plan,
      files: {
        ...plan.files,
        "java.args": youngGeneration + plan.files["java.args"],
        "cassandra.yaml": stringify({
          ...parse(plan.files["cassandra.yaml"] ?? ""),
          ...(hasShortPauses ? shortPauses : {}),
          memtable_heap_space: "768MiB",
          memtable_offheap_space: "768MiB",
          commitlog_segment_size: "32MiB",
          commitlog_total_space: "4GiB",
          // A table that is dropped after its run is not worth a copy.
          auto_snapshot: false,
          // On a machine that has much else to do, slow is no failure.
          write_request_timeout: "30s",
          read_request_timeout: "30s",
          range_request_timeout: "60s",
        }),
      },
    });
    await waitUntilReady(stack, record, {
      node,
      limitMs: limits.readyMs,
      signal: this.#options.signal,
    });
  }

  /** Number of the process of a service. */
  async pidOf(name: ServiceName): Promise<number> {
    const { services } = describeStack(this.settings, noPorts);
    const record = await readProcessRecord(services[name][0].runFile);
    if (record === undefined) throw new Error(`${name} does not run`);
    return record.pid;
  }

  /** Ends a service as a crash does. */
  async kill(name: ServiceName): Promise<void> {
    await runShell('kill -s KILL "$1"', [String(await this.pidOf(name))]);
  }

  /** Resident memory of a service, megabytes. */
  async memoryOf(name: ServiceName): Promise<number> {
    return (await readMemory(await this.pidOf(name)) ?? 0) / 1e6;
  }

  /** Processor time that a service has taken so far, microseconds; null where the system does not tell as Linux does. */
  async processorTimeOf(name: ServiceName): Promise<number | null> {
    const { code, text } = await runShell(
      'cat "/proc/$1/stat" && getconf CLK_TCK',
      [
        String(await this.pidOf(name)),
      ],
    );
    if (code !== 0) return null;
    const [stat = "", ticksPerSecond = ""] = text.split("\n");
    // Counted after the program's name, which may have blanks: time in user mode and in the kernel.
    const [user, kernel] = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
      .slice(11, 13);
    return (Number(user) + Number(kernel)) * 1e6 / Number(ticksPerSecond);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cassandra.shutdown().catch(() => {});
    await this.admin.disconnect().catch(() => {});
    await stopStack(this.settings, { report: this.#options.report });
    await Deno.remove(this.#dir, { recursive: true });
  }
}
