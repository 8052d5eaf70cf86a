import { awaitRunning, awaitStopped } from "./await_running.ts";
import {
  deleteConnector,
  getConnector,
  putConnectorConfig,
  resetConnectorOffsets,
  setConnectorOffsets,
  setConnectorState,
} from "./connect_api.ts";
import type { ConnectApi } from "./connect_http.ts";
import { describeRetry, retryConnect } from "./connect_retry.ts";
import type { PartitionProgress } from "./consumption.ts";
import type { ConnectorConfig } from "./validator/connector_config.ts";

/** A change of a connector's config; `before` is null where there was no connector. */
export interface ConfigStep {
  readonly name: string;
  readonly before: ConnectorConfig | null;
  readonly after: ConnectorConfig;
}

/** Options of {@linkcode applyConfig} and {@linkcode rollBack}. */
export interface ApplyOptions {
  /** When to give up, as `Date.now()` counts. */
  readonly deadline: number;
  /** Told each step, a line of text. */
  readonly report: (line: string) => void;
  /** Called before the first request that changes anything. */
  readonly onChange?: () => void;
}

/**
 * Gives a connector its new config. One that is there already is stopped first and resumed after, for about a second:
 * Connect goes on to call tasks RUNNING (or FAILED) while those of the new config start, so that only a connector
 * without tasks shows which ones are new.
 *
 * The signal of `api` stops it before its first request only: a worker goes on with a request whose sender has left, so
 * that one that was cut off would take effect at any time later.
 */
export async function applyConfig(
  { signal, ...api }: ConnectApi,
  { name, before, after }: ConfigStep,
  { deadline, report, onChange }: ApplyOptions,
): Promise<void> {
  const retry = <T>(attempt: () => Promise<T>) =>
    retryConnect(attempt, {
      deadline,
      onRetry: (...retry) => report(describeRetry(...retry)),
    });
  const begin = (change: () => Promise<void>) =>
    retry(() => {
      signal?.throwIfAborted();
      onChange?.();
      return change();
    });
  if (before === null) {
    await begin(() => put(api, name, after));
    return;
  }
  await begin(() => setConnectorState(api, name, "stop"));
  try {
    await awaitStopped(api, name, { deadline });
    report(`${name}: stopped, to start again with the new config`);
    await retry(() => put(api, name, after));
  } finally {
    await retry(() => setConnectorState(api, name, "resume"));
  }
}

/** What {@linkcode rollBack} did. */
export type Rollback = "restored" | "deleted" | "failed";

/**
 * Makes a connector as it was before a change: its previous config, or none. `consumed`, where given, are its offsets
 * before the change: they are put back too, so that what became a dead letter meanwhile is written by the old config.
 */
export async function rollBack(
  api: ConnectApi,
  { name, before, after }: ConfigStep,
  { deadline, report, consumed = null }: ApplyOptions & {
    readonly consumed?: readonly PartitionProgress[] | null;
  },
): Promise<Rollback> {
  const retry = <T>(attempt: () => Promise<T>) =>
    retryConnect(attempt, { deadline });
  report(
    before === null
      ? `${name}: it was not there before, so it is deleted again`
      : `${name}: putting the previous config back`,
  );
  // The request that was to create it may have failed.
  const isThere = await retry(() => getConnector(api, name)) !== null;
  if (before === null && !isThere) return "deleted";
  await retry(() => setConnectorState(api, name, "stop"));
  await awaitStopped(api, name, { deadline });
  if (consumed !== null) {
    await retry(() =>
      restoreOffsets({ ...api, timeoutMs: 30_000 }, name, consumed)
    );
  }
  if (before === null) {
    await retry(() => deleteConnector(api, name));
    return "deleted";
  }
  await retry(() => put(api, name, before));
  await retry(() => setConnectorState(api, name, "resume"));
  const health = await awaitRunning(api, { name, config: after }, { deadline });
  return health.kind === "running" ? "restored" : "failed";
}

async function restoreOffsets(
  api: ConnectApi,
  name: string,
  consumed: readonly PartitionProgress[],
): Promise<void> {
  if (consumed.every(({ committed }) => committed === null)) {
    await resetConnectorOffsets(api, name);
    return;
  }
  await setConnectorOffsets(
    api,
    name,
    consumed.map(({ topic, partition, committed }) => ({
      partition: { kafka_topic: topic, kafka_partition: partition },
      offset: committed === null ? null : { kafka_offset: Number(committed) },
    })),
  );
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
