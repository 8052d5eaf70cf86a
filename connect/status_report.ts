import { formatTable, style } from "../scripts/shared/terminal.ts";
import type { ConnectorStatus, InstanceStatus } from "./connect_api.ts";
import { describeFailures, findFailures } from "./connector_health.ts";
import type { PartitionProgress } from "./consumption.ts";
import { printProblem } from "./deploy_report.ts";
import type { ConnectorConfig } from "./validator/connector_config.ts";

/** What is known of one connector, as `--json` prints it. */
export interface ConnectorReport {
  readonly name: string;
  /** RUNNING, FAILED, PAUSED, STOPPED, UNASSIGNED or RESTARTING. */
  readonly state: string;
  readonly worker: string;
  readonly tasks: readonly {
    readonly id: number;
    readonly state: string;
    readonly worker: string;
  }[];
  /** How far each partition is consumed; null if Kafka did not say. */
  readonly partitions:
    | readonly {
      readonly topic: string;
      readonly partition: number;
      readonly committed: string | null;
      readonly end: string;
      readonly lag: number;
    }[]
    | null;
  /** Records not yet consumed; null if not known. */
  readonly lag: number | null;
  /** Records in its dead letter queue; null if it has none or that is not known. */
  readonly deadLetters: number | null;
  /** Why the connector or its tasks failed. */
  readonly problems: ReturnType<typeof describeFailures>;
  /** Whether it runs with the config that the code defines; null if the code does not define it. */
  readonly asInCode: boolean | null;
}

/** What {@linkcode buildReport} is made of. */
export interface ReportInput {
  readonly status: ConnectorStatus;
  readonly config: ConnectorConfig;
  readonly partitions: readonly PartitionProgress[] | null;
  readonly deadLetters: number | null;
  readonly asInCode: boolean | null;
}

/** Puts together what is known of one connector. */
export function buildReport(
  { status, config, partitions, deadLetters, asInCode }: ReportInput,
): ConnectorReport {
  return {
    name: status.name,
    state: status.connector.state,
    worker: status.connector.worker_id,
    tasks: status.tasks.map(({ id, state, worker_id }) => ({
      id,
      state,
      worker: worker_id,
    })),
    partitions: partitions?.map(
      ({ topic, partition, committed, end, lag }) => ({
        topic,
        partition,
        committed: committed?.toString() ?? null,
        end: String(end),
        lag: Number(lag),
      }),
    ) ?? null,
    lag: partitions?.reduce((sum, { lag }) => sum + Number(lag), 0) ?? null,
    deadLetters,
    problems: describeFailures(findFailures(status, config)),
    asInCode,
  };
}

/** All connectors in one table, and below it why what failed has failed. */
export function printStatus(reports: readonly ConnectorReport[]): string {
  const table = formatTable(
    ["connector", "state", "tasks", "worker", "lag", "dead letters", "code"],
    reports.map((report) => [
      style.bold(report.name),
      colorState(report.state),
      describeTasks(report),
      describeWorkers(report),
      describeLag(report),
      describeDeadLetters(report.deadLetters),
      describeCode(report.asInCode),
    ]),
  );
  const problems = reports.filter(({ problems }) => problems.length > 0)
    .map(({ name, problems }) =>
      [`${style.bold(name)} has failed`, ...problems.map(printProblem)].join(
        "\n",
      )
    );
  return [table, ...problems].join("\n\n");
}

/** Whether a connector and all its tasks run, so that its work is being done. */
export function isHealthy({ state, tasks }: ConnectorReport): boolean {
  return state === "RUNNING" && tasks.length > 0 &&
    tasks.every((task) => task.state === "RUNNING");
}

function describeTasks({ tasks }: ConnectorReport): string {
  return tasks.length === 0
    ? style.yellow("none")
    : tasks.map(({ id, state }) => `${id} ${colorState(state)}`).join("\n");
}

/** Beside each task its worker; the one that all have only once. */
function describeWorkers({ worker, tasks }: ConnectorReport): string {
  const workers = tasks.map(({ worker }) => worker);
  return new Set([worker, ...workers]).size === 1 || tasks.length === 0
    ? worker
    : workers.join("\n");
}

function describeLag({ partitions, lag }: ConnectorReport): string {
  if (partitions === null || lag === null) return "?";
  if (lag === 0) return partitions.length === 0 ? "no topic" : "0";
  const several = new Set(partitions.map(({ topic }) => topic)).size > 1;
  return [
    style.yellow(String(lag)),
    ...partitions.filter((partition) => partition.lag > 0).map((
      { topic, partition, lag },
    ) => `${several ? `${topic}-` : ""}${partition}: ${lag}`),
  ].join("\n");
}

function describeDeadLetters(count: number | null): string {
  if (count === null) return "";
  return count === 0 ? "0" : style.yellow(String(count));
}

function describeCode(asInCode: boolean | null): string {
  if (asInCode === null) return style.dim("not in it");
  return asInCode ? "as in it" : style.yellow("differs");
}

function colorState(state: InstanceStatus["state"]): string {
  switch (state) {
    case "RUNNING":
      return style.green(state);
    case "FAILED":
      return style.red(state);
    default:
      return style.yellow(state);
  }
}
