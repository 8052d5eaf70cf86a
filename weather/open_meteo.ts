import { z } from "zod";
import {
  type Asked,
  describeBody,
  excerpt,
  type HttpAnswer,
  type Observation,
  peerWords,
  refusalKind,
  refuse,
} from "./answer.ts";
import type { City } from "./cities.ts";
import { describeIssues, parseJson } from "./json.ts";
import { isoSeconds } from "./openweather.ts";
import {
  celsiusZeroInKelvin,
  findImplausible,
  findMisplaced,
} from "./plausibility.ts";
import type { WeatherUnits } from "./record.ts";

/** What is asked for and needed, in the units that the request asks for and that the answer must name. */
const currentWeather = z.object({
  latitude: z.number(),
  longitude: z.number(),
  current_units: z.object({
    time: z.literal("unixtime"),
    temperature_2m: z.literal("°C"),
    apparent_temperature: z.literal("°C"),
    relative_humidity_2m: z.literal("%"),
  }),
  current: z.object({
    time: z.int().min(946_684_800).max(4_102_444_800),
    temperature_2m: z.number(),
    apparent_temperature: z.number().nullable(),
    relative_humidity_2m: z.int().min(0).max(100),
  }),
});

const failure = z.object({ error: z.literal(true), reason: z.string() });

/** The request for the weather of a city; °C and Unix time, as their defaults name no offset. */
export function openMeteoUrl(base: string, city: City): URL {
  const url = new URL("v1/forecast", base.replace(/\/*$/, "/"));
  url.searchParams.set("latitude", String(city.latitude));
  url.searchParams.set("longitude", String(city.longitude));
  url.searchParams.set(
    "current",
    "temperature_2m,apparent_temperature,relative_humidity_2m",
  );
  url.searchParams.set("temperature_unit", "celsius");
  url.searchParams.set("timeformat", "unixtime");
  return url;
}

/**
 * Turns Open-Meteo's answer into a record, or says why it is not the weather of the city. It has no Kelvin: for
 * `standard` units its °C are converted, exactly to the two decimals that OpenWeather too gives. The country is the
 * configured one, as the answer has none.
 */
export function parseOpenMeteo(
  answer: HttpAnswer,
  { city, units }: Asked,
): Observation {
  const body = parseJson(answer.body);
  const failed = failure.safeParse(body);
  if (answer.status !== 200 || failed.success) {
    const status = answer.status === 200 ? 400 : answer.status;
    return refuse(
      refusalKind(status),
      `Open-Meteo answered ${answer.status}: ${
        failed.success ? peerWords(failed.data.reason) : describeBody(answer)
      }`,
      answer.retryAfterMs,
    );
  }
  if (body === undefined) {
    return refuse(
      "malformed",
      `Open-Meteo's answer is not JSON: ${excerpt(answer.body)}`,
    );
  }
  const parsed = currentWeather.safeParse(body);
  if (!parsed.success) {
    return refuse(
      "malformed",
      `Open-Meteo's answer is not a current weather: ${
        describeIssues(parsed.error)
      }`,
    );
  }
  const { latitude, longitude, current } = parsed.data;
  const misplaced = findMisplaced(latitude, longitude, city);
  if (misplaced !== null) return refuse("wrong_place", misplaced);

  const celsius = {
    temperature: current.temperature_2m,
    feels_like: current.apparent_temperature,
    humidity: current.relative_humidity_2m,
  };
  const implausible = findImplausible(celsius, "metric");
  if (implausible !== null) return refuse("implausible", implausible);
  const { temperature, feels_like, humidity } = celsius;
  return {
    ok: true,
    record: {
      city: city.name,
      country: city.country,
      last_update_time: isoSeconds(current.time),
      temperature: fromCelsius(temperature, units),
      feels_like: feels_like === null ? null : fromCelsius(feels_like, units),
      humidity,
    },
  };
}

function fromCelsius(celsius: number, units: WeatherUnits): number {
  return units === "metric"
    ? celsius
    // In binary 30.1 + 273.15 is 303.25000000000006: the decimals are what was measured.
    : Number((celsius + celsiusZeroInKelvin).toFixed(2));
}
