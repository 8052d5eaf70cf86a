import { awaitRunning } from "./await_running.ts";
import { diffConfigs, type SettingChange } from "./config_diff.ts";
import {
  type ConnectorStatus,
  deleteConnector,
  getConnector,
  getConnectorStatus,
  putConnectorConfig,
  setConnectorState,
} from "./connect_api.ts";
import type { ConnectApi } from "./connect_http.ts";
import { retryConnect } from "./connect_retry.ts";
import { describeFailures } from "./connector_health.ts";
import { awaitConsumption } from "./await_consumption.ts";
import type { NamedConfig } from "./sink_config.ts";
import type { Observation, SinkObserver } from "./sink_observer.ts";
import { checkOnWorker } from "./worker_check.ts";
import type { ConnectorConfig } from "./validator/connector_config.ts";

/** One reason why a deployment did not succeed. */
export interface Problem {
  /** A warning does not keep the connector from doing its work. */
  readonly severity: "error" | "warning";
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
  /** Sees in Kafka what the connector does. */
  readonly observer: SinkObserver;
  /** Offline checks of a config, made before anything is asked of the worker. */
  readonly check: (config: ConnectorConfig) => readonly Problem[];
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
  const faults = options.check(config);
  const isWrong = faults.some(({ severity }) => severity === "error");
  const problems = [
    ...faults,
    ...(isWrong ? [] : await retry(() => checkOnWorker(api, config))),
  ];
  if (problems.some(({ severity }) => severity === "error")) {
    return { ...outcome, outcome: "refused", problems };
  }
  report(
    before === null
      ? `creating ${name}`
      : `changing ${changes.length} setting(s) of ${name}`,
  );
  const step = { name, before, after: config };
  const observed = await observeIfPossible({ name, config }, options);
  let proof: Proof;
  try {
    await change(api, step, { status, retry });
    proof = await prove(api, { ...step, observed }, options);
  } catch (error) {
    // Whatever stopped us half way, what ran before must run again.
    if (options.rollback) await rollBack(api, step, options);
    throw error;
  }
  const done = { ...outcome, ...proof.figures };
  if (proof.verdict !== "failed") {
    const success = before === null ? "created" : "updated";
    return {
      ...done,
      outcome: proof.verdict === "proven" ? success : "unproven",
      problems: [...problems, ...proof.problems],
    };
  }
  return {
    ...done,
    outcome: "failed",
    problems: proof.problems,
    rollback: options.rollback ? await rollBack(api, step, options) : "kept",
  };
}

async function change(
  api: ConnectApi,
  { name, after }: ConfigStep,
  { status, retry }: {
    readonly status: ConnectorStatus | null;
    readonly retry: <T>(attempt: () => Promise<T>) => Promise<T>;
  },
): Promise<void> {
  if (
    status === null ||
    [status.connector, ...status.tasks].every(({ state }) =>
      state === "RUNNING"
    )
  ) {
    await retry(() => put(api, name, after));
    return;
  }
  // A failed task keeps its FAILED state until its successor has started. Stopped first, nothing old is left that could
  // be taken for new.
  await retry(() => setConnectorState(api, name, "stop"));
  await retry(() => put(api, name, after));
  await retry(() => setConnectorState(api, name, "resume"));
}

// Only figures depend on it: what cannot be seen is told once the connector runs.
async function observeIfPossible(
  connector: NamedConfig,
  { observer }: DeployOptions,
): Promise<Observation | null> {
  try {
    return await observer.observe(connector);
  } catch {
    return null;
  }
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
  /** Whether nothing was changed. */
  readonly unchanged?: boolean;
  /** What was seen before the change. */
  readonly observed?: Observation | null;
  readonly before: ConnectorConfig | null;
  readonly after: ConnectorConfig;
}

async function prove(
  api: ConnectApi,
  { name, before, after, unchanged = false, observed = null }: ConfigStep,
  { timeoutMs, observer, report }: DeployOptions,
): Promise<Proof> {
  const deadline = Date.now() + timeoutMs;
  const health = await awaitRunning(api, name, {
    before,
    after,
    deadline,
    unchanged,
    onWaiting: (reason) => report(`${name}: ${reason}`),
  });
  const none = { tasks: null, lag: null };
  if (health.kind === "failed") {
    return {
      verdict: "failed",
      figures: none,
      problems: describeFailures(health.failures),
    };
  }
  if (health.kind === "waiting") {
    return {
      verdict: "failed",
      figures: none,
      problems: [{
        severity: "error",
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
    { observer, before: observed, deadline },
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
    { name, before: config, after: config, unchanged: true },
    options,
  );
  return {
    name,
    changes: [],
    problems: proof.problems.map((problem) => ({
      ...problem,
      fix: problem.fix ??
        (problem.severity === "warning"
          ? null
          : `the config is as deployed: mend the cause, then \`deno task connect:restart --failed\``),
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
    severity: "error",
    at: "connector",
    message:
      `${name} is ${state}, by someone's command: a new config would not run`,
    setting: null,
    fix: "start it first with `deno task connect:resume`",
  };
}
