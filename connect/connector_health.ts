import type { ConnectorStatus } from "./connect_api.ts";
import type { Problem } from "./problem.ts";
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
  | {
    readonly kind: "running";
    readonly tasks: number;
    /** Worker of each task, in their order. */
    readonly workers: readonly string[];
  }
  | { readonly kind: "failed"; readonly failures: readonly Failure[] }
  /** Neither yet: `reason` says what is waited for. */
  | { readonly kind: "waiting"; readonly reason: string };

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
    return waiting("none of its tasks has started yet");
  }
  return {
    kind: "running",
    tasks: status.tasks.length,
    workers: status.tasks.toSorted((one, other) => one.id - other.id)
      .map(({ worker_id }) => worker_id),
  };
}

/** Says that tasks run, and where there are several workers, on which. */
export function describeRunning(
  { tasks, workers }: Extract<Health, { kind: "running" }>,
): string {
  const places = new Set(workers).size < 2
    ? ""
    : ` (${workers.map((worker, id) => `task ${id} on ${worker}`).join(", ")})`;
  return `${tasks} task(s) RUNNING${places}`;
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

function waiting(reason: string): Health {
  return { kind: "waiting", reason };
}
