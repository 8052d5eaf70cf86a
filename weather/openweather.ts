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
import { findImplausible, findMisplaced } from "./plausibility.ts";
import type { WeatherUnits } from "./record.ts";

/**
 * What of an answer is needed. Nothing else is looked at: OpenWeather shows "only really measured or calculated data"
 * and has changed the rest over the years. `dt` is bound to the years 2000 to 2100, which milliseconds are not.
 */
const currentWeather = z.object({
  coord: z.object({ lat: z.number(), lon: z.number() }),
  main: z.object({
    temp: z.number(),
    feels_like: z.number().nullish(),
    humidity: z.int().min(0).max(100),
  }),
  dt: z.int().min(946_684_800).max(4_102_444_800),
  sys: z.object({ country: z.string().nullish() }).nullish(),
});

/** `cod` repeats the HTTP status, as a number or as text; 401 and 429 have been seen as numbers, 400, 404 and 500 as text. */
const verdict = z.object({
  cod: z.union([z.number(), z.string().regex(/^\d{3}$/).transform(Number)])
    .optional(),
  message: z.union([z.string(), z.number()]).optional(),
});

/** Clocks differ; an observation from later than this is not one of now. */
const maxClockSkewMs = 3_600_000;

/** The request for the weather of a city, by its coordinates. */
export function openWeatherUrl(
  base: string,
  { city, units, key }: { city: City; units: WeatherUnits; key: string },
): URL {
  const url = new URL("data/2.5/weather", base.replace(/\/*$/, "/"));
  url.searchParams.set("lat", String(city.latitude));
  url.searchParams.set("lon", String(city.longitude));
  url.searchParams.set("units", units);
  url.searchParams.set("appid", key);
  return url;
}

/** Turns OpenWeather's answer into a record, or says why it is not the weather of the city in the units asked for. */
export function parseOpenWeather(
  answer: HttpAnswer,
  { city, units, askedAtMs = Infinity }: Asked,
): Observation {
  const body = parseJson(answer.body);
  const said = verdict.safeParse(body);
  // An error has been seen with an HTTP status of 200, so what the body says counts too.
  const status = answer.status === 200 && said.success
    ? said.data.cod ?? 200
    : answer.status;
  if (status !== 200) {
    const text = said.success && said.data.message !== undefined
      ? peerWords(String(said.data.message))
      : describeBody(answer);
    return refuse(
      refusalKind(status),
      `OpenWeather answered ${status}: ${text}`,
      answer.retryAfterMs,
    );
  }
  if (body === undefined) {
    return refuse(
      "malformed",
      `OpenWeather's answer is not JSON: ${excerpt(answer.body)}`,
    );
  }
  const parsed = currentWeather.safeParse(body);
  if (!parsed.success) {
    return refuse(
      "malformed",
      `OpenWeather's answer is not a current weather: ${
        describeIssues(parsed.error)
      }`,
    );
  }
  const { coord, main, dt, sys } = parsed.data;
  const misplaced = findMisplaced(coord.lat, coord.lon, city);
  if (misplaced !== null) return refuse("wrong_place", misplaced);

  const measured = {
    temperature: main.temp,
    feels_like: main.feels_like ?? null,
    humidity: main.humidity,
  };
  const implausible = findImplausible(measured, units);
  if (implausible !== null) return refuse("implausible", implausible);
  const time = isoSeconds(dt);
  if (dt * 1000 > askedAtMs + maxClockSkewMs) {
    return refuse("implausible", `the observation's time ${time} is to come`);
  }
  return {
    ok: true,
    record: {
      city: city.name,
      country: city.country ?? countryCode(sys?.country),
      last_update_time: time,
      ...measured,
    },
  };
}

/** Answers of 2014 and 2015 spell the country out; only a code is fit for the column of codes. */
function countryCode(country: string | null | undefined): string | null {
  return country && /^[A-Z]{2}$/.test(country) ? country : null;
}

/** A time in Unix seconds as the record writes it: `2025-06-08T11:10:04Z`. */
export function isoSeconds(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}
