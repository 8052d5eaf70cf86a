/** A range of times, in milliseconds since 1970: from `from` up to but without `to`. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Cuts a range into at most `count` + 1 parts of equal length and chooses a moment in each: the newest row of the part up to
 * that moment is its sample. Parts lie at multiples of their length, and moments are made from the part's number alone,
 * so the same range asked again a little later gives the same samples. They are scattered rather than equally far apart:
 * samples each 44 hours would show a daily cycle as one of ten days.
 */
export function planSamples(
  { from, to }: TimeRange,
  count: number,
): TimeRange[] {
  const width = roundUp((to - from) / count);
  const first = Math.floor(from / width);
  const last = Math.floor((to - 1) / width);
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const start = (first + i) * width;
    const moment = start + 1 + Math.floor(scatter(first + i) * (width - 1));
    return { from: Math.max(from, start), to: Math.min(to, moment) };
  }).filter((part) => part.to > part.from);
}

/** How many rows a range holds if all of it is as dense as the rows read from it, newest first. */
export function estimateRows(
  { from, to }: TimeRange,
  { count, oldest, newest }: {
    readonly count: number;
    readonly oldest: number;
    readonly newest: number;
  },
): number {
  return newest > oldest
    ? (count - 1) * (Math.min(to, newest) - from) / (newest - oldest)
    : count;
}

// To two digits: a range that grows keeps its parts for long.
function roundUp(width: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(width)) - 1);
  return Math.max(1, Math.ceil(width / unit)) * unit;
}

// A number in [0, 1) that looks random: the finalizer of MurmurHash3.
function scatter(n: number): number {
  let hash = Math.imul(n ^ (n >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
