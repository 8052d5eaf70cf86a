import type { ConnectorStatus } from "./connect_api.ts";
import type { Problem } from "./deploy_connector.ts";
import { findRootCause, type RootCause } from "./root_cause.ts";
import type { ConnectorConfig } from "./validator/connector_config.ts";

/** A connector or one of its tasks that has failed, and why. */
export interface Failure {
  /** `connector`, or `task 0`. */
  readonly instance: string;
  /** host:port of the worker's REST API. */
  readonly worker: string;
  readonly cause: RootCause;
}

/** What a connector's status comes to. */
export type Health =
  | { readonly kind: "running"; readonly tasks: number }
  | { readonly kind: "failed"; readonly failures: readonly Failure[] }
  | Waiting;

/** A connector that neither runs nor has failed yet. */
export interface Waiting {
  readonly kind: "waiting";
  /** What is waited for. */
  readonly reason: string;
  /** Whether what is seen is still from before the last change. */
  readonly old: boolean;
}

/** A {@linkcode Waiting} for what the current config is to become. */
export function waiting(reason: string): Waiting {
  return { kind: "waiting", reason, old: false };
}

/** Judges a connector by the states of the connector and of all its tasks. */
export function judgeStatus(
  status: ConnectorStatus | null,
  config: ConnectorConfig,
): Health {
  if (status === null) {
    return waiting("the connector has not started");
  }
  const failures = findFailures(status, config);
  if (failures.length > 0) return { kind: "failed", failures };
  const instances = [
    { ...status.connector, label: "the connector" },
    ...status.tasks.map((task) => ({ ...task, label: `task ${task.id}` })),
  ];
  const other = instances.find(({ state }) => state !== "RUNNING");
  if (other !== undefined) {
    return waiting(`${other.label} is ${other.state}`);
  }
  if (status.tasks.length === 0) {
    return waiting("the connector has no tasks");
  }
  return { kind: "running", tasks: status.tasks.length };
}

/** Everything of a connector that has failed, with its root cause. */
export function findFailures(
  { connector, tasks }: ConnectorStatus,
  config: ConnectorConfig,
): Failure[] {
  return [
    { ...connector, instance: "connector" },
    ...tasks.map((task) => ({ ...task, instance: `task ${task.id}` })),
  ].filter(({ state }) => state === "FAILED").map((failed) => ({
    instance: failed.instance,
    worker: failed.worker_id,
    cause: findRootCause(failed.trace ?? "no stack trace was kept", config),
  }));
}

/**
 * Whether the tasks were given the new config yet: right after a change they still have the old one. A plugin may add
 * settings to its tasks' and leave some out, so only those that both have, and those that the change removed, count.
 */
export function hasNewConfig(
  task: Readonly<Record<string, string | null>>,
  { before, after }: {
    readonly before: ConnectorConfig | null;
    readonly after: ConnectorConfig;
  },
): boolean {
  return Object.entries(task).every(([setting, value]) => {
    // Connect sets these two itself for each task.
    if (setting === "task.class" || setting === "name") return true;
    const wanted = after[setting];
    if (wanted !== undefined) return wanted === value;
    return before?.[setting] === undefined || before[setting] !== value;
  });
}

/** Failures as problems: those of several tasks with the same cause are one. */
export function describeFailures(failures: readonly Failure[]): Problem[] {
  const byCause = Map.groupBy(
    failures,
    ({ cause }) => [...cause.context, cause.message].join(": "),
  );
  return [...byCause].map(([message, same]) => ({
    severity: "error",
    at: same.map(({ instance }) => instance).join(", "),
    message,
    setting: same[0]!.cause.setting,
    fix: same[0]!.cause.fix,
  }));
}
