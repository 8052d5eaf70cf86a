import type { CallLimits } from "./source.ts";

/** What is planned, and against which limits. */
export interface CallPlan {
  readonly cities: number;
  readonly intervalMs: number;
  readonly limits: CallLimits;
  /** Name of the service, for the message. */
  readonly source: string;
}

/** What is wrong with a plan, and the shortest interval in whole seconds that fits all limits. */
export interface CallRateFinding {
  /** `refuse`: the service will block; `warn`: it will once the quota is used up. */
  readonly severity: "refuse" | "warn";
  readonly message: string;
  readonly fittingIntervalMs: number;
}

/**
 * Checks that polling stays within a service's limits; null if it does. The month is one of 31 days, so what fits, fits
 * each month.
 */
export function checkCallRate(
  { cities, intervalMs, limits, source }: CallPlan,
): CallRateFinding | null {
  const { perMinute, quota } = limits;
  const quotaMs = quota.days * 86_400_000;
  const callsPerMinute = cities * 60_000 / intervalMs;
  const callsPerQuota = cities * quotaMs / intervalMs;
  const fittingIntervalMs = 1000 * Math.max(
    Math.ceil(cities * 60 / perMinute),
    Math.ceil(cities * quotaMs / quota.calls / 1000),
  );
  const plan = `${count(cities)} ${cities === 1 ? "city" : "cities"} ` +
    `every ${intervalMs / 1000} s`;
  if (callsPerMinute > perMinute) {
    return {
      severity: "refuse",
      message: `Cannot poll ${plan}: that is ${count(callsPerMinute)} calls ` +
        `a minute, and ${source} allows ${count(perMinute)}`,
      fittingIntervalMs,
    };
  }
  if (callsPerQuota > quota.calls) {
    const period = quota.days === 1 ? "a day" : `in ${quota.days} days`;
    return {
      severity: "warn",
      message: `${plan} is ${count(callsPerQuota)} calls ${period}, and ` +
        `${source} allows ${count(quota.calls)}`,
      fittingIntervalMs,
    };
  }
  return null;
}

function count(value: number): string {
  return Math.ceil(value).toLocaleString("en-US");
}
