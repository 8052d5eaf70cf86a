import { parse, stringify } from "yaml";
import { readSettings, type Settings } from "../../scripts/shared/settings.ts";
import {
  clientSettings,
  listClientEnvironment,
} from "../../scripts/stack/client_environment.ts";
import {
  describeStack,
  listNodes,
  type NodeDescription,
  noPorts,
  projectDir,
  type ServiceName,
  type StackDescription,
} from "../../scripts/stack/description.ts";
import { findJavaHome } from "../../scripts/stack/java.ts";
import { ensureLibrary } from "../../scripts/stack/libraries.ts";
import { limits } from "../../scripts/stack/limits.ts";
import { findFreePorts } from "../../scripts/stack/ports.ts";
import {
  isAlive,
  type ProcessRecord,
  readProcessRecord,
} from "../../scripts/stack/process.ts";
import { grantTestRights } from "../../scripts/stack/secure/grant_rights.ts";
import { ensureSecurity } from "../../scripts/stack/secure/material.ts";
import {
  launchService,
  planService,
  type ServicePlan,
  waitUntilReady,
} from "../../scripts/stack/service.ts";
import { runShell } from "../../scripts/stack/shell.ts";
import { startStack } from "../../scripts/stack/start.ts";
import { stopStack } from "../../scripts/stack/stop.ts";

/** Options of {@linkcode FaultStack.start}. */
export interface FaultStackOptions {
  /** Takes a line about the progress. */
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
  /** Three brokers, two workers and three Cassandra nodes. @default {false} */
  readonly cluster?: boolean;
  /** With TLS, logins and rights on every connection. @default {false} */
  readonly secure?: boolean;
}

/** A stack of this suite's own, on free ports in a temporary folder, whose services can be killed and started again. */
export class FaultStack implements AsyncDisposable {
  #settings: Settings;
  readonly #dir: string;
  readonly #options: FaultStackOptions;
  #description: StackDescription;
  /** By the node's name. */
  readonly #plans = new Map<string, ServicePlan>();

  private constructor(
    dir: string,
    settings: Settings,
    options: FaultStackOptions,
  ) {
    this.#dir = dir;
    this.#settings = settings;
    this.#options = options;
    const { cluster = false } = options;
    this.#description = describeStack(settings, noPorts, { cluster });
  }

  /** By which clients reach it. */
  get settings(): Settings {
    return this.#settings;
  }

  /** Starts the services; disposing of the stack stops them, also when this fails half way. */
  static async start(options: FaultStackOptions): Promise<FaultStack> {
    const { cluster = false } = options;
    const dir = await Deno.makeTempDir({ prefix: "cities-weather-faults-" });
    const hosts = cluster
      ? ["127.0.0.1", "127.0.0.2", "127.0.0.3"]
      : ["127.0.0.1"];
    const [kafka, connect, cassandra] = await findFreePorts(3, hosts);
    const environment = {
      STACK_DIR: `${dir}/stack`,
      KAFKA_PORT: String(kafka),
      CONNECT_PORT: String(connect),
      CASSANDRA_PORT: String(cassandra),
      // Several connectors at once, of which some get far more large records than any topic should have.
      ...(cluster ? {} : { CONNECT_HEAP: "1g" }),
    };
    const stack = new FaultStack(dir, readSettings(environment), options);
    try {
      if (cluster) await stack.#startCluster();
      else await stack.#start();
      stack.#settings = readSettings({
        ...environment,
        ...listClientEnvironment(stack.#description),
      });
      return stack;
    } catch (error) {
      await stack[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #startCluster(): Promise<void> {
    this.#description = await startStack(this.settings, {
      ...this.#startOptions,
      cluster: true,
    });
    await this.#plan(listNodes(this.#description));
  }

  async #start(): Promise<void> {
    const { secure = false } = this.#options;
    const [cassandraStorage = 0] = await findFreePorts(1);
    const security = secure
      ? await ensureSecurity(this.#description.dir, {
        javaHome: await findJavaHome(),
        isKafkaRunning: false,
        hosts: ["127.0.0.1"],
        mutualTls: false,
      })
      : undefined;
    const describe = (kafkaController: number) => ({
      ...describeStack(this.settings, { kafkaController, cassandraStorage }),
      security,
    });
    this.#description = describe(0);
    const { kafka, connect, cassandra } = this.#description.services;
    await this.#plan(cassandra);
    const outcomes = await Promise.allSettled([
      startStack(this.settings, {
        ...this.#startOptions,
        services: ["kafka", "connect"],
      }),
      this.launch("cassandra")
        .then(() => this.#grantRights("cassandra", this.#description)),
    ]);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") throw outcome.reason;
    }
    const { internalPort } = await this.#record("kafka");
    this.#description = describe(internalPort ?? 0);
    await this.#plan([...kafka, ...connect]);
  }

  get #startOptions() {
    const { report, signal, secure = false } = this.#options;
    return {
      report,
      signal,
      secure,
      onReady: (name: ServiceName, stack: StackDescription) =>
        this.#grantRights(name, stack),
    };
  }

  /** The suite has topics and tables of its own names. */
  #grantRights(name: ServiceName, stack: StackDescription): Promise<void> {
    return grantTestRights(name, {
      settings: clientSettings(this.settings, stack),
      security: stack.security,
    });
  }

  /** Works out how nodes are started again. */
  async #plan(nodes: readonly NodeDescription[]): Promise<void> {
    const { report, signal } = this.#options;
    const javaHome = await findJavaHome();
    for (const node of nodes) {
      const libraryDir = await ensureLibrary(node.library, {
        javaHome,
        report,
        signal,
      });
      const plan = await planService(this.#description, node, {
        javaHome,
        libraryDir,
      });
      const isSole = node.name === "cassandra";
      this.#plans.set(node.name, isSole ? makeDurable(plan) : plan);
    }
  }

  /** Whether there are several nodes of each service. */
  get isCluster(): boolean {
    return this.#description.shape.cluster;
  }

  /** The nodes, of all services. */
  get nodes(): readonly NodeDescription[] {
    return listNodes(this.#description);
  }

  async #record(name: string): Promise<ProcessRecord> {
    const node = this.nodes.find((node) => node.name === name);
    const record = node && await readProcessRecord(node.runFile);
    if (record === undefined) throw new Error(`${name} was never started`);
    return record;
  }

  /** Sends a node's process a signal. */
  async signal(
    name: string,
    signal: "KILL" | "TERM" | "STOP" | "CONT",
  ): Promise<void> {
    const record = await this.#record(name);
    if (!await isAlive(record)) return;
    await runShell('kill -s "$1" "$2"', [signal, String(record.pid)]);
  }

  /** Ends a node and waits until it is gone: `TERM` asks it to, and forces it when it does not obey. */
  async end(name: string, signal: "KILL" | "TERM"): Promise<void> {
    const record = await this.#record(name);
    await this.signal(name, signal);
    const deadline = Date.now() + limits.stopMs;
    while (await isAlive(record)) {
      if (Date.now() > deadline) await this.signal(name, "KILL");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Starts a node that does not run, and waits until it does its work. */
  async launch(name: string): Promise<void> {
    const { signal } = this.#options;
    const plan = this.#plans.get(name)!;
    const record = await launchService(plan);
    await waitUntilReady(this.#description, record, {
      node: plan.node,
      limitMs: limits.readyMs,
      signal,
    });
  }

  /** Puts the logs where they outlive the stack. */
  async #keepLogs(): Promise<void> {
    await Deno.mkdir(logDir, { recursive: true });
    for (const { name, logFile } of this.nodes) {
      for (const suffix of ["", ".previous"]) {
        await Deno.copyFile(logFile + suffix, `${logDir}/${name}.log${suffix}`)
          // There is none of a service that did not start, or only once.
          .catch(() => {});
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { name } of this.nodes) {
      // A stopped process would not obey.
      await this.signal(name, "CONT").catch(() => {});
    }
    await stopStack(this.settings, { report: this.#options.report });
    await this.#keepLogs();
    await Deno.remove(this.#dir, { recursive: true });
  }
}

const logDir = `${projectDir}.cache/faults_logs`;

/**
 * Has Cassandra acknowledge what is in its log on disk. As the local stack has it, a node that is killed forgets up to
 * 0.1 s of acknowledged writes, which in a cluster the other replicas have; here there is only this one.
 */
function makeDurable(plan: ServicePlan): ServicePlan {
  const { commitlog_sync_period: _, ...yaml } = parse(
    plan.files["cassandra.yaml"] ?? "",
  );
  return {
    ...plan,
    files: {
      ...plan.files,
      "cassandra.yaml": stringify({
        ...yaml,
        commitlog_sync: "group",
        commitlog_sync_group_window: "5ms",
      }),
    },
  };
}
