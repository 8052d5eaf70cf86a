import type { Clock } from "../../weather/clock.ts";

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** A clock that stands still but for {@linkcode FakeClock.drive}, which jumps from one sleeper's time to the next. */
export class FakeClock implements Clock {
  nowMs = Date.UTC(2026, 0, 1, 12);
  /** What `random` gives. */
  chance = 0.5;
  readonly #sleepers: Sleeper[] = [];

  now(): number {
    return this.nowMs;
  }

  random(): number {
    return this.chance;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const sleeper = { at: this.nowMs + ms, wake: resolve };
      this.#sleepers.push(sleeper);
      signal.addEventListener("abort", () => {
        this.#remove(sleeper);
        reject(signal.reason);
      });
    });
  }

  /** Lets time pass until the work is done, and gives its result. */
  async drive<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const watched = work.finally(() => done = true);
    watched.catch(() => {});
    while (!done) {
      // A turn of the event loop, in which all that can go on without time does.
      await new Promise((resolve) => setTimeout(resolve, 0));
      const next = this.#sleepers.toSorted((a, b) => a.at - b.at)[0];
      if (done || next === undefined) continue;
      this.#remove(next);
      this.nowMs = Math.max(this.nowMs, next.at);
      next.wake();
    }
    return await watched;
  }

  #remove(sleeper: Sleeper): void {
    const i = this.#sleepers.indexOf(sleeper);
    if (i >= 0) this.#sleepers.splice(i, 1);
  }
}
