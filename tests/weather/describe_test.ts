import { assertEquals } from "@std/assert";
import { tutorialCities } from "../../weather/cities.ts";
import {
  describeRecord,
  describeRefusal,
  timeOfDay,
} from "../../weather/describe.ts";

const record = {
  city: "London",
  country: "GB",
  last_update_time: "2026-01-01T12:00:00Z",
  temperature: 280.32,
  feels_like: null,
  humidity: 81,
};

Deno.test("describeRecord() lines the numbers up, with units", () => {
  assertEquals(
    [
      describeRecord(record, "standard"),
      describeRecord({ ...record, temperature: -7, feels_like: 2.5 }, "metric"),
    ],
    [
      "London        280.32 K  feels       - K   81 %",
      "London        -7.00 °C  feels   2.50 °C   81 %",
    ],
  );
});

for (
  const { retryInMs, then } of [
    { retryInMs: null, then: "" },
    { retryInMs: 1234, then: "; trying again after 1.2 s" },
    { retryInMs: 12_340, then: "; trying again after 12 s" },
    { retryInMs: 600_000, then: "; trying again after 10 min" },
  ]
) {
  Deno.test(`describeRefusal() of a retry in ${retryInMs} ms`, () => {
    assertEquals(
      describeRefusal({
        kind: "refused",
        city: tutorialCities[0]!,
        refusal: { kind: "server", reason: "OpenWeather answered 500: no" },
        retryInMs,
      }),
      `London       OpenWeather answered 500: no${then}`,
    );
  });
}

Deno.test("timeOfDay() is in UTC", () => {
  assertEquals(timeOfDay(Date.UTC(2026, 0, 1, 12, 0, 3)), "12:00:03Z");
});
