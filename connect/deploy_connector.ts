import { awaitRunning } from "./await_running.ts";
import { diffConfigs, type SettingChange } from "./config_diff.ts";
import {
  deleteConnector,
  getConnector,
  getConnectorStatus,
  putConnectorConfig,
  setConnectorState,
} from "./connect_api.ts";
import type { ConnectApi } from "./connect_http.ts";
import { retryConnect } from "./connect_retry.ts";
import { findFailures } from "./connector_health.ts";
import { awaitConsumption, type Consumer } from "./await_consumption.ts";
import type { NamedConfig } from "./sink_config.ts";
import { checkOnWorker } from "./worker_check.ts";
import type { ConnectorConfig } from "./validator/connector_config.ts";

/** One reason why a deployment did not succeed. */
export interface Problem {
  /** What it happened to: `task 0`, `connector`, `partition topic-0`, or null for the config itself. */
  readonly at: string | null;
  readonly message: string;
  readonly setting: string | null;
  readonly fix: string | null;
}

/**
 * What came of deploying one connector.
 * - `refused`: something is wrong with it, and nothing was changed.
 * - `failed`: it did not run; see `rollback`.
 * - `unproven`: it runs, but whether it consumes could not be seen.
 */
export type Outcome =
  | "created"
  | "updated"
  | "unchanged"
  | "refused"
  | "failed"
  | "unproven";

/** What came of deploying one connector, as `--json` prints it. */
export interface DeployReport {
  readonly name: string;
  readonly outcome: Outcome;
  readonly changes: readonly SettingChange[];
  readonly problems: readonly Problem[];
  /** Tasks that run; null if it does not. */
  readonly tasks: number | null;
  /** Records left to consume at the end; null if that is not known. */
  readonly lag: number | null;
  /** What was done after a failure: the old config `restored`, a new connector `deleted`, or the failing one `kept`. */
  readonly rollback: "restored" | "deleted" | "kept" | "failed" | null;
}

/** Options of {@linkcode deployConnector}. */
export interface DeployOptions {
  /** For the tasks to run and to consume, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether a failure puts the previous config back. */
  readonly rollback: boolean;
  /** Reads how far the connector has consumed, from Kafka. */
  readonly consumer: Consumer;
  /** Told each step, a line of text. */
  readonly report: (line: string) => void;
}

/**
 * Makes a connector run with a config, and proves that it does: its tasks run, have stayed so, and consume. What does
 * not work is undone. A connector that has this config already is left alone.
 *
 * @throws {ConnectUnreachableError} if no worker can be reached.
 */
export async function deployConnector(
  api: ConnectApi,
  { name, config }: NamedConfig,
  options: DeployOptions,
): Promise<DeployReport> {
  const { report } = options;
  const retry = <T>(attempt: () => Promise<T>) =>
    retryConnect(attempt, {
      deadline: Date.now() + options.timeoutMs,
      onRetry: (error) => report(`${error.message}: trying again`),
    });
  const before = (await retry(() => getConnector(api, name)))?.config ?? null;
  const changes = diffConfigs(before ?? {}, config);
  const outcome = {
    name,
    changes,
    problems: [],
    tasks: null,
    lag: null,
    rollback: null,
  };
  if (before !== null && changes.length === 0) {
    return await inspectUnchanged(api, { name, config: before }, options);
  }
  const status = before === null
    ? null
    : await retry(() => getConnectorStatus(api, name));
  const state = status?.connector.state;
  if (state === "PAUSED" || state === "STOPPED") {
    return {
      ...outcome,
      outcome: "refused",
      problems: [pausedProblem(name, state)],
    };
  }
  const problems = await retry(() => checkOnWorker(api, config));
  if (problems.length > 0) return { ...outcome, outcome: "refused", problems };

  report(
    before === null
      ? `creating ${name}`
      : `changing ${changes.length} setting(s) of ${name}`,
  );
  if (status !== null && findFailures(status, config).length > 0) {
    // A failed task keeps its FAILED state until its successor has started: stopped, nothing old is left to be taken
    // for new.
    await retry(() => setConnectorState(api, name, "stop"));
    await retry(() => put(api, name, config));
    await retry(() => setConnectorState(api, name, "resume"));
  } else {
    await retry(() => put(api, name, config));
  }
  const proof = await prove(api, { name, before, after: config }, options);
  if (proof.verdict !== "failed") {
    const done = before === null ? "created" : "updated";
    return {
      ...outcome,
      ...proof.figures,
      outcome: proof.verdict === "proven" ? done : "unproven",
      problems: proof.problems,
    };
  }
  return {
    ...outcome,
    ...proof.figures,
    outcome: "failed",
    problems: proof.problems,
    rollback: options.rollback
      ? await rollBack(api, { name, before, after: config }, options)
      : "kept",
  };
}

interface Proof {
  readonly verdict: "proven" | "unproven" | "failed";
  readonly problems: readonly Problem[];
  readonly figures: {
    readonly tasks: number | null;
    readonly lag: number | null;
  };
}

interface ConfigStep {
  readonly name: string;
  readonly before: ConnectorConfig | null;
  readonly after: ConnectorConfig;
}

async function prove(
  api: ConnectApi,
  { name, before, after }: ConfigStep,
  { timeoutMs, consumer, report }: DeployOptions,
): Promise<Proof> {
  const deadline = Date.now() + timeoutMs;
  const health = await awaitRunning(api, name, {
    before,
    after,
    deadline,
    onWaiting: (reason) => report(`${name}: ${reason}`),
  });
  const none = { tasks: null, lag: null };
  if (health.kind === "failed") {
    return {
      verdict: "failed",
      figures: none,
      problems: health.failures.map(({ instance, cause }) => ({
        at: instance,
        message: [...cause.context, cause.message].join(": "),
        setting: cause.setting,
        fix: cause.fix,
      })),
    };
  }
  if (health.kind === "waiting") {
    return {
      verdict: "failed",
      figures: none,
      problems: [{
        at: null,
        message: `not RUNNING after ${timeoutMs / 1000} s: ${health.reason}`,
        setting: null,
        fix:
          "look at the worker's log (`deno task stack:logs connect`), or allow more time with --timeout",
      }],
    };
  }
  report(`${name}: ${health.tasks} task(s) RUNNING, now to see it consume`);
  const consumption = await awaitConsumption(
    { name, config: after },
    { consumer, deadline, report },
  );
  return {
    verdict: consumption.verdict,
    problems: consumption.problems,
    figures: { tasks: health.tasks, lag: consumption.lag },
  };
}

async function inspectUnchanged(
  api: ConnectApi,
  { name, config }: NamedConfig,
  options: DeployOptions,
): Promise<DeployReport> {
  const proof = await prove(
    api,
    { name, before: null, after: config },
    options,
  );
  return {
    name,
    changes: [],
    problems: proof.problems.map((problem) => ({
      ...problem,
      fix: problem.fix ??
        `the config is as deployed: mend the cause, then \`deno task connect:restart --failed\``,
    })),
    ...proof.figures,
    outcome: proof.verdict === "proven" ? "unchanged" : proof.verdict,
    rollback: null,
  };
}

async function rollBack(
  api: ConnectApi,
  { name, before, after }: ConfigStep,
  { timeoutMs, report }: DeployOptions,
): Promise<DeployReport["rollback"]> {
  const deadline = Date.now() + timeoutMs;
  if (before === null) {
    report(`${name}: it was not there before, so it is deleted again`);
    await retryConnect(() => deleteConnector(api, name), { deadline });
    return "deleted";
  }
  report(`${name}: putting the previous config back`);
  await retryConnect(() => setConnectorState(api, name, "stop"), { deadline });
  await retryConnect(() => put(api, name, before), { deadline });
  await retryConnect(() => setConnectorState(api, name, "resume"), {
    deadline,
  });
  const health = await awaitRunning(api, name, {
    before: after,
    after: before,
    deadline,
  });
  return health.kind === "running" ? "restored" : "failed";
}

async function put(
  api: ConnectApi,
  name: string,
  config: ConnectorConfig,
): Promise<void> {
  // A worker validates the config again, which may take as long as connecting to Cassandra.
  await putConnectorConfig({ ...api, timeoutMs: 60_000 }, name, {
    ...config,
    name,
  });
}

function pausedProblem(name: string, state: "PAUSED" | "STOPPED"): Problem {
  return {
    at: "connector",
    message:
      `${name} is ${state}, by someone's command: a new config would not run`,
    setting: null,
    fix: "start it first with `deno task connect:resume`",
  };
}
