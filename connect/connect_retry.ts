import { ConnectApiError, ConnectUnreachableError } from "./connect_http.ts";
import { setTimeout as wait } from "node:timers/promises";

/** Options of {@linkcode retryConnect}. */
export interface RetryOptions {
  /** When to give up, as `Date.now()` counts. */
  readonly deadline: number;
  /** Between two tries. @default {500} */
  readonly intervalMs?: number;
  /**
   * How long a connection may be refused, in milliseconds: nothing listens there, and waiting seldom mends that.
   * @default until the deadline
   */
  readonly refusedMs?: number;
  /** Told once, with the first error that is tried again, and for how long that is done. */
  readonly onRetry?: (error: Error, forSeconds: number) => void;
}

/** How long a command waits for a worker that refuses the connection, before it has changed anything, in milliseconds. */
export const firstContactMs = 15_000;

/** What is said of an error that is tried again. */
export function describeRetry(error: Error, forSeconds: number): string {
  return `${error.message}: trying again for up to ${forSeconds} s`;
}

/**
 * Tries a request again while the workers rebalance (409) or cannot be reached, as happens when one restarts.
 *
 * @throws the last error when the deadline has passed, or at once any error that another try would not mend.
 */
export async function retryConnect<T>(
  attempt: () => Promise<T>,
  { deadline, intervalMs = 500, refusedMs = Infinity, onRetry }: RetryOptions,
): Promise<T> {
  const refusedDeadline = Math.min(deadline, Date.now() + refusedMs);
  for (let tries = 0;; tries++) {
    try {
      return await attempt();
    } catch (error) {
      const canRetry = error instanceof ConnectUnreachableError ||
        (error instanceof ConnectApiError && error.canRetry);
      const end = error instanceof ConnectUnreachableError && error.isRefused
        ? refusedDeadline
        : deadline;
      const leftMs = end - Date.now();
      if (!canRetry || leftMs < intervalMs) throw error;
      if (tries === 0) onRetry?.(error, Math.round(leftMs / 1000));
      await wait(intervalMs);
    }
  }
}
