import cairo from "./replay/cairo.json" with { type: "json" };
import doha from "./replay/doha.json" with { type: "json" };
import johannesburg from "./replay/johannesburg.json" with { type: "json" };
import london from "./replay/london.json" with { type: "json" };
import nairobi from "./replay/nairobi.json" with { type: "json" };
import newYork from "./replay/new_york.json" with { type: "json" };
import sydney from "./replay/sydney.json" with { type: "json" };
import tokyo from "./replay/tokyo.json" with { type: "json" };
import type { HttpAnswer } from "./answer.ts";
import { celsiusZeroInKelvin } from "./plausibility.ts";
import type { WeatherUnits } from "./record.ts";

interface RecordedAnswer {
  readonly main: { readonly temp: number; readonly feels_like: number };
  readonly dt: number;
}

/**
 * One answer of OpenWeather for each of the eight cities, recorded in Kelvin between 2021 and 2025. Doha's alone is
 * made, from a recorded one for Dubai, and says so in its `_made`.
 */
const recorded: Readonly<Record<string, RecordedAnswer>> = {
  "London": london,
  "New York": newYork,
  "Johannesburg": johannesburg,
  "Nairobi": nairobi,
  "Cairo": cairo,
  "Tokyo": tokyo,
  "Sydney": sydney,
  "Doha": doha,
};

/**
 * The recorded answer for a city as OpenWeather would give it now: its `dt` is the time of asking, so that each round
 * brings new observations, and its temperatures are in the units asked for. Another city is not found (404).
 */
export function replayAnswer(
  cityName: string,
  { units, askedAtMs }: { units: WeatherUnits; askedAtMs: number },
): HttpAnswer {
  const answer = recorded[cityName];
  if (answer === undefined) {
    const message = "no answer is recorded for this city; there is one for " +
      Object.keys(recorded).join(", ");
    return { status: 404, body: JSON.stringify({ cod: "404", message }) };
  }
  const { temp, feels_like } = answer.main;
  return {
    status: 200,
    body: JSON.stringify({
      ...answer,
      main: {
        ...answer.main,
        temp: inUnits(temp, units),
        feels_like: inUnits(feels_like, units),
      },
      dt: Math.floor(askedAtMs / 1000),
    }),
  };
}

function inUnits(kelvin: number, units: WeatherUnits): number {
  return units === "standard"
    ? kelvin
    : Number((kelvin - celsiusZeroInKelvin).toFixed(2));
}
