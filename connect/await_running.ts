import { setTimeout as wait } from "node:timers/promises";
import { getConnectorStatus, getTaskConfigs } from "./connect_api.ts";
import { type ConnectApi, ConnectApiError } from "./connect_http.ts";
import { retryConnect } from "./connect_retry.ts";
import {
  hasNewConfig,
  type Health,
  judgeStatus,
  waiting,
} from "./connector_health.ts";
import type { ConnectorConfig } from "./validator/connector_config.ts";

/** Options of {@linkcode awaitRunning}. */
export interface AwaitOptions {
  /** The config deployed, and the one before it, if there was one. */
  readonly before: ConnectorConfig | null;
  readonly after: ConnectorConfig;
  /** When to give up, as `Date.now()` counts. */
  readonly deadline: number;
  /** Whether nothing was changed, so that what is RUNNING now need not prove to stay so. @default {false} */
  readonly unchanged?: boolean;
  /** Told each time that what is waited for changes. */
  readonly onWaiting?: (reason: string) => void;
}

/** How long, in milliseconds, all must have been RUNNING: a task that fails at start does so while its state is RUNNING or after. */
const settledMs = 2_000;
/** The same where no change of state was seen, so that the tasks seen RUNNING may still be those of the old config. */
const settledUnseenMs = 6_000;
const pollMs = 200;

/**
 * Waits until a connector and all its tasks run with the new config and have stayed so, or have failed; at the
 * deadline, returns what it is waiting for.
 */
export async function awaitRunning(
  api: ConnectApi,
  name: string,
  { before, after, deadline, unchanged = false, onWaiting }: AwaitOptions,
): Promise<Health> {
  let since = Date.now();
  let settled = unchanged ? 0 : before === null ? settledMs : settledUnseenMs;
  let last = "";
  while (true) {
    const health = await retryConnect(
      () => readHealth(api, name, { before, after }),
      { deadline },
    );
    if (describe(health) !== last) {
      since = Date.now();
      last = describe(health);
      if (health.kind === "waiting") {
        onWaiting?.(health.reason);
        if (!health.old) settled = settledMs;
      }
    }
    if (health.kind !== "waiting" && Date.now() - since >= settled) {
      return health;
    }
    // Whatever is FAILED at the end is so; what only runs by then has not proved to stay.
    if (Date.now() + pollMs > deadline) {
      return health.kind === "running"
        ? waiting("it has not stayed RUNNING long enough")
        : health;
    }
    await wait(pollMs);
  }
}

async function readHealth(
  api: ConnectApi,
  name: string,
  configs: {
    readonly before: ConnectorConfig | null;
    readonly after: ConnectorConfig;
  },
): Promise<Health> {
  const health = judgeStatus(
    await getConnectorStatus(api, name),
    configs.after,
  );
  if (health.kind === "waiting") return health;
  if (
    health.kind === "failed" &&
    health.failures.some(({ instance }) => instance === "connector")
  ) return health;
  const tasks = await readTaskConfigs(api, name);
  if (
    tasks.length === 0 || !tasks.every((task) => hasNewConfig(task, configs))
  ) {
    return { ...waiting("the tasks have the old config"), old: true };
  }
  if (health.kind === "running" && tasks.length !== health.tasks) {
    return {
      ...waiting("tasks are being added or removed"),
      old: true,
    };
  }
  return health;
}

async function readTaskConfigs(api: ConnectApi, name: string) {
  try {
    return await getTaskConfigs(api, name);
  } catch (error) {
    if (error instanceof ConnectApiError && error.status === 404) return [];
    throw error;
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
