import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  estimateRows,
  planSamples,
} from "../../../scripts/dashboard/sample_plan.ts";

const day = 86_400_000;

Deno.test("planSamples() gives parts within the range, in order, hardly more than asked", () => {
  fc.assert(fc.property(
    fc.integer({ min: 0, max: 2 ** 41 }),
    fc.integer({ min: 1, max: 3650 * day }),
    fc.integer({ min: 50, max: 2_000 }),
    (from, length, count) => {
      const to = from + length;
      const parts = planSamples({ from, to }, count);
      assert(parts.length <= count + 1);
      parts.forEach((part, i) => {
        assert(part.from >= from && part.to <= to && part.from < part.to);
        assert(i === 0 || parts[i - 1]!.to <= part.from);
      });
    },
  ));
});

Deno.test("planSamples() gives the same samples for a range that has moved or grown a little", () => {
  const range = { from: 0, to: 999 * day };
  const first = planSamples(range, 500).slice(1, -1);
  for (const from of [0, 60_000]) {
    const later = planSamples({ from, to: range.to + 60_000 }, 500);
    const ends = new Set(later.map(({ to }) => to));
    assertEquals(first.filter(({ to }) => !ends.has(to)), []);
  }
});

Deno.test("planSamples() meets every hour of the day, which equal distances would not", () => {
  const hours = planSamples({ from: 0, to: 3650 * day }, 1_000)
    .map(({ to }) => Math.floor((to % day) / 3_600_000));
  assertEquals(new Set(hours).size, 24);
});

Deno.test("estimateRows() takes a range to be as dense as its newest rows", () => {
  const range = { from: 0, to: 1_000 };
  assertEquals(
    estimateRows(range, { count: 11, oldest: 800, newest: 900 }),
    90,
  );
  assertEquals(estimateRows(range, { count: 1, oldest: 5, newest: 5 }), 1);
});
