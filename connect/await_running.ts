import { setTimeout as wait } from "node:timers/promises";
import { getConnectorStatus } from "./connect_api.ts";
import type { ConnectApi } from "./connect_http.ts";
import { retryConnect } from "./connect_retry.ts";
import { type Health, judgeStatus } from "./connector_health.ts";
import type { NamedConfig } from "./sink_config.ts";

/** Options of {@linkcode awaitRunning} and {@linkcode awaitStopped}. */
export interface AwaitOptions {
  /** When to give up, as `Date.now()` counts. */
  readonly deadline: number;
  /** How long, in milliseconds, all must have been RUNNING. @default {2_000} */
  readonly settledMs?: number;
  /** Told each time that what is waited for changes. */
  readonly onWaiting?: (reason: string) => void;
}

const pollMs = 200;

/**
 * Waits until a connector and all its tasks run and have stayed so, or have failed; at the deadline, returns what it is
 * waiting for.
 */
export async function awaitRunning(
  api: ConnectApi,
  { name, config }: NamedConfig,
  { deadline, settledMs = 2_000, onWaiting }: AwaitOptions,
): Promise<Health> {
  let since = Date.now();
  let last = "";
  while (true) {
    const health = judgeStatus(
      await retryConnect(() => getConnectorStatus(api, name), { deadline }),
      config,
    );
    if (describe(health) !== last) {
      since = Date.now();
      last = describe(health);
      if (health.kind === "waiting") onWaiting?.(health.reason);
    }
    const hasSettled = Date.now() - since >= settledMs;
    if (health.kind !== "waiting" && hasSettled) return health;
    // Whatever is FAILED at the end is so; what only runs by then has not proved to stay.
    if (Date.now() + pollMs > deadline) {
      return health.kind === "running"
        ? { kind: "waiting", reason: "it has not stayed RUNNING long enough" }
        : health;
    }
    await wait(pollMs);
  }
}

/** Waits until a connector that was stopped has no tasks any more, so that any seen later are new; false if it still has at the deadline. */
export async function awaitStopped(
  api: ConnectApi,
  name: string,
  { deadline }: AwaitOptions,
): Promise<boolean> {
  while (true) {
    const status = await retryConnect(() => getConnectorStatus(api, name), {
      deadline,
    });
    if (status === null || status.tasks.length === 0) return true;
    if (Date.now() + pollMs > deadline) return false;
    await wait(pollMs);
  }
}

function describe(health: Health): string {
  switch (health.kind) {
    case "running":
      return `running ${health.tasks}`;
    case "failed":
      return `failed ${health.failures.map(({ instance }) => instance)}`;
    case "waiting":
      return health.reason;
  }
}
