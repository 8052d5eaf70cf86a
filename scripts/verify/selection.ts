import type { OffsetRange, TopicRange } from "../shared/topic_reader.ts";

/** The offsets of each partition that are verified. */
export type Windows = ReadonlyMap<number, readonly OffsetRange[]>;

/** Most records of a part that a sample reads in one go. */
const partSize = 1_000;

/** Fewest parts that a partition's sample consists of. */
const fewestParts = 20;

/**
 * Chooses parts of each partition, evenly spread, that make up a fraction of it.
 *
 * @param fraction above 0, at most 1.
 * @param random from 0 up to but without 1, anew at each call: where the parts begin, so that each sample is another.
 */
export function sampleWindows(
  range: TopicRange,
  fraction: number,
  random: () => number = Math.random,
): Windows {
  return new Map(
    [...range].map(([partition, { low, high }]) => {
      const count = Number(high - low);
      const wanted = count * fraction;
      const size = Math.max(
        1,
        Math.min(partSize, Math.round(wanted / fewestParts)),
      );
      const stride = size / fraction;
      const windows: OffsetRange[] = [];
      if (count === 0) return [partition, windows];
      const phase = random() * Math.min(stride - size, count - 1);
      for (let at = phase; at < count; at += stride) {
        const from = low + BigInt(Math.floor(at));
        const to = from + BigInt(size);
        windows.push({ low: from, high: to < high ? to : high });
      }
      return [partition, windows];
    }),
  );
}

/** A range's offsets from certain ones on; all of a partition that is not named. */
export function rangeFrom(
  range: TopicRange,
  offsets: ReadonlyMap<number, bigint>,
): TopicRange {
  return new Map(
    [...range].map(([partition, { low, high }]) => {
      const from = offsets.get(partition) ?? low;
      return [partition, { low: from > low ? from : low, high }];
    }),
  );
}

/** All of a range. */
export function wholeWindows(range: TopicRange): Windows {
  return new Map([...range].map(([partition, whole]) => [partition, [whole]]));
}

/** How many offsets windows have. */
export function countWindows(windows: Windows): number {
  return [...windows.values()].flat().reduce(
    (sum, { low, high }) => sum + (high > low ? Number(high - low) : 0),
    0,
  );
}
