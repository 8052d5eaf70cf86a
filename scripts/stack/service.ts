import { UserError } from "../shared/exit.ts";
import { renderCassandraConfig } from "./cassandra_config.ts";
import type {
  NodeDescription,
  ServiceName,
  StackDescription,
} from "./description.ts";
import { chooseClassArchive } from "./class_archive.ts";
import { hashTexts, pathExists } from "./files.ts";
import { listJavaArguments, renderArgumentFile } from "./java_arguments.ts";
import {
  type ConfigFiles,
  deriveKafkaId,
  makeKafkaId,
  renderConnectConfig,
  renderKafkaConfig,
  renderMetaProperties,
} from "./kafka_config.ts";
import { findTellingLines } from "./log.ts";
import { isAlive, type ProcessRecord, spawnDetached } from "./process.ts";
import { isReady } from "./readiness.ts";
import { formatSecureKafka } from "./secure/format_kafka.ts";
import { javaSecurityArguments } from "./secure/java_security.ts";
import { writeSecrets } from "./secure/material.ts";
import { type StackSecurity, workerEnvironment } from "./secure/security.ts";

/** A node with all that decides how it runs: what {@linkcode planService} found out. */
export interface ServicePlan {
  readonly node: NodeDescription;
  readonly files: ConfigFiles;
  /** Hash of everything the node starts with. */
  readonly digest: string;
  readonly javaHome: string;
  readonly internalPort: number | null;
  /** Of a Kafka cluster whose nodes must agree on it; null where there is one node. */
  readonly kafkaClusterId: string | null;
  readonly security: StackSecurity | undefined;
  /** Folder with the service's jars. */
  readonly libraryDir: string;
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

/** Renders a node's files and command line, without touching anything. */
export async function planService(
  stack: StackDescription,
  node: NodeDescription,
  { javaHome, libraryDir, pluginDir = "" }: PlanOptions,
): Promise<ServicePlan> {
  const { shape, security } = stack;
  const files = {
    ...renderers[node.service](stack, node),
    [javaArgumentsFile]: renderArgumentFile([
      ...javaSecurityArguments(stack, node.service),
      ...listJavaArguments(node, { libraryDir, shape }),
    ]),
  };
  return {
    node,
    files,
    digest: await hashTexts([
      JSON.stringify(files),
      javaHome,
      markerOf(node),
      pluginDir,
      // Certificates that were made anew have another.
      security?.ca ?? "",
    ]),
    javaHome,
    libraryDir,
    internalPort: internalPortOf(stack, node.service),
    kafkaClusterId: shape.cluster ? await deriveKafkaId(stack.dir) : null,
    security,
  };
}

const renderers: Record<
  ServiceName,
  (stack: StackDescription, node: NodeDescription) => ConfigFiles
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
function markerOf({ configDir }: NodeDescription): string {
  return `@${configDir}/${javaArgumentsFile}`;
}

/** Writes a node's files and starts its process, which is recorded before anything else can go wrong. */
export async function launchService(plan: ServicePlan): Promise<ProcessRecord> {
  const {
    node,
    files,
    digest,
    javaHome,
    libraryDir,
    internalPort,
    security,
  } = plan;
  const { service, configDir, dataDir, logFile, runFile, port } = node;
  for (const folder of [configDir, dataDir, parent(logFile), parent(runFile)]) {
    await Deno.mkdir(folder, { recursive: true });
  }
  await writeSecrets(
    Object.fromEntries(
      Object.entries(files)
        .map(([file, text]) => [`${configDir}/${file}`, text]),
    ),
  );
  if (service === "kafka") await formatKafkaStorage(plan);
  // No part of the digest: with or without, it is the same program.
  const archive = service === "cassandra" ? null : await chooseClassArchive(
    service,
    { javaHome, libraryDir, ownFile: `${configDir}/classes.jsa` },
  );
  const pid = spawnDetached(
    [
      `${javaHome}/bin/java`,
      ...archive?.javaArguments ?? [],
      markerOf(node),
    ],
    {
      logFile,
      cwd: dataDir,
      ...(service === "connect" && security !== undefined
        ? { env: workerEnvironment(security) }
        : {}),
    },
  );
  const record: ProcessRecord = {
    pid,
    marker: markerOf(node),
    startedAt: new Date().toISOString(),
    digest,
    port,
    internalPort,
    classArchive: archive?.pending ?? null,
  };
  await Deno.writeTextFile(runFile, JSON.stringify(record, null, 2));
  return record;
}

function parent(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}

async function formatKafkaStorage(plan: ServicePlan): Promise<void> {
  const { node, kafkaClusterId, security, javaHome, libraryDir } = plan;
  const { configDir, dataDir, number } = node;
  const path = `${dataDir}/meta.properties`;
  if (await pathExists(path)) return;
  const clusterId = kafkaClusterId ?? makeKafkaId();
  if (security !== undefined) {
    await formatSecureKafka(security, {
      clusterId,
      java: `${javaHome}/bin/java`,
      libraryDir,
      configDir,
    });
    return;
  }
  await Deno.writeTextFile(
    path,
    renderMetaProperties({
      clusterId,
      directoryId: makeKafkaId(),
      nodeId: number,
    }),
  );
}

/** Options of {@linkcode waitUntilReady}. */
export interface WaitOptions {
  node: NodeDescription;
  /** How long to wait, in milliseconds. */
  limitMs: number;
  /** Gives up when it aborts. */
  signal?: AbortSignal | undefined;
}

/**
 * Waits until a node that has been started does its work.
 *
 * @throws {UserError} with the telling lines of its log if its process ends, or if it takes too long.
 */
export async function waitUntilReady(
  stack: StackDescription,
  record: ProcessRecord,
  { node, limitMs, signal }: WaitOptions,
): Promise<void> {
  const { title, logFile } = node;
  const deadline = Date.now() + limitMs;
  while (!await isReady(stack, node)) {
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
