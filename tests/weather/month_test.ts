import { assertEquals } from "@std/assert";
import { monthOf, splitByMonth } from "../../weather/month.ts";

const time = (text: string) => new Date(`${text}Z`);

for (
  const { what, from, to, parts } of [
    {
      what: "one row's time in one",
      from: "2026-11-25T08:00",
      to: "2026-11-25T08:00:00.001",
      parts: [["2026-11-25T08:00", "2026-11-25T08:00:00.001"]],
    },
    {
      what: "an empty time in none",
      from: "2026-11-25T08:00",
      to: "2026-11-25T08:00",
      parts: [],
    },
    {
      what: "a time of months at their beginnings, newest first",
      from: "2025-12-31T23:59",
      to: "2026-02-01T00:00:00.001",
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
      [...splitByMonth(time(from), time(to))],
      parts.map(([from, to]) => ({ from: time(from!), to: time(to!) })),
    );
  });
}

Deno.test("monthOf() is of UTC", () => {
  assertEquals(monthOf(new Date("2026-12-01T00:30+01:00")), "2026-11");
});
