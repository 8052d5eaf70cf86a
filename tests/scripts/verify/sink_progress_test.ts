import { assertEquals } from "@std/assert";
import { countLag, hasPassed } from "../../../scripts/verify/sink_progress.ts";

const range = new Map([
  [0, { low: 0n, high: 10n }],
  [1, { low: 5n, high: 10n }],
  [2, { low: 7n, high: 7n }],
]);

for (
  const { committed, lag } of [
    { committed: [], lag: 15 },
    { committed: [[0, 4n], [1, 10n]], lag: 6 },
    { committed: [[0, 10n], [1, 2n]], lag: 5 },
    { committed: [[0, 12n], [1, 10n], [2, 9n]], lag: 0 },
  ] as const
) {
  Deno.test(`countLag() is ${lag} after commits at ${committed.join(" ")}`, () => {
    assertEquals(
      countLag({ group: "g", committed: new Map(committed) }, range),
      lag,
    );
  });
}

Deno.test("hasPassed() is true of the records before the committed offset", () => {
  const progress = { group: "g", committed: new Map([[0, 4n]]) };
  assertEquals(
    [3n, 4n].map((offset) => hasPassed(progress, { partition: 0, offset })),
    [true, false],
  );
  assertEquals(hasPassed(progress, { partition: 1, offset: 0n }), false);
});
