import { UserError } from "../shared/exit.ts";
import { renderCassandraConfig } from "./cassandra_config.ts";
import type {
  ServiceDescription,
  ServiceName,
  StackDescription,
} from "./description.ts";
import { hashTexts, pathExists } from "./files.ts";
import { listJavaArguments, renderArgumentFile } from "./java_arguments.ts";
import {
  type ConfigFiles,
  makeKafkaId,
  renderConnectConfig,
  renderKafkaConfig,
  renderMetaProperties,
} from "./kafka_config.ts";
import { findTellingLines } from "./log.ts";
import { isAlive, type ProcessRecord, spawnDetached } from "./process.ts";
import { isReady } from "./readiness.ts";

/** A service with all that decides how it runs: what {@linkcode planService} found out. */
export interface ServicePlan {
  readonly service: ServiceDescription;
  readonly files: ConfigFiles;
  /** Hash of everything the service starts with. */
  readonly digest: string;
  readonly command: readonly string[];
  readonly internalPort: number | null;
}

/** What {@linkcode planService} needs besides the description. */
export interface PlanOptions {
  javaHome: string;
  /** Folder with the service's jars. */
  libraryDir: string;
  /** Folder of the build of the plugin that the service loads, if it does; named by its hash. */
  pluginDir?: string;
}

const javaArgumentsFile = "java.args";

/** Renders a service's files and command line, without touching anything. */
export async function planService(
  stack: StackDescription,
  name: ServiceName,
  { javaHome, libraryDir, pluginDir = "" }: PlanOptions,
): Promise<ServicePlan> {
  const service = stack.services[name];
  const files = {
    ...renderers[name](stack),
    [javaArgumentsFile]: renderArgumentFile(
      listJavaArguments(stack, name, libraryDir),
    ),
  };
  const command = [`${javaHome}/bin/java`, markerOf(service)];
  return {
    service,
    files,
    digest: await hashTexts([JSON.stringify(files), ...command, pluginDir]),
    command,
    internalPort: internalPortOf(stack, name),
  };
}

const renderers: Record<
  ServiceName,
  (stack: StackDescription) => ConfigFiles
> = {
  kafka: renderKafkaConfig,
  connect: renderConnectConfig,
  cassandra: renderCassandraConfig,
};

function internalPortOf(
  { internalPorts }: StackDescription,
  name: ServiceName,
): number | null {
  if (name === "kafka") return internalPorts.kafkaController;
  if (name === "cassandra") return internalPorts.cassandraStorage;
  return null;
}

// The path of the argument file is both what Java reads and what no process of another stack has on its command line.
function markerOf({ configDir }: ServiceDescription): string {
  return `@${configDir}/${javaArgumentsFile}`;
}

/** Writes a service's files and starts its process, which is recorded before anything else can go wrong. */
export async function launchService(
  { service, files, digest, command, internalPort }: ServicePlan,
): Promise<ProcessRecord> {
  const { name, configDir, dataDir, logFile, runFile, port } = service;
  for (const folder of [configDir, dataDir, parent(logFile), parent(runFile)]) {
    await Deno.mkdir(folder, { recursive: true });
  }
  for (const [file, text] of Object.entries(files)) {
    await Deno.writeTextFile(`${configDir}/${file}`, text);
  }
  if (name === "kafka") await formatKafkaStorage(dataDir);
  const pid = spawnDetached(command, {
    logFile,
    cwd: dataDir,
  });
  const record: ProcessRecord = {
    pid,
    marker: markerOf(service),
    startedAt: new Date().toISOString(),
    digest,
    port,
    internalPort,
  };
  await Deno.writeTextFile(runFile, JSON.stringify(record, null, 2));
  return record;
}

function parent(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}

async function formatKafkaStorage(dataDir: string): Promise<void> {
  const path = `${dataDir}/meta.properties`;
  if (await pathExists(path)) return;
  await Deno.writeTextFile(
    path,
    renderMetaProperties({
      clusterId: makeKafkaId(),
      directoryId: makeKafkaId(),
    }),
  );
}

/** Options of {@linkcode waitUntilReady}. */
export interface WaitOptions {
  name: ServiceName;
  /** How long to wait, in milliseconds. */
  limitMs: number;
  /** Gives up when it aborts. */
  signal?: AbortSignal | undefined;
}

/**
 * Waits until a service that has been started does its work.
 *
 * @throws {UserError} with the telling lines of its log if its process ends, or if it takes too long.
 */
export async function waitUntilReady(
  stack: StackDescription,
  record: ProcessRecord,
  { name, limitMs, signal }: WaitOptions,
): Promise<void> {
  const { title, logFile } = stack.services[name];
  const deadline = Date.now() + limitMs;
  while (!await isReady(stack, name)) {
    signal?.throwIfAborted();
    const died = !await isAlive(record);
    if (died || Date.now() > deadline) {
      const lines = await findTellingLines(logFile);
      throw new UserError(
        (died
          ? `${title} ended while it started`
          : `${title} is not ready after ${limitMs / 1_000} s`) +
          `; its log says\n  ${lines.join("\n  ")}`,
        `the whole log is ${logFile}; the other services go on: ` +
          "`deno task down` stops them",
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
