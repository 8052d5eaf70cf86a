/** The middle value; of an even count the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * The value that a part of all does not exceed, between two values by their distance.
 *
 * @param part from 0 to 1
 * @throws {RangeError} without values
 */
export function quantile(values: readonly number[], part: number): number {
  if (values.length === 0) {
    throw new RangeError("Cannot take a quantile of no values");
  }
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * part;
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.ceil(place)]!;
  return below + (above - below) * (place - Math.floor(place));
}
