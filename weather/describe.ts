import type { PollEvent } from "./poll.ts";
import type { WeatherRecord, WeatherUnits } from "./record.ts";

const symbol = { standard: "K", metric: "°C" } as const;

/** A record as people read it: `London        280.32 K   feels 278.10 K    81 %`. */
export function describeRecord(
  { city, temperature, feels_like, humidity }: WeatherRecord,
  units: WeatherUnits,
): string {
  const degrees = (value: number | null) =>
    `${value === null ? "-" : value.toFixed(2)} ${symbol[units]}`.padStart(9);
  return `${city.padEnd(12)} ${degrees(temperature)}  ` +
    `feels ${degrees(feels_like)}  ${String(humidity).padStart(3)} %`;
}

/** Why a city has no observation and when it is asked again. */
export function describeRefusal(
  { city, refusal, retryInMs }: Extract<PollEvent, { kind: "refused" }>,
): string {
  const then = retryInMs === null
    ? ""
    : `; trying again after ${duration(retryInMs)}`;
  return `${city.name.padEnd(12)} ${refusal.reason}${then}`;
}

function duration(ms: number): string {
  return ms < 60_000
    ? `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`
    : `${Math.round(ms / 60_000)} min`;
}

/** The time of day in UTC, as records have it: `12:00:03Z`. */
export function timeOfDay(ms: number): string {
  return `${new Date(ms).toISOString().slice(11, 19)}Z`;
}
