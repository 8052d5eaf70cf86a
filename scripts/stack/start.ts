import { saveClientEnvironment } from "./client_environment.ts";
import { chooseClusterPorts } from "./cluster_ports.ts";
import {
  describeStack,
  type InternalPorts,
  type LibraryName,
  listNodes,
  type NodeDescription,
  noPorts,
  projectDir,
  type ServiceName,
  serviceNames,
  type StackDescription,
  type StackSettings,
} from "./description.ts";
import { pathExists, removeIfThere } from "./files.ts";
import { checkMaven, findJavaHome } from "./java.ts";
import {
  type BuildContext,
  copyFiles,
  ensureLibrary,
  ensureSinkPlugin,
} from "./libraries.ts";
import { limits } from "./limits.ts";
import { withLock } from "./lock.ts";
import { checkAddresses, checkPorts, findFreePorts } from "./ports.ts";
import {
  isAlive,
  type ProcessRecord,
  readProcessRecord,
  stopProcess,
} from "./process.ts";
import {
  launchService,
  planService,
  type ServicePlan,
  waitUntilReady,
} from "./service.ts";
import { ensureSecurity, findSecurity } from "./secure/material.ts";
import { refuseOtherShape } from "./shape.ts";

/** Options of {@linkcode startStack}. */
export interface StartOptions {
  /** Called with each step, a line of text. */
  report: (line: string) => void;
  /**
   * Three brokers, two workers and three Cassandra nodes, in place of one of each.
   *
   * @default {false}
   */
  cluster?: boolean;
  /**
   * The services to start.
   *
   * @default {serviceNames}
   */
  services?: readonly ServiceName[];
  /** Called when all nodes of a service do their work, and part of its start: others go on meanwhile. */
  onReady?: (name: ServiceName, stack: StackDescription) => Promise<void>;
  /**
   * Whether the services ask for logins and speak TLS only; a stack that did so before goes on to.
   *
   * @default {false}
   */
  secure?: boolean;
  /**
   * Whether clients of a stack that is secure need certificates besides their logins; where they did before they go on to.
   *
   * @default {false}
   */
  mutualTls?: boolean;
  /** Gives up when it aborts; what has been started by then goes on. */
  signal?: AbortSignal;
}

/** The processes that run, by the names of their nodes. */
type Records = ReadonlyMap<string, ProcessRecord>;

/**
 * Starts what does not run yet, waits until all of it does its work, and leaves it running. What runs already stays,
 * unless its settings, libraries or plugin have changed since.
 *
 * @throws {UserError} if Java or Maven is missing, a port is taken, a service does not start, or a stack of the other
 * shape runs.
 */
export async function startStack(
  settings: StackSettings,
  options: StartOptions,
): Promise<StackDescription> {
  const { report, services = serviceNames, cluster = false } = options;
  const shape = { cluster };
  const outline = describeStack(settings, noPorts, shape);
  return await withLock(`${outline.dir}/run/lock`, async () => {
    await refuseOtherShape(settings, shape);
    if (cluster) checkAddresses(listNodes(outline).map(({ host }) => host));
    const records = await findRunning(outline, report);
    const ports = await chooseInternalPorts(outline, records);
    const isSecure = options.secure ||
      await findSecurity(outline.dir) !== undefined;
    const stack = {
      ...describeStack(settings, ports, shape),
      security: isSecure
        ? await ensureSecurity(outline.dir, {
          javaHome: await findJavaHome(),
          isKafkaRunning: records.keys().some((name) => /^kafka/.test(name)),
          hosts: outline.services.kafka.map(({ host }) => host),
          mutualTls: options.mutualTls ?? false,
        })
        : undefined,
    };
    await checkPorts(
      listNodes(stack, services).filter(({ name, port }) =>
        records.get(name)?.port !== port
      ).map(({ host, port, portSetting, title }) => ({
        host,
        port,
        setting: portSetting,
        title,
      })),
    );
    await saveClientEnvironment(stack);
    await startServices({ ...options, stack, records }, services);
    return stack;
  });
}

async function findRunning(
  stack: StackDescription,
  report: (line: string) => void,
): Promise<Records> {
  const records = new Map<string, ProcessRecord>();
  for (const { name, runFile } of listNodes(stack)) {
    const record = await readProcessRecord(runFile);
    if (record === undefined) continue;
    if (await isAlive(record)) {
      records.set(name, record);
    } else {
      report(`${name}: process ${record.pid} of its last start is gone`);
      await removeIfThere(runFile);
    }
  }
  return records;
}

async function chooseInternalPorts(
  { shape, dir, services }: StackDescription,
  records: Records,
): Promise<InternalPorts> {
  if (shape.cluster) {
    const hosts = services.kafka.map(({ host }) => host);
    return await chooseClusterPorts(`${dir}/data`, hosts);
  }
  const [first = 0, second = 0] = await findFreePorts(2);
  return {
    kafkaController: records.get("kafka")?.internalPort ?? first,
    cassandraStorage: records.get("cassandra")?.internalPort ?? second,
  };
}

interface StartContext extends Omit<StartOptions, "services"> {
  readonly stack: StackDescription;
  readonly records: Records;
}

async function startServices(
  context: StartContext,
  names: readonly ServiceName[],
): Promise<void> {
  const { stack, report, signal } = context;
  const javaHome = await findJavaHome();
  await checkMaven();
  const build: BuildContext = { javaHome, report, signal };
  // One Maven at a time, as two could fetch the same file into the same place. Cassandra goes first: it takes longest.
  const maven = createQueue();
  const libraries = new Map<LibraryName, Promise<string>>();
  for (const name of ["cassandra", "kafka"] as const) {
    if (listNodes(stack, names).some(({ library }) => library === name)) {
      libraries.set(name, maven(() => ensureLibrary(name, build)));
    }
  }
  const plugin = names.includes("connect")
    ? maven(() => prepareSink(build))
    : undefined;
  const started = new Map<ServiceName, Promise<void>>();
  for (const name of names) {
    started.set(
      name,
      (async () => {
        const libraryDir = await libraries.get(stack.services[name][0].library);
        const pluginDir = name === "connect" ? await plugin : undefined;
        if (name === "connect") await started.get("kafka");
        await startService(context, name, {
          javaHome,
          libraryDir: libraryDir ?? "",
          ...(pluginDir === undefined ? {} : { pluginDir }),
        });
      })(),
    );
  }
  await settleAll(started.values());
}

/** Waits for the end of all, and only then throws what the first of those that failed has thrown. */
async function settleAll(works: Iterable<Promise<void>>): Promise<void> {
  const outcomes = await Promise.allSettled(works);
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

/** Makes a function that runs what it is given one after another; what one throws does not stop the next. */
function createQueue() {
  let last: Promise<unknown> = Promise.resolve();
  return function enqueue<T>(work: () => Promise<T>): Promise<T> {
    const result = last.then(work, work);
    // Its own awaiter gets the error; the queue, which only waits, must not be one more that nobody asks.
    last = result.catch(() => {});
    return result;
  };
}

async function prepareSink(build: BuildContext): Promise<string | undefined> {
  return await pathExists(`${projectDir}connect/plugin/pom.xml`)
    ? await ensureSinkPlugin(build)
    : undefined;
}

async function startService(
  context: StartContext,
  name: ServiceName,
  options: { javaHome: string; libraryDir: string; pluginDir?: string },
): Promise<void> {
  const { stack, onReady, signal } = context;
  signal?.throwIfAborted();
  const plans = await Promise.all(
    stack.services[name].map((node) => planService(stack, node, options)),
  );
  const running = await stopChanged(context, plans);
  // A worker that goes on has the plugin in use.
  if (name === "connect" && running.size === 0) {
    await placePlugin(stack, options.pluginDir);
  }
  await settleAll(plans.map((plan) => startNode(context, plan, running)));
  await onReady?.(name, stack);
}

/** Stops what runs otherwise than planned, and gives what goes on. */
async function stopChanged(
  { records, report }: StartContext,
  plans: readonly ServicePlan[],
): Promise<Records> {
  const running = new Map<string, ProcessRecord>();
  await settleAll(plans.map(async ({ node: { name }, digest }) => {
    const record = records.get(name);
    if (record === undefined) return;
    if (record.digest === digest) {
      running.set(name, record);
      return;
    }
    report(`${name}: restarting, as what it runs with has changed`);
    await stopProcess(record, limits.stopMs);
  }));
  return running;
}

async function startNode(
  { stack, report, signal }: StartContext,
  plan: ServicePlan,
  running: Records,
): Promise<void> {
  const begin = performance.now();
  const { node } = plan;
  let record = running.get(node.name);
  if (record === undefined) {
    record = await launchService(plan);
    report(`${node.name}: starting on ${placeOf(node)}`);
  }
  await waitUntilReady(stack, record, {
    node,
    limitMs: limits.readyMs,
    signal,
  });
  report(
    running.has(node.name)
      ? `${node.name} runs already on ${placeOf(node)}`
      : `${node.name} ready in ${seconds(performance.now() - begin)}`,
  );
}

function placeOf({ name, service, host, port }: NodeDescription): string {
  return name === service ? `port ${port}` : `${host}:${port}`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}

async function placePlugin(
  { pluginsDir, secretsDir }: StackDescription,
  builtDir: string | undefined,
): Promise<void> {
  await Deno.mkdir(pluginsDir, { recursive: true });
  await Deno.mkdir(secretsDir, { recursive: true, mode: 0o700 });
  const target = `${pluginsDir}/cassandra-sink`;
  await removeIfThere(target);
  if (builtDir !== undefined) await copyFiles(builtDir, target);
}
