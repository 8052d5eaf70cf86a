import { explainRefusal } from "./control.ts";
import { deleteConnector, getConnector } from "./connect_api.ts";
import { type ConnectApi, ConnectApiError } from "./connect_http.ts";
import { retryConnect } from "./connect_retry.ts";
import { findPrunable, isPrunable } from "./ownership.ts";

/** Options of {@linkcode pruneConnectors}. */
export interface PruneOptions {
  /** Whose connectors may be deleted. */
  readonly owner: string;
  /** Names of those that stay. */
  readonly wanted: readonly string[];
  /** When to give up, as `Date.now()` counts. */
  readonly deadline: number;
  /** Told each step, a line of text. */
  readonly report: (line: string) => void;
}

/** Lists the owner's connectors that are not wanted, then deletes them; returns their names. */
export async function pruneConnectors(
  api: ConnectApi,
  { owner, wanted, deadline, report }: PruneOptions,
): Promise<string[]> {
  const retry = <T>(attempt: () => Promise<T>) =>
    retryConnect(attempt, { deadline });
  const names = await retry(() => findPrunable(api, { owner, wanted }));
  for (const name of names) report(pruneReason(name, owner));
  const deleted: string[] = [];
  for (const name of names) {
    // Someone may have deployed it anew, as their own, since it was listed.
    const connector = await retry(() => getConnector(api, name));
    if (connector === null || !isPrunable(connector, { owner, wanted })) {
      continue;
    }
    try {
      await retry(() => deleteConnector(api, name));
    } catch (error) {
      // Gone already is as wanted.
      if (!(error instanceof ConnectApiError && error.status === 404)) {
        throw explainRefusal(error, name);
      }
    }
    deleted.push(name);
  }
  return deleted;
}

/** Why a connector is to be deleted, for people. */
export function pruneReason(name: string, owner: string): string {
  return `${name}: deployed by ${owner}, no longer among its connectors: to be deleted (its offsets stay)`;
}
