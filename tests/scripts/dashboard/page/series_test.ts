import { assertEquals, assertStrictEquals } from "@std/assert";
import {
  appendLatest,
  joinLines,
  nearestValue,
  type Series,
} from "../../../../scripts/dashboard/page/series.ts";

const line = (x: number[], y: (number | null)[]) => ({ x, y });
const series: Series = {
  city: "Cairo",
  kind: "rows",
  rows: 2,
  lines: {
    temperature: line([1, 2], [290, 291]),
    feels_like: line([1, 2], [288, null]),
    humidity: line([1, 2], [40, 41]),
  },
};
const row = {
  city: "Cairo",
  country: "EG",
  at: 3,
  written: 4,
  temperature: 292,
  feels_like: null,
  humidity: 42,
};

Deno.test("appendLatest() adds a row that is newer", () => {
  const { rows, lines } = appendLatest(series, row);
  assertEquals(rows, 3);
  assertEquals(lines.temperature, line([1, 2, 3], [290, 291, 292]));
  assertEquals(lines.feels_like, line([1, 2, 3], [288, null, null]));
});

Deno.test("appendLatest() adds no row twice", () => {
  assertStrictEquals(appendLatest(series, { ...row, at: 2 }), series);
});

Deno.test("joinLines() tells a missing point from a missing value", () => {
  const joined = joinLines(
    [line([1, 3], [10, null]), line([2, 3], [20, 30])],
    (value) => value + 1,
  );
  assertEquals(joined, {
    x: [1, 2, 3],
    ys: [[11, undefined, null], [undefined, 21, 31]],
  });
});

Deno.test("nearestValue() finds the nearest point of a line, not beyond its reach", () => {
  const joined = joinLines(
    [line([0, 100], [1, 2]), line([10, 60], [3, 4])],
    (value) => value,
  );
  const index = joined.x.indexOf(60);
  assertEquals(nearestValue(joined, 0, { index, reach: 50 }), 2);
  assertEquals(nearestValue(joined, 0, { index, reach: 30 }), null);
  assertEquals(nearestValue(joined, 1, { index, reach: 0 }), 4);
  assertEquals(
    nearestValue({ x: [], ys: [] }, 0, { index: 0, reach: 1 }),
    null,
  );
});
