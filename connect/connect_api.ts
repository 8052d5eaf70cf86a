import * as z from "zod";
import {
  type ConnectApi,
  ConnectApiError,
  requestConnect,
} from "./connect_http.ts";
import type { ConnectorConfig } from "./validator/connector_config.ts";

const workerInfo = z.object({
  version: z.string(),
  commit: z.string(),
  kafka_cluster_id: z.string(),
});
const connectorInfo = z.object({
  name: z.string(),
  config: z.record(z.string(), z.string()),
  tasks: z.array(z.object({ connector: z.string(), task: z.int() })),
});
const instanceStatus = z.object({
  state: z.string(),
  worker_id: z.string(),
  trace: z.string().optional(),
});
const connectorStatus = z.object({
  name: z.string(),
  connector: instanceStatus,
  tasks: z.array(instanceStatus.extend({ id: z.int() })),
  type: z.string(),
});
const taskInfo = z.object({
  id: z.object({ connector: z.string(), task: z.int() }),
  config: z.record(z.string(), z.string().nullable()),
});
const plugin = z.object({
  class: z.string(),
  type: z.string(),
  version: z.string().nullish(),
});
const configValue = z.object({
  name: z.string(),
  value: z.string().nullable(),
  recommended_values: z.array(z.unknown()),
  errors: z.array(z.string()),
  visible: z.boolean(),
});
const validation = z.object({
  name: z.string(),
  error_count: z.int(),
  groups: z.array(z.string()),
  configs: z.array(z.object({ value: configValue })),
});
const sinkOffset = z.object({
  partition: z.object({ kafka_topic: z.string(), kafka_partition: z.int() }),
  offset: z.object({ kafka_offset: z.int() }).nullable(),
});
const connectorOffsets = z.object({ offsets: z.array(sinkOffset) });
const message = z.object({ message: z.string() });
const logger = z.object({
  level: z.string().nullable(),
  last_modified: z.number().nullable(),
});

/** What a worker says of itself. */
export type WorkerInfo = z.infer<typeof workerInfo>;
/** A connector's config and the numbers of its tasks. */
export type ConnectorInfo = z.infer<typeof connectorInfo>;
/** State of a connector or a task: RUNNING, FAILED (with the stack trace), PAUSED, STOPPED, UNASSIGNED, RESTARTING. */
export type InstanceStatus = z.infer<typeof instanceStatus>;
/** State of a connector and of each of its tasks. */
export type ConnectorStatus = z.infer<typeof connectorStatus>;
/** A class that a worker can run, and what it is. */
export type PluginInfo = z.infer<typeof plugin>;
/** What Connect's own validation says of each setting that the plugin publishes. */
export type ConfigValidation = z.infer<typeof validation>;
/** Up to where a sink connector has consumed a partition: the offset of the next record, or null to forget it. */
export type SinkOffset = z.infer<typeof sinkOffset>;
/** The level of one logger of the worker. */
export type LoggerLevel = z.infer<typeof logger>;

/** `GET /` */
export function getWorker(api: ConnectApi): Promise<WorkerInfo> {
  return requestConnect(api, workerInfo, {
    path: "/",
    action: "greet the worker",
  });
}

/** `GET /connectors`: names. */
export function listConnectors(api: ConnectApi): Promise<string[]> {
  return requestConnect(api, z.array(z.string()), {
    path: "/connectors",
    action: "list the connectors",
  });
}

/** `GET /connectors/{name}`, or null if there is no such connector. */
export function getConnector(
  api: ConnectApi,
  name: string,
): Promise<ConnectorInfo | null> {
  return orNull(requestConnect(api, connectorInfo, {
    path: pathOf(name),
    action: `read connector ${name}`,
  }));
}

/** `PUT /connectors/{name}/config`: creates the connector or changes its config, and restarts it. */
export function putConnectorConfig(
  api: ConnectApi,
  name: string,
  config: ConnectorConfig,
): Promise<ConnectorInfo> {
  return requestConnect(api, connectorInfo, {
    method: "PUT",
    path: `${pathOf(name)}/config`,
    body: config,
    action: `configure connector ${name}`,
  });
}

/** `GET /connectors/{name}/status`, or null if there is no such connector (or no status of it yet). */
export function getConnectorStatus(
  api: ConnectApi,
  name: string,
): Promise<ConnectorStatus | null> {
  return orNull(requestConnect(api, connectorStatus, {
    path: `${pathOf(name)}/status`,
    action: `read the status of connector ${name}`,
  }));
}

/** `GET /connectors/{name}/tasks`: the config that each task is given, by task number. */
export async function getTaskConfigs(
  api: ConnectApi,
  name: string,
): Promise<Readonly<Record<string, string | null>>[]> {
  const tasks = await requestConnect(api, z.array(taskInfo), {
    path: `${pathOf(name)}/tasks`,
    action: `read the tasks of connector ${name}`,
  });
  return tasks.toSorted((a, b) => a.id.task - b.id.task)
    .map(({ config }) => config);
}

/** `POST /connectors/{name}/restart`, tasks included; with `onlyFailed`, only what has failed. */
export async function restartConnector(
  api: ConnectApi,
  name: string,
  { onlyFailed = false }: { readonly onlyFailed?: boolean } = {},
): Promise<void> {
  await requestConnect(api, z.unknown(), {
    method: "POST",
    path: `${pathOf(name)}/restart?includeTasks=true&onlyFailed=${onlyFailed}`,
    action: `restart connector ${name}`,
  });
}

/**
 * `PUT /connectors/{name}/pause | resume | stop`. Paused tasks keep their partitions and stop consuming; a stopped
 * connector has no tasks, and its offsets may be changed.
 */
export async function setConnectorState(
  api: ConnectApi,
  name: string,
  state: "pause" | "resume" | "stop",
): Promise<void> {
  await requestConnect(api, z.unknown(), {
    method: "PUT",
    path: `${pathOf(name)}/${state}`,
    action: `${state} connector ${name}`,
  });
}

/** `DELETE /connectors/{name}`; its consumer group's offsets stay in Kafka. */
export async function deleteConnector(
  api: ConnectApi,
  name: string,
): Promise<void> {
  await requestConnect(api, z.unknown(), {
    method: "DELETE",
    path: pathOf(name),
    action: `delete connector ${name}`,
  });
}

/** `GET /connectors/{name}/offsets` (KIP-875): committed offsets of its consumer group. */
export async function getConnectorOffsets(
  api: ConnectApi,
  name: string,
): Promise<SinkOffset[]> {
  const { offsets } = await requestConnect(api, connectorOffsets, {
    path: `${pathOf(name)}/offsets`,
    action: `read the offsets of connector ${name}`,
  });
  return offsets;
}

/** `PATCH /connectors/{name}/offsets` of a stopped connector; returns Connect's own message. */
export async function setConnectorOffsets(
  api: ConnectApi,
  name: string,
  offsets: readonly SinkOffset[],
): Promise<string> {
  const answer = await requestConnect(api, message, {
    method: "PATCH",
    path: `${pathOf(name)}/offsets`,
    body: { offsets },
    action: `set the offsets of connector ${name}`,
  });
  return answer.message;
}

/** `DELETE /connectors/{name}/offsets` of a stopped connector; returns Connect's own message. */
export async function resetConnectorOffsets(
  api: ConnectApi,
  name: string,
): Promise<string> {
  const answer = await requestConnect(api, message, {
    method: "DELETE",
    path: `${pathOf(name)}/offsets`,
    action: `reset the offsets of connector ${name}`,
  });
  return answer.message;
}

/** `GET /connector-plugins?connectorsOnly=false`: connectors, converters, transformations and predicates installed. */
export function listPlugins(api: ConnectApi): Promise<PluginInfo[]> {
  return requestConnect(api, z.array(plugin), {
    path: "/connector-plugins?connectorsOnly=false",
    action: "list the worker's plugins",
  });
}

/** `PUT /connector-plugins/{class}/config/validate` */
export function validateConfig(
  api: ConnectApi,
  config: ConnectorConfig,
): Promise<ConfigValidation> {
  const className = config["connector.class"] ?? "";
  return requestConnect(api, validation, {
    method: "PUT",
    path: `/connector-plugins/${encodeURIComponent(className)}/config/validate`,
    body: config,
    action: `validate a config of ${className}`,
  });
}

/** `GET /admin/loggers`: loggers whose level was set. */
export function listLoggers(
  api: ConnectApi,
): Promise<Record<string, LoggerLevel>> {
  return requestConnect(api, z.record(z.string(), logger), {
    path: "/admin/loggers",
    action: "list the worker's loggers",
  });
}

/** `PUT /admin/loggers/{name}?scope=cluster`: sets the level on every worker, until it restarts. */
export async function setLoggerLevel(
  api: ConnectApi,
  name: string,
  level: string,
): Promise<void> {
  await requestConnect(api, z.unknown(), {
    method: "PUT",
    path: `/admin/loggers/${encodeURIComponent(name)}?scope=cluster`,
    body: { level },
    action: `set the level of logger ${name}`,
  });
}

async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ConnectApiError && error.status === 404) return null;
    throw error;
  }
}

function pathOf(name: string): string {
  return `/connectors/${encodeURIComponent(name)}`;
}
