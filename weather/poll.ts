import type { Refusal } from "./answer.ts";
import { retryDelayMs, waitsUntilLater } from "./backoff.ts";
import type { CallBudget } from "./call_budget.ts";
import type { City } from "./cities.ts";
import type { Clock } from "./clock.ts";
import type { WeatherRecord } from "./record.ts";
import type { WeatherSource } from "./source.ts";

/** What happened to one city, in the order it happened. */
export type PollEvent =
  /** A new observation. */
  | { readonly kind: "observed"; readonly record: WeatherRecord }
  /** The same observation as last time: nothing to publish. */
  | { readonly kind: "unchanged"; readonly record: WeatherRecord }
  /** No observation; it is asked for again after `retryInMs`, or in this run no more (null). */
  | {
    readonly kind: "refused";
    readonly city: City;
    readonly refusal: Refusal;
    readonly retryInMs: number | null;
  };

/** Options of {@linkcode pollWeather}. */
export interface PollOptions {
  readonly cities: readonly City[];
  readonly source: WeatherSource;
  readonly intervalMs: number;
  /** One round, in which each city is tried until it answers, is refused for good or has failed three times. */
  readonly once: boolean;
  /** Report an observation as new even if it was already. */
  readonly resend: boolean;
  readonly budget: CallBudget;
  readonly clock: Clock;
  /** Ends the polling, at once and in the middle of a request too. */
  readonly signal: AbortSignal;
  /** Called before each round; polling pauses until it resolves. */
  readonly ready: () => Promise<void>;
  readonly report: (event: PollEvent) => void;
}

/** The source refuses every request: there is no use in going on. */
export class UnauthorizedError extends Error {
  override readonly name = "UnauthorizedError";
}

/** How often a city is tried in one round. */
const attemptsPerRound = 3;

interface CityState {
  readonly city: City;
  /** Time of the last observation reported. */
  lastTime: string | null;
  /** Rounds in a row that brought no answer. */
  failures: number;
  /** Not asked before this time. */
  notBeforeMs: number;
  busy: boolean;
}

/**
 * Asks for the weather of all cities at once, again and again, and reports what comes of it. Cities do not wait for
 * each other: one that is slow or being retried misses the rounds that begin meanwhile, the others do not.
 *
 * Resolves when `signal` is aborted, or after the round if it is `once`.
 *
 * @throws {UnauthorizedError} as soon as the source refuses the key.
 */
export async function pollWeather(options: PollOptions): Promise<void> {
  const { clock, intervalMs, signal } = options;
  const states: CityState[] = options.cities.map((city) => ({
    city,
    lastTime: null,
    failures: 0,
    notBeforeMs: 0,
    busy: false,
  }));
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const running = new Set<Promise<void>>();
  let next = clock.now();
  try {
    while (true) {
      await options.ready();
      either.throwIfAborted();
      for (const state of states) {
        if (state.busy || state.notBeforeMs > clock.now()) continue;
        const poll: Promise<void> = pollCity(state, {
          ...options,
          signal: either,
        })
          .catch((error) => stop.abort(error))
          .finally(() => running.delete(poll));
        running.add(poll);
      }
      if (options.once) break;
      // Rounds that a pause has made late are left out, not made up for.
      next += intervalMs * Math.max(
        1,
        Math.ceil((clock.now() - next) / intervalMs),
      );
      await clock.sleep(next - clock.now(), either);
    }
    await Promise.all(running);
    either.throwIfAborted();
  } catch (error) {
    await Promise.all(running);
    if (!signal.aborted) throw stop.signal.aborted ? stop.signal.reason : error;
  }
}

async function pollCity(
  state: CityState,
  { source, clock, budget, report, signal, resend, intervalMs, once }:
    PollOptions,
): Promise<void> {
  const { city } = state;
  state.busy = true;
  try {
    for (let attempt = 1;; attempt++) {
      await budget.take(signal);
      const observation = await source.ask(city, signal);
      signal.throwIfAborted();
      if (observation.ok) {
        const { record } = observation;
        const unchanged = record.last_update_time === state.lastTime && !resend;
        state.lastTime = record.last_update_time;
        state.failures = 0;
        report({ kind: unchanged ? "unchanged" : "observed", record });
        return;
      }
      const { refusal } = observation;
      if (refusal.kind === "unauthorized") {
        throw new UnauthorizedError(refusal.reason);
      }
      if (attempt < attemptsPerRound && !waitsUntilLater(refusal)) {
        const retryInMs = retryDelayMs(refusal, {
          failures: attempt - 1,
          firstDelayMs: 1000,
          random: clock.random(),
        });
        report({ kind: "refused", city, refusal, retryInMs });
        await clock.sleep(retryInMs, signal);
        continue;
      }
      const retryInMs = retryDelayMs(refusal, {
        failures: state.failures++,
        firstDelayMs: intervalMs,
        random: clock.random(),
      });
      state.notBeforeMs = clock.now() + retryInMs;
      report({
        kind: "refused",
        city,
        refusal,
        retryInMs: once ? null : retryInMs,
      });
      return;
    }
  } finally {
    state.busy = false;
  }
}
