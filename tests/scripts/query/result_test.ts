import { assertEquals } from "@std/assert";
import {
  addAggregates,
  type Aggregate,
  type CityStats,
} from "../../../scripts/query/read_stats.ts";
import { rowShape, statsShape } from "../../../scripts/query/result.ts";
import type { WeatherRow } from "../../../scripts/shared/weather_table.ts";

const row: WeatherRow = {
  city: "Tromsø",
  last_update_time: new Date("2026-11-25T08:00:00Z"),
  country: null,
  temperature: -3.25,
  feels_like: null,
  humidity: 81,
};

Deno.test("rowShape() shows a row, with its age where the time is given", () => {
  const now = new Date("2026-11-25T08:12:30Z");
  const { head, toLines } = rowShape("metric", { now });
  assertEquals(head, [
    "City",
    "Country",
    "Time (UTC)",
    "Age",
    "Temp °C",
    "Feels °C",
    "Hum %",
  ]);
  assertEquals(toLines(row), [[
    "Tromsø",
    "–",
    "2026-11-25 08:00:00",
    "12 min 30 s",
    "-3.25",
    "–",
    "81",
  ]]);
});

Deno.test("rowShape() writes a row's values to CSV and JSON as they are, under the columns' names", () => {
  const { csvHead, toCsv, toJson } = rowShape("metric");
  assertEquals(
    Object.fromEntries(csvHead.map((name, index) => [name, toCsv(row)[index]])),
    { ...row, units: "metric" },
  );
  assertEquals(toJson(row), {
    ...row,
    last_update_time: "2026-11-25T08:00:00Z",
  });
});

Deno.test("statsShape() shows statistics in a line for each column", () => {
  const stats: CityStats = {
    city: "Cairo",
    period: "2026-11",
    count: 4320,
    first: new Date("2026-11-01T00:00:00Z"),
    last: new Date("2026-11-30T23:50:00Z"),
    temperature: { count: 4320, min: 280, mean: 290.125, max: 300.5 },
    feels_like: { count: 0, min: null, mean: null, max: null },
    humidity: { count: 4320, min: 20, mean: 40.5, max: 95 },
  };
  const { toLines, csvHead, toCsv } = statsShape("standard");
  assertEquals(toLines(stats), [
    [
      "Cairo",
      "2026-11",
      "4,320",
      "temperature K",
      "280.00",
      "290.13",
      "300.50",
    ],
    ["", "", "", "feels like K", "–", "–", "–"],
    ["", "", "", "humidity %", "20", "40.50", "95"],
  ]);
  assertEquals(toCsv(stats).length, csvHead.length);
  assertEquals(toCsv(stats).slice(5, 9), [280, 290.125, 300.5, null]);
});

Deno.test("addAggregates() adds parts, of which some have no values", () => {
  const none = { count: 0, sum: 0, min: null, max: null };
  const part = (day: number, value: number | null): Aggregate => {
    const values = value === null
      ? none
      : { count: 2, sum: 2 * value, min: value - 1, max: value + 1 };
    const first = new Date(Date.UTC(2026, 10, day));
    return {
      first,
      last: new Date(first.getTime() + 1),
      count: 2,
      measures: { temperature: values, feels_like: none, humidity: values },
    };
  };
  const sum = addAggregates(
    part(2, 10),
    addAggregates(part(1, 30), part(3, null)),
  );
  assertEquals(sum.count, 6);
  assertEquals(sum.measures.temperature, {
    count: 4,
    sum: 80,
    min: 9,
    max: 31,
  });
  assertEquals(sum.measures.feels_like, none);
  assertEquals([sum.first, sum.last], [part(1, 0).first, part(3, 0).last]);
});
