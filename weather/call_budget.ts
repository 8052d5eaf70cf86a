import type { Clock } from "./clock.ts";

/**
 * Keeps calls within a number a minute, whatever makes them: rounds, retries, or more cities than one minute allows.
 * The calls of any 60 seconds are counted.
 */
export class CallBudget {
  /** Times of the calls of the last minute, oldest first; those granted but still waiting lie in the future. */
  readonly #granted: number[] = [];

  /** `perMinute` may be `Infinity`. */
  constructor(readonly perMinute: number, readonly clock: Clock) {}

  /** Waits until one more call is within the limit. */
  async take(signal: AbortSignal): Promise<void> {
    if (this.perMinute === Infinity) return;
    const now = this.clock.now();
    const oldest = this.#granted.length < this.perMinute
      ? undefined
      : this.#granted.shift();
    const at = Math.max(now, (oldest ?? -Infinity) + 60_000);
    this.#granted.push(at);
    if (at > now) await this.clock.sleep(at - now, signal);
  }
}
