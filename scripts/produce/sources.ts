import type { Clock } from "../../weather/clock.ts";
import {
  openMeteoSource,
  openWeatherSource,
  replaySource,
  type WeatherSource,
} from "../../weather/source.ts";
import { UserError } from "../shared/exit.ts";
import type { Settings } from "../shared/settings.ts";

/** What of {@linkcode Settings} the source depends on. */
export type WeatherSettings = Pick<
  Settings,
  | "WEATHER_SOURCE"
  | "WEATHER_UNITS"
  | "OPENWEATHER_API_KEY"
  | "API_KEY"
  | "OPENWEATHER_URL"
  | "OPEN_METEO_URL"
>;

/** What to do about a key that is missing or refused. */
export const keyAdvice =
  "get a free key at https://home.openweathermap.org/api_keys (a new one works after 10 minutes to 2 hours) " +
  "and set OPENWEATHER_API_KEY in .env,\n" +
  "or do without one: --source open-meteo (real weather) or --source replay (recorded answers)";

/**
 * The key, by its own name or the tutorial's.
 *
 * @throws {UserError} if there is none.
 */
export function openWeatherKey(settings: WeatherSettings): string {
  const key = settings.OPENWEATHER_API_KEY ?? settings.API_KEY;
  if (key === undefined) {
    throw new UserError(
      "Cannot ask OpenWeather without a key: OPENWEATHER_API_KEY is not set",
      keyAdvice,
    );
  }
  return key;
}

/**
 * The source that the settings name.
 *
 * @throws {UserError} if it needs a key and there is none.
 */
export function createSource(
  settings: WeatherSettings,
  { clock, timeoutMs }: { clock: Clock; timeoutMs: number },
): WeatherSource {
  const options = {
    fetch: (url: URL, init: RequestInit) => fetch(url, init),
    timeoutMs,
    units: settings.WEATHER_UNITS,
    now: () => clock.now(),
  };
  switch (settings.WEATHER_SOURCE) {
    case "openweather":
      return openWeatherSource({
        url: settings.OPENWEATHER_URL,
        key: openWeatherKey(settings),
      }, options);
    case "open-meteo":
      return openMeteoSource({ url: settings.OPEN_METEO_URL }, options);
    case "replay":
      return replaySource(options);
  }
}
