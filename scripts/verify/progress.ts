/** Work that is done in steps. */
export interface Work {
  /** Steps done. */
  readonly done: number;
  /** Steps in all. */
  readonly total: number;
  /** Steps a second, of late; null while that is not known. */
  readonly rate: number | null;
}

/** Over so long a time the rate is measured, in milliseconds. */
const windowMs = 10_000;

/** Measures a rate over the last 10 s. */
export class RateMeter {
  #samples: { readonly at: number; readonly done: number }[] = [];

  /** Notes how many steps are done at a time in milliseconds; gives steps a second, or null while that is not known. */
  measure(done: number, at: number): number | null {
    const last = this.#samples.at(-1);
    if (last === undefined || at - last.at >= 200) {
      this.#samples.push({ at, done });
    }
    while (this.#samples.length > 2 && at - this.#samples[0]!.at > windowMs) {
      this.#samples.shift();
    }
    const first = this.#samples[0]!;
    return at - first.at < 200
      ? null
      : 1000 * (done - first.done) / (at - first.at);
  }
}

/**
 * A line such as `[██████░░░░] 1,200,000 of 2,000,000 records, 60 %, 31,000 a second, 26 s left`.
 *
 * @param barWidth columns of the bar; 0: none.
 */
export function formatProgress(
  { done, total, rate }: Work,
  { barWidth }: { barWidth: number },
): string {
  const part = total === 0 ? 1 : Math.min(1, done / total);
  const filled = Math.round(part * barWidth);
  const bar = barWidth === 0
    ? ""
    : `[${"█".repeat(filled)}${"░".repeat(barWidth - filled)}] `;
  const speed = rate === null
    ? ""
    : `, ${Math.round(rate).toLocaleString("en")} a second`;
  const left = rate === null || rate <= 0
    ? ""
    : `, ${formatSeconds((total - done) / rate)} left`;
  return `${bar}${done.toLocaleString("en")} of ${
    total.toLocaleString("en")
  } records, ${Math.floor(100 * part)} %${speed}${left}`;
}

/** A duration such as `26 s`, `4 min 10 s`, `3 h 5 min`, `2 d 1 h`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  if (whole < 60) return `${whole} s`;
  const [large, small] = whole < 3600
    ? [units.min, units.s]
    : whole < 86_400
    ? [units.h, units.min]
    : [units.d, units.h];
  const rest = Math.floor(whole % large.seconds / small.seconds);
  return `${Math.floor(whole / large.seconds)} ${large.name}` +
    (rest === 0 ? "" : ` ${rest} ${small.name}`);
}

const units = {
  s: { name: "s", seconds: 1 },
  min: { name: "min", seconds: 60 },
  h: { name: "h", seconds: 3600 },
  d: { name: "d", seconds: 86_400 },
} as const;
