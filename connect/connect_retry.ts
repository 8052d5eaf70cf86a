import { ConnectApiError, ConnectUnreachableError } from "./connect_http.ts";
import { setTimeout as wait } from "node:timers/promises";

/** Options of {@linkcode retryConnect}. */
export interface RetryOptions {
  /** When to give up, as `Date.now()` counts. */
  readonly deadline: number;
  /** Between two tries. @default {500} */
  readonly intervalMs?: number;
  /** Told once, with the first error that is tried again. */
  readonly onRetry?: (error: Error) => void;
}

/**
 * Tries a request again while the workers rebalance (409) or cannot be reached, as happens when one restarts.
 *
 * @throws the last error when the deadline has passed, or at once any error that another try would not mend.
 */
export async function retryConnect<T>(
  attempt: () => Promise<T>,
  { deadline, intervalMs = 500, onRetry }: RetryOptions,
): Promise<T> {
  for (let tries = 0;; tries++) {
    try {
      return await attempt();
    } catch (error) {
      const canRetry = error instanceof ConnectUnreachableError ||
        (error instanceof ConnectApiError && error.canRetry);
      if (!canRetry || Date.now() + intervalMs > deadline) throw error;
      if (tries === 0) onRetry?.(error);
      await wait(intervalMs);
    }
  }
}
