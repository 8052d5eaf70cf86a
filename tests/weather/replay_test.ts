import { assertEquals } from "@std/assert";
import { tutorialCities } from "../../weather/cities.ts";
import { parseOpenWeather } from "../../weather/openweather.ts";
import { type WeatherRecord, weatherRecord } from "../../weather/record.ts";
import { replayAnswer } from "../../weather/replay.ts";
import { replaySource } from "../../weather/source.ts";

const askedAtMs = Date.UTC(2026, 0, 1, 12, 0, 3, 999);

for (const units of ["standard", "metric"] as const) {
  Deno.test(`replaySource() has an observation of now for each of the eight cities, in ${units} units`, async () => {
    const source = replaySource({ units, now: () => askedAtMs });
    for (const city of tutorialCities) {
      const observation = await source.ask(city, new AbortController().signal);
      assertEquals(observation.ok, true, JSON.stringify(observation));
      const { record } = observation as { record: WeatherRecord };
      weatherRecord.parse(record);
      assertEquals(record.last_update_time, "2026-01-01T12:00:03Z");
    }
  });
}

Deno.test("replayAnswer() converts Kelvin to °C to the hundredth", () => {
  const tokyo = tutorialCities.find(({ name }) => name === "Tokyo")!;
  const temperatures = (["standard", "metric"] as const).map((units) => {
    const answer = replayAnswer("Tokyo", { units, askedAtMs });
    const observation = parseOpenWeather(answer, { city: tokyo, units });
    const { record } = observation as { record: WeatherRecord };
    return [record.temperature, record.feels_like];
  });
  assertEquals(temperatures, [[296.55, 296.43], [23.4, 23.28]]);
});

Deno.test("replaySource() knows no other city", async () => {
  const source = replaySource({ units: "standard", now: () => askedAtMs });
  const oslo = { name: "Oslo", latitude: 59.9, longitude: 10.7, country: "NO" };
  const observation = await source.ask(oslo, new AbortController().signal);
  assertEquals(observation, {
    ok: false,
    refusal: {
      kind: "not_found",
      reason: "OpenWeather answered 404: no answer is recorded for this " +
        "city; there is one for London, New York, Johannesburg, Nairobi, " +
        "Cairo, Tokyo, Sydney, Doha",
    },
  });
});
