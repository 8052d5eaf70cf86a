import { checkMaven, findJavaHome } from "./java.ts";
import {
  describeStack,
  type LibraryName,
  projectDir,
  type ServiceName,
  serviceNames,
  type StackDescription,
  type StackSettings,
} from "./description.ts";
import { pathExists, removeIfThere } from "./files.ts";
import {
  type BuildContext,
  copyFiles,
  ensureLibrary,
  ensureSinkPlugin,
} from "./libraries.ts";
import { limits } from "./limits.ts";
import { withLock } from "./lock.ts";
import { checkPorts, findFreePorts } from "./ports.ts";
import {
  isAlive,
  type ProcessRecord,
  readProcessRecord,
  stopProcess,
} from "./process.ts";
import { launchService, planService, waitUntilReady } from "./service.ts";

/** Options of {@linkcode startStack}. */
export interface StartOptions {
  /** Called with each step, a line of text. */
  report: (line: string) => void;
  /**
   * The services to start.
   *
   * @default {serviceNames}
   */
  services?: readonly ServiceName[];
  /** Called when a service does its work, and part of its start: others go on meanwhile. */
  onReady?: (name: ServiceName) => Promise<void>;
  /** Gives up when it aborts; what has been started by then goes on. */
  signal?: AbortSignal;
}

type Records = Partial<Record<ServiceName, ProcessRecord>>;

/**
 * Starts what does not run yet, waits until all of it does its work, and leaves it running. What runs already stays,
 * unless its settings, libraries or plugin have changed since.
 *
 * @throws {UserError} if Java or Maven is missing, a port is taken, or a service does not start.
 */
export async function startStack(
  settings: StackSettings,
  options: StartOptions,
): Promise<StackDescription> {
  const { report, services = serviceNames } = options;
  const { dir } = describeStack(settings, noPorts);
  return await withLock(`${dir}/run/lock`, async () => {
    const records = await findRunning(settings, report);
    const stack = describeStack(settings, await chooseInternalPorts(records));
    await checkPorts(
      services.map((name) => stack.services[name]).filter(({ name, port }) =>
        records[name]?.port !== port
      ).map(({ port, portSetting, title }) => ({
        port,
        setting: portSetting,
        title,
      })),
    );
    await startServices({ ...options, stack, records }, services);
    return stack;
  });
}

const noPorts = { kafkaController: 0, cassandraStorage: 0 };

async function findRunning(
  settings: StackSettings,
  report: (line: string) => void,
): Promise<Records> {
  const records: Records = {};
  for (
    const { name, runFile } of Object.values(
      describeStack(settings, noPorts).services,
    )
  ) {
    const record = await readProcessRecord(runFile);
    if (record === undefined) continue;
    if (await isAlive(record)) {
      records[name] = record;
    } else {
      report(`${name}: process ${record.pid} of its last start is gone`);
      await removeIfThere(runFile);
    }
  }
  return records;
}

async function chooseInternalPorts({ kafka, cassandra }: Records) {
  const [first = 0, second = 0] = await findFreePorts(2);
  return {
    kafkaController: kafka?.internalPort ?? first,
    cassandraStorage: cassandra?.internalPort ?? second,
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
    if (names.some((service) => stack.services[service].library === name)) {
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
        const libraryDir = await libraries.get(stack.services[name].library);
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
  const outcomes = await Promise.allSettled(started.values());
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
  { stack, records, report, onReady, signal }: StartContext,
  name: ServiceName,
  options: { javaHome: string; libraryDir: string; pluginDir?: string },
): Promise<void> {
  const begin = performance.now();
  signal?.throwIfAborted();
  const plan = await planService(stack, name, options);
  let record = records[name];
  if (record !== undefined && record.digest !== plan.digest) {
    report(`${name}: restarting, as what it runs with has changed`);
    await stopProcess(record, limits.stopMs);
    record = undefined;
  }
  const runsAlready = record !== undefined;
  if (record === undefined) {
    if (name === "connect") await placePlugin(stack, options.pluginDir);
    record = await launchService(plan);
    report(`${name}: starting on port ${plan.service.port}`);
  }
  await waitUntilReady(stack, record, {
    name,
    limitMs: limits.readyMs,
    signal,
  });
  report(
    runsAlready
      ? `${name} runs already on port ${plan.service.port}`
      : `${name} ready in ${seconds(performance.now() - begin)}`,
  );
  await onReady?.(name);
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
