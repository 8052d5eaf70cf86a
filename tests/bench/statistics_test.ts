import { assertEquals, assertThrows } from "@std/assert";
import { median, quantile } from "../../bench/statistics.ts";

for (
  const { values, part, expected } of [
    { values: [3], part: 0.99, expected: 3 },
    { values: [9, 1, 5], part: 0.5, expected: 5 },
    { values: [4, 1, 3, 2], part: 0.5, expected: 2.5 },
    { values: [10, 20, 30], part: 0, expected: 10 },
    { values: [10, 20, 30], part: 1, expected: 30 },
    { values: [0, 100], part: 0.75, expected: 75 },
  ]
) {
  Deno.test(`quantile() of ${values} at ${part} is ${expected}`, () => {
    assertEquals(quantile(values, part), expected);
  });
}

Deno.test("median() leaves its values in their order", () => {
  const values = [2, 1, 3];
  median(values);
  assertEquals(values, [2, 1, 3]);
});

Deno.test("quantile() throws RangeError without values", () => {
  assertThrows(
    () => quantile([], 0.5),
    RangeError,
    "Cannot take a quantile of no values",
  );
});
