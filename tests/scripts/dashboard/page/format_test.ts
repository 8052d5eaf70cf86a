import { assertEquals } from "@std/assert";
import {
  convertTemperature,
  formatAge,
  formatCount,
  formatDuration,
  formatNumber,
  formatRate,
  formatTick,
  unitOf,
} from "../../../../scripts/dashboard/page/format.ts";

Deno.test("convertTemperature() converts between all units", () => {
  const units = ["K", "°C", "°F"] as const;
  const same = { "K": 300, "°C": 26.85, "°F": 80.33 };
  for (const from of units) {
    for (const to of units) {
      assertEquals(
        convertTemperature(same[from], from, to).toFixed(6),
        same[to].toFixed(6),
        `${from} to ${to}`,
      );
    }
  }
  assertEquals([unitOf("standard"), unitOf("metric")], ["K", "°C"]);
});

for (
  const { value, decimals, expected } of [
    { value: null, decimals: 1, expected: "–" },
    { value: -0.04, decimals: 1, expected: "0.0" },
    { value: -12.34, decimals: 1, expected: "−12.3" },
    { value: 1234567.5, decimals: 1, expected: "1\u202f234\u202f567.5" },
    { value: 999, decimals: 0, expected: "999" },
  ]
) {
  Deno.test(`formatNumber() writes ${value} as ${expected}`, () => {
    assertEquals(formatNumber(value, decimals), expected);
  });
}

Deno.test("formatCount() is short however large the count", () => {
  assertEquals(
    [null, 0, 9_999, 12_345, 123_456, 1_234_567, 98_765_432, 1.5e9].map(
      formatCount,
    ),
    ["–", "0", "9\u202f999", "12.3 k", "123 k", "1.23 M", "98.8 M", "1.50 G"],
  );
});

Deno.test("formatRate() counts slow rates by the minute", () => {
  assertEquals(
    [null, 0, 0.05, 0.8, 12.4, 25_000].map((rate) =>
      formatRate(rate).join(" ")
    ),
    [
      "– records/s",
      "0 records/s",
      "3.0 records/min",
      "48 records/min",
      "12 records/s",
      "25.0 k records/s",
    ],
  );
});

Deno.test("formatDuration() has the largest units only", () => {
  const second = 1_000,
    minute = 60 * second,
    hour = 60 * minute,
    day = 24 * hour;
  assertEquals(
    [0, 59_900, 3 * minute + 5 * second, 2 * hour, 26 * hour, 400 * day].map((
      ms,
    ) => formatDuration(ms)),
    ["0 s", "59 s", "3 min 5 s", "2 h", "1 d 2 h", "1 y 35 d"],
  );
  assertEquals(formatDuration(3 * minute + 5 * second, 1), "3 min");
});

Deno.test("formatAge() knows neither the future nor what never was", () => {
  assertEquals(formatAge(null, 0), "never");
  assertEquals(formatAge(10_000, 5_000), "just now");
  assertEquals(formatAge(0, 65_000), "1 min 5 s ago");
});

Deno.test("formatTick() says as much as the step between two ticks needs", () => {
  const at = new Date(2026, 2, 9, 14, 5, 30).getTime();
  const midnight = new Date(2026, 2, 9).getTime();
  const january = new Date(2026, 0, 1).getTime();
  const day = 86_400_000;
  assertEquals(
    [
      formatTick(at, 10_000),
      formatTick(at, 60_000),
      formatTick(midnight, 60_000),
      formatTick(at, day),
      formatTick(at, 30 * day),
      formatTick(january, 30 * day),
      formatTick(at, 365 * day),
    ],
    ["14:05:30", "14:05", "9 Mar", "9 Mar", "Mar", "2026", "2026"],
  );
});
