interface Sample {
  readonly at: number;
  readonly count: number;
}

/** Turns readings of a growing count into a rate over a sliding window. */
export class RateMeter {
  #samples: Sample[] = [];

  /** @param windowMs How far back the rate looks, in milliseconds. */
  constructor(readonly windowMs: number) {}

  /** Takes a reading at a time in milliseconds; a count that fell, as of a topic created anew, starts over. */
  add(at: number, count: number): void {
    const last = this.#samples.at(-1);
    if (last !== undefined && count < last.count) this.#samples = [];
    this.#samples.push({ at, count });
    // The newest that is as old as the window stays: without it the window would not be covered.
    const first = this.#samples.findLastIndex((sample) =>
      sample.at <= at - this.windowMs
    );
    if (first > 0) this.#samples.splice(0, first);
  }

  /** Forgets all readings, as those before an outage say nothing of now. */
  reset(): void {
    this.#samples = [];
  }

  /** Per second; null until there are two readings. */
  get perSecond(): number | null {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || first.at === last.at) {
      return null;
    }
    return 1000 * (last.count - first.count) / (last.at - first.at);
  }
}
