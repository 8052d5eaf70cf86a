import { type Observation, refuse } from "./answer.ts";
import type { City } from "./cities.ts";
import { askHttp, type AskOptions, hideSecret } from "./http.ts";
import { openMeteoUrl, parseOpenMeteo } from "./open_meteo.ts";
import { openWeatherUrl, parseOpenWeather } from "./openweather.ts";
import type { WeatherUnits } from "./record.ts";
import { replayAnswer } from "./replay.ts";

/** How many calls a service allows; a call is one city asked once. */
export interface CallLimits {
  readonly perMinute: number;
  /** The allowance of the longer period, which is warned of. */
  readonly quota: { readonly calls: number; readonly days: 1 | 31 };
}

/** Where observations come from. */
export interface WeatherSource {
  /** For people: `OpenWeather`. */
  readonly name: string;
  /** Null if there are none. */
  readonly limits: CallLimits | null;
  /** Asks for the weather of one city, once. */
  ask(city: City, signal: AbortSignal): Promise<Observation>;
}

/** What every source needs. */
export interface SourceOptions extends Omit<AskOptions, "signal" | "secret"> {
  readonly units: WeatherUnits;
  /** Now, in milliseconds since 1970. */
  readonly now: () => number;
}

/** The real OpenWeather, with a key of its free plan: 60 calls a minute and 1,000,000 a month. */
export function openWeatherSource(
  { url, key }: { url: string; key: string },
  options: SourceOptions,
): WeatherSource {
  return {
    name: "OpenWeather",
    limits: { perMinute: 60, quota: { calls: 1_000_000, days: 31 } },
    ask: async (city, signal) => {
      const { units } = options;
      const answer = await askHttp(
        openWeatherUrl(url, { city, units, key }),
        { ...options, signal, secret: key },
      );
      if ("kind" in answer) return { ok: false, refusal: answer };
      const observed = parseOpenWeather(answer, {
        city,
        units,
        askedAtMs: options.now(),
      });
      return observed.ok ? observed : refuse(
        observed.refusal.kind,
        hideSecret(observed.refusal.reason, key),
        observed.refusal.retryAfterMs,
      );
    },
  };
}

/** Open-Meteo, which needs no key: 600 calls a minute and 10,000 a day, for non-commercial use. */
export function openMeteoSource(
  { url }: { url: string },
  options: SourceOptions,
): WeatherSource {
  return {
    name: "Open-Meteo",
    limits: { perMinute: 600, quota: { calls: 10_000, days: 1 } },
    ask: async (city, signal) => {
      const answer = await askHttp(openMeteoUrl(url, city), {
        ...options,
        signal,
      });
      return "kind" in answer
        ? { ok: false, refusal: answer }
        : parseOpenMeteo(answer, { city, units: options.units });
    },
  };
}

/** Recorded answers, without network: see {@linkcode replayAnswer}. */
export function replaySource(
  { units, now }: Pick<SourceOptions, "units" | "now">,
): WeatherSource {
  return {
    name: "recorded answers",
    limits: null,
    ask: (city) => {
      const askedAtMs = now();
      const answer = replayAnswer(city.name, { units, askedAtMs });
      return Promise.resolve(
        parseOpenWeather(answer, { city, units, askedAtMs }),
      );
    },
  };
}
