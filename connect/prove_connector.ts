import { awaitConsumption } from "./await_consumption.ts";
import { awaitRunning } from "./await_running.ts";
import type { ConnectApi } from "./connect_http.ts";
import { describeFailures, describeRunning } from "./connector_health.ts";
import type { DeployOptions } from "./deploy_connector.ts";
import type { Problem } from "./problem.ts";
import type { NamedConfig } from "./sink_config.ts";
import type { Observation } from "./sink_observer.ts";

/** Whether a connector was seen to run and to consume. */
export interface Proof {
  readonly verdict: "proven" | "unproven" | "failed";
  readonly problems: readonly Problem[];
  /** Whether records became dead letters for this config's fault. */
  readonly spoiled: boolean;
  readonly figures: {
    readonly tasks: number | null;
    readonly lag: number | null;
  };
}

/** A connector to prove, and what is known of it. */
export interface ProofTarget extends NamedConfig {
  /** What was seen before the change, if anything was. */
  readonly observed: Observation | null;
  /** How long its tasks must have been RUNNING, if not the usual time. */
  readonly settledMs?: number;
}

/** Waits until a connector's tasks run, have stayed so, and consume. */
export async function proveConnector(
  api: ConnectApi,
  { observed, settledMs, ...connector }: ProofTarget,
  { timeoutMs, observer, report }: Pick<
    DeployOptions,
    "timeoutMs" | "observer" | "report"
  >,
): Promise<Proof> {
  const { name } = connector;
  const deadline = Date.now() + timeoutMs;
  const health = await awaitRunning(api, connector, {
    deadline,
    ...(settledMs === undefined ? {} : { settledMs }),
    onWaiting: (reason) => report(`${name}: ${reason}`),
  });
  const none = { tasks: null, lag: null };
  if (health.kind === "failed") {
    return {
      verdict: "failed",
      figures: none,
      spoiled: false,
      problems: describeFailures(health.failures),
    };
  }
  if (health.kind === "waiting") {
    return {
      verdict: "failed",
      figures: none,
      spoiled: false,
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
  report(`${name}: ${describeRunning(health)}, now to see it consume`);
  const consumption = await awaitConsumption(
    connector,
    { observer, before: observed, deadline, signal: api.signal },
  );
  return {
    verdict: consumption.verdict,
    problems: consumption.problems,
    spoiled: consumption.spoiled,
    figures: { tasks: health.tasks, lag: consumption.lag },
  };
}
