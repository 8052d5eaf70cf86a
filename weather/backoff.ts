import type { Refusal } from "./answer.ts";

/** A wait up to this long is worth it within a round. */
const maxWaitInRoundMs = 30_000;

/** OpenWeather's model updates every 10 minutes, and after no answer it asks to wait that long. */
const maxDelayMs = 600_000;

/** Over the limit OpenWeather blocks a key for an hour and more, so asking oftener gains nothing. */
const maxRateLimitDelayMs = 3_600_000;

const firstRateLimitDelayMs = 60_000;

/** What a delay depends on besides the refusal. */
export interface BackoffOptions {
  /** Failures in a row before this one. */
  readonly failures: number;
  /** Delay after the first failure; each further one doubles it. */
  readonly firstDelayMs: number;
  /** From 0 to below 1: spreads the delay, so that cities that failed together do not come back together. */
  readonly random: number;
}

/** Whether a refused request is best left to a later round: a second try would get the same, or must wait for long. */
export function waitsUntilLater({ kind, retryAfterMs }: Refusal): boolean {
  switch (kind) {
    case "server":
    case "network":
    case "timeout":
    case "malformed":
    case "rate_limited":
      return (retryAfterMs ?? (kind === "rate_limited" ? Infinity : 0)) >
        maxWaitInRoundMs;
    default:
      return true;
  }
}

/**
 * How long to wait before the same request is made again: doubling with each failure up to 10 minutes, after "too many
 * calls" from a minute up to an hour, and never less than the service asked for.
 */
export function retryDelayMs(
  { kind, retryAfterMs = 0 }: Refusal,
  { failures, firstDelayMs, random }: BackoffOptions,
): number {
  const [first, max] = kind === "rate_limited" && retryAfterMs === 0
    ? [firstRateLimitDelayMs, maxRateLimitDelayMs]
    : [firstDelayMs, maxDelayMs];
  const delay = Math.min(max, first * 2 ** Math.min(failures, 20));
  // Half of it is certain, as a delay near zero would be none.
  const spread = delay * (0.5 + random / 2);
  return Math.round(
    kind === "rate_limited"
      ? Math.max(retryAfterMs, delay) * (1 + random / 4)
      : Math.max(retryAfterMs, spread),
  );
}
