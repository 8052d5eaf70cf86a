import { assertEquals } from "@std/assert";
import {
  clampSpan,
  periodOf,
  periods,
  splitByMonth,
} from "../../../scripts/query/periods.ts";

const time = (text: string) => new Date(`${text}Z`);

for (
  const { what, first, last, parts } of [
    {
      what: "one row's time in one",
      first: "2026-11-25T08:00",
      last: "2026-11-25T08:00",
      parts: [["2026-11-25T08:00", "2026-11-25T08:00:00.001"]],
    },
    {
      what: "a time of months at their beginnings, newest first",
      first: "2025-12-31T23:59",
      last: "2026-02-01T00:00",
      parts: [
        ["2026-02-01T00:00", "2026-02-01T00:00:00.001"],
        ["2026-01-01T00:00", "2026-02-01T00:00"],
        ["2025-12-31T23:59", "2026-01-01T00:00"],
      ],
    },
  ]
) {
  Deno.test(`splitByMonth() puts ${what}`, () => {
    assertEquals(
      [...splitByMonth(time(first), time(last))],
      parts.map(([from, to]) => ({ from: time(from!), to: time(to!) })),
    );
  });
}

const rows = {
  first: time("2026-01-01T00:00"),
  last: time("2026-03-01T00:00"),
};
for (
  const { what, from, to, span } of [
    {
      what: "the rows' time where none is asked",
      from: null,
      to: null,
      span: rows,
    },
    {
      what: "what is in both, the end left out",
      from: time("2026-02-01T00:00"),
      to: time("2026-02-02T00:00"),
      span: {
        first: time("2026-02-01T00:00"),
        last: time("2026-02-01T23:59:59.999"),
      },
    },
    {
      what: "the last row where the end is after it",
      from: rows.last,
      to: time("2027-01-01T00:00"),
      span: { first: rows.last, last: rows.last },
    },
    { what: "null before the rows", from: null, to: rows.first, span: null },
    {
      what: "null after the rows",
      from: time("2026-03-01T00:01"),
      to: null,
      span: null,
    },
  ]
) {
  Deno.test(`clampSpan() gives ${what}`, () => {
    assertEquals(clampSpan({ from, to }, rows), span);
  });
}

Deno.test("periodOf() names each period", () => {
  const at = time("2026-11-25T08:30");
  assertEquals(
    periods.map((period) => periodOf(at, period)),
    ["2026-11-25T08", "2026-11-25", "2026-11", "2026"],
  );
});
