import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { downsampleLttb } from "../../../scripts/dashboard/downsample.ts";

Deno.test("downsampleLttb() keeps a line that is short enough as it is", () => {
  const line = { x: [1, 2, 3], y: [1, null, 3] };
  assertEquals(downsampleLttb(line, 3), line);
});

Deno.test("downsampleLttb() keeps the extremes that make a line's shape", () => {
  const x = Array.from({ length: 10_000 }, (_, i) => i);
  const y = x.map((i) => i === 3_210 ? 100 : i === 7_654 ? -100 : i % 2);
  const { x: kept, y: values } = downsampleLttb({ x, y }, 100);
  assertEquals(kept.length, 100);
  assertEquals([kept[0], kept.at(-1)], [0, 9_999]);
  assertEquals(values[kept.indexOf(3_210)], 100);
  assertEquals(values[kept.indexOf(7_654)], -100);
});

Deno.test("downsampleLttb() leaves out points without a value", () => {
  const x = Array.from({ length: 100 }, (_, i) => i);
  const y = x.map((i) => i % 3 === 0 ? null : i);
  assert(downsampleLttb({ x, y }, 10).y.every((value) => value !== null));
});

Deno.test("downsampleLttb() gives points of the line, in order, its ends, as many as asked", () => {
  fc.assert(fc.property(
    fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), {
      minLength: 4,
      maxLength: 400,
    }),
    fc.integer({ min: 3, max: 50 }),
    (y, count) => {
      const x = y.map((_, i) => i * 10);
      const found = downsampleLttb({ x, y }, count);
      assertEquals(found.x.length, Math.min(count, x.length));
      assertEquals(found.y, found.x.map((at) => y[at / 10]!));
      assertEquals(found.x, [...new Set(found.x)].sort((a, b) => a - b));
      assertEquals([found.x[0], found.x.at(-1)], [0, x.at(-1)]);
    },
  ));
});

Deno.test("downsampleLttb() cannot draw a line of two points", () => {
  assertThrows(
    () => downsampleLttb({ x: [], y: [] }, 2),
    RangeError,
    "Cannot downsample to 2 points: 3 at least",
  );
});
