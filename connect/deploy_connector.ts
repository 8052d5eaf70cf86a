import { UserError } from "../scripts/shared/exit.ts";
import {
  applyConfig,
  type ConfigStep,
  type Rollback,
  rollBack,
} from "./apply_config.ts";
import { diffConfigs, type SettingChange } from "./config_diff.ts";
import { getConnector, getConnectorStatus } from "./connect_api.ts";
import type { ConnectApi } from "./connect_http.ts";
import {
  describeRetry,
  firstContactMs,
  retryConnect,
} from "./connect_retry.ts";
import type { PartitionProgress } from "./consumption.ts";
import { markOwner } from "./ownership.ts";
import type { Preflight } from "./preflight.ts";
import type { Problem } from "./problem.ts";
import { type Proof, proveConnector } from "./prove_connector.ts";
import type { NamedConfig } from "./sink_config.ts";
import type { Observation, SinkObserver } from "./sink_observer.ts";
import type { ConnectorConfig } from "./validator/connector_config.ts";

/**
 * What came of deploying one connector.
 * - `refused`: something is wrong with it, and nothing was changed.
 * - `failed`: it did not run; see `rollback`.
 * - `unproven`: it runs, but whether it consumes could not be seen.
 * - `interrupted`: whether it works is not known; see `rollback`, where null says that nothing was changed.
 * - `pruned`: it is no longer wanted, and deleted.
 */
export type Outcome =
  | "created"
  | "updated"
  | "unchanged"
  | "refused"
  | "failed"
  | "unproven"
  | "interrupted"
  | "pruned";

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
  /**
   * What was done after a failure: the old config `restored`, a new connector `deleted`, or the failing one `kept`;
   * `failed` if the old config does not run either, `unfinished` if Connect did not do all that it was asked to.
   */
  readonly rollback:
    | "restored"
    | "deleted"
    | "kept"
    | "failed"
    | "unfinished"
    | null;
}

/** Options of {@linkcode deployConnector}. */
export interface DeployOptions {
  /** For the tasks to run and to consume, in milliseconds. */
  readonly timeoutMs: number;
  /** Whose the connector is, written into its config. */
  readonly owner: string;
  /** Whether a failure puts the previous config back. */
  readonly rollback: boolean;
  /** Sees in Kafka what the connector does. */
  readonly observer: SinkObserver;
  /** Checks of a config that are made before anything is changed. */
  readonly check: (connector: NamedConfig) => Promise<Preflight>;
  /** Told each step, a line of text. */
  readonly report: (line: string) => void;
}

/**
 * Makes a connector run with a config, and proves that it does: its tasks run, have stayed so, and consume. What does
 * not work is undone, and so is what the signal of `api` interrupts. A connector that has this config already is left
 * alone.
 *
 * @throws {ConnectUnreachableError} if no worker can be reached.
 */
export async function deployConnector(
  api: ConnectApi,
  { name, config }: NamedConfig,
  options: DeployOptions,
): Promise<DeployReport> {
  const retry = <T>(attempt: () => Promise<T>) =>
    retryConnect(attempt, {
      deadline: Date.now() + options.timeoutMs,
      refusedMs: firstContactMs,
      onRetry: (...retry) => options.report(describeRetry(...retry)),
    });
  const before = (await retry(() => getConnector(api, name)))?.config ?? null;
  const changes = diffConfigs(before ?? {}, config);
  if (before !== null && changes.length === 0) {
    return await inspectUnchanged(api, { name, config: before }, options);
  }
  const faults = await findFaults(api, { name, config, before }, {
    ...options,
    retry,
  });
  if (faults.some(({ severity }) => severity === "error")) {
    return {
      name,
      changes,
      outcome: "refused",
      problems: faults,
      tasks: null,
      lag: null,
      rollback: null,
    };
  }
  const step = { name, before, after: markOwner(config, options.owner) };
  const { figures, ...proof } = await applyAndProve(api, step, options);
  return {
    name,
    changes,
    ...figures,
    ...proof,
    problems: [...faults, ...proof.problems],
  };
}

async function findFaults(
  api: ConnectApi,
  { name, config, before }: NamedConfig & {
    readonly before: ConnectorConfig | null;
  },
  { check, report, retry }: Pick<DeployOptions, "check" | "report"> & {
    readonly retry: <T>(attempt: () => Promise<T>) => Promise<T>;
  },
): Promise<readonly Problem[]> {
  const status = before === null
    ? null
    : await retry(() => getConnectorStatus(api, name));
  const state = status?.connector.state;
  if (state === "PAUSED" || state === "STOPPED") {
    return [pausedProblem(name, state)];
  }
  const { problems, unchecked } = await retry(() => check({ name, config }));
  for (const what of unchecked) report(`${name}: not checked: ${what}`);
  return problems;
}

async function applyAndProve(
  api: ConnectApi,
  step: ConfigStep,
  options: DeployOptions,
): Promise<Proof & Pick<DeployReport, "outcome" | "rollback">> {
  const { name, before, after } = step;
  const { report, timeoutMs } = options;
  report(`${before === null ? "creating" : "changing"} ${name}`);
  const observed = await observeIfPossible({ name, config: after }, options);
  // An interruption stops the deployment, not its undoing.
  const { signal: _, ...uninterrupted } = api;
  const undo = (consumed: readonly PartitionProgress[] | null) =>
    rollBack(uninterrupted, step, {
      deadline: Date.now() + timeoutMs,
      report,
      consumed,
    });
  let proof: Proof;
  let isChanged = false;
  try {
    await applyConfig(api, step, {
      deadline: Date.now() + timeoutMs,
      report,
      onChange: () => isChanged = true,
    });
    proof = await proveConnector(
      api,
      { name, config: after, observed },
      options,
    );
  } catch (error) {
    if (!isChanged) throw error;
    // Whatever stopped us half way, what ran before must run again.
    const undone = options.rollback
      ? await undoOrTell(() => undo(null))
      : { rollback: "kept" as const, problems: [] };
    if (!api.signal?.aborted && undone.problems.length === 0) throw error;
    return {
      verdict: "unproven",
      figures: { tasks: null, lag: null },
      spoiled: false,
      problems: [
        ...(api.signal?.aborted ? [] : [problemOf(error)]),
        ...undone.problems,
      ],
      outcome: api.signal?.aborted ? "interrupted" : "failed",
      rollback: undone.rollback,
    };
  }
  switch (proof.verdict) {
    case "proven":
      return {
        ...proof,
        outcome: before === null ? "created" : "updated",
        rollback: null,
      };
    case "unproven":
      return { ...proof, outcome: "unproven", rollback: null };
    case "failed": {
      const undone = options.rollback
        ? await undoOrTell(() =>
          undo(proof.spoiled ? observed?.consumption.partitions ?? null : null)
        )
        : { rollback: "kept" as const, problems: [] };
      return {
        ...proof,
        problems: [...proof.problems, ...undone.problems],
        outcome: "failed",
        rollback: undone.rollback,
      };
    }
  }
}

/** Undoes; that it could not is told with the rest, as it is what most needs to be known. */
async function undoOrTell(undo: () => Promise<Rollback>): Promise<
  { readonly rollback: Rollback | "unfinished"; readonly problems: Problem[] }
> {
  try {
    return { rollback: await undo(), problems: [] };
  } catch (error) {
    return { rollback: "unfinished", problems: [problemOf(error)] };
  }
}

function problemOf(error: unknown): Problem {
  return {
    severity: "error",
    at: null,
    message: error instanceof Error ? error.message : String(error),
    setting: null,
    fix: error instanceof UserError ? error.fix ?? null : null,
  };
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

async function inspectUnchanged(
  api: ConnectApi,
  { name, config }: NamedConfig,
  options: DeployOptions,
): Promise<DeployReport> {
  const proof = await proveConnector(
    api,
    // Nothing was changed, so that what is RUNNING need not prove to stay so.
    { name, config, observed: null, settledMs: 0 },
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
