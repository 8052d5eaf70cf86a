import { assert, assertEquals } from "@std/assert";
import {
  countWindows,
  rangeFrom,
  sampleWindows,
} from "../../../scripts/verify/selection.ts";

for (
  const { count, fraction, least, most } of [
    { count: 1_000_000, fraction: 0.01, least: 9_000, most: 11_000 },
    { count: 10_000, fraction: 0.1, least: 950, most: 1_050 },
    { count: 100, fraction: 0.01, least: 1, most: 2 },
    { count: 3, fraction: 0.001, least: 1, most: 1 },
    { count: 5_000, fraction: 1, least: 5_000, most: 5_000 },
  ]
) {
  for (const random of [0, 0.5, 0.999_999]) {
    Deno.test(`sampleWindows() takes ${100 * fraction} % of ${count} records, from ${random} on`, () => {
      const range = new Map([[3, { low: 7n, high: 7n + BigInt(count) }]]);
      const windows = sampleWindows(range, fraction, () => random);
      const taken = countWindows(windows);
      assert(taken >= least && taken <= most, `${taken} records`);
      let end = 7n;
      for (const { low, high } of windows.get(3)!) {
        assert(low >= end && high > low, `${low} to ${high} after ${end}`);
        end = high;
      }
      assert(end <= 7n + BigInt(count));
    });
  }
}

Deno.test("sampleWindows() takes nothing of an empty partition", () => {
  const windows = sampleWindows(new Map([[0, { low: 5n, high: 5n }]]), 0.5);
  assertEquals(windows.get(0), []);
});

Deno.test("rangeFrom() never begins before the range", () => {
  const range = new Map([
    [0, { low: 5n, high: 9n }],
    [1, { low: 0n, high: 9n }],
    [2, { low: 1n, high: 9n }],
  ]);
  assertEquals(
    rangeFrom(range, new Map([[0, 3n], [1, 4n]])),
    new Map([
      [0, { low: 5n, high: 9n }],
      [1, { low: 4n, high: 9n }],
      [2, { low: 1n, high: 9n }],
    ]),
  );
});
