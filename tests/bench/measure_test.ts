import { assertEquals } from "@std/assert";
import { isMet, type Measure, ratioOf } from "../../bench/measure.ts";

const theirs: Measure = {
  name: "theirs",
  unit: "rec/s",
  values: [10, 100, 50],
};

function ours(measure: Partial<Measure>): Measure {
  return { name: "ours", unit: "rec/s", values: [20, 300, 50], ...measure };
}

Deno.test("ratioOf() is the median of each round's ratio, not the ratio of medians", () => {
  const measure = ours({ against: "theirs" });
  assertEquals(ratioOf(measure, [measure, theirs]), 2);
});

Deno.test("ratioOf() is undefined where nothing is compared or was measured", () => {
  assertEquals(ratioOf(theirs, [theirs]), undefined);
  const measure = ours({ against: "theirs" });
  assertEquals(
    ratioOf(measure, [measure, { ...theirs, values: [] }]),
    undefined,
  );
});

for (
  const { measure, met } of [
    { measure: ours({}), met: undefined },
    {
      measure: ours({ target: { kind: "value", atLeast: 50 } }),
      met: true,
    },
    {
      measure: ours({ target: { kind: "value", atMost: 49 } }),
      met: false,
    },
    {
      measure: ours({
        against: "theirs",
        target: { kind: "ratio", atLeast: 2 },
      }),
      met: true,
    },
    {
      measure: ours({
        against: "theirs",
        target: { kind: "ratio", atMost: 1.9 },
      }),
      met: false,
    },
    {
      measure: ours({ values: [], target: { kind: "value", atMost: 1 } }),
      met: undefined,
    },
  ] satisfies { measure: Measure; met: boolean | undefined }[]
) {
  Deno.test(`isMet() is ${met} for ${JSON.stringify(measure.target)} and ${measure.values.length} values`, () => {
    assertEquals(isMet(measure, [measure, theirs]), met);
  });
}
