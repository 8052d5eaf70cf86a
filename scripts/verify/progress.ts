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

/** A duration such as `26 s`, `4 min 10 s`, `3 h 5 min`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor(whole % 3600 / 60)} min`;
}
