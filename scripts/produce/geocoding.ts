import { z } from "zod";
import { type City, city } from "../../weather/cities.ts";
import {
  openMeteoPlaceUrl,
  openWeatherPlaceUrl,
  parseOpenMeteoPlace,
  parseOpenWeatherPlace,
  type PlaceAnswer,
  type PlaceName,
} from "../../weather/geocoding.ts";
import { askHttp, hideSecret } from "../../weather/http.ts";
import { parseJson } from "../../weather/json.ts";
import { UserError } from "../shared/exit.ts";
import type { Settings } from "../shared/settings.ts";
import { keyAdvice, openWeatherKey, type WeatherSettings } from "./sources.ts";

/** Where places found are kept, so that each name is asked for once. */
const cacheFile = ".cache/cities.json";

const cacheSchema = z.record(z.string(), city);

/** Options of {@linkcode findPlace}. */
export interface FindPlaceOptions {
  readonly settings:
    & WeatherSettings
    & Pick<Settings, "OPEN_METEO_GEOCODING_URL">;
  /** Milliseconds. */
  readonly timeout: number;
  readonly note: (line: string) => void;
  /** @default {".cache/cities.json"} */
  readonly file?: string;
}

/**
 * The place of a name: the one kept, or else the one that the source's geocoding service finds, which is then kept.
 *
 * @throws {UserError} if it cannot be found.
 */
export async function findPlace(
  asked: PlaceName,
  { settings, timeout, note, file = cacheFile }: FindPlaceOptions,
): Promise<City> {
  const name = asked.country === null
    ? asked.name
    : `${asked.name},${asked.country}`;
  const kept = await readCache(file);
  if (kept[name] !== undefined) return kept[name];

  const answer = await askPlace(asked, { settings, timeout });
  if (!answer.ok) {
    const { kind, reason } = answer.refusal;
    throw new UserError(
      `Cannot find the city ${name}: ${reason}`,
      kind === "unauthorized"
        ? keyAdvice
        : "check the name, add a country as in Paris,FR, or give its place as in Camp@-77.85,166.67",
    );
  }
  const { city, description } = answer.place;
  note(
    `${name} is ${description} (${city.latitude},${city.longitude}); kept in ${file}`,
  );
  await writeCache(file, { ...kept, [name]: city });
  return city;
}

async function askPlace(
  asked: PlaceName,
  { settings, timeout }: Pick<FindPlaceOptions, "settings" | "timeout">,
): Promise<PlaceAnswer> {
  const options = {
    fetch: (url: URL, init: RequestInit) => fetch(url, init),
    timeoutMs: timeout,
    signal: new AbortController().signal,
  };
  if (settings.WEATHER_SOURCE === "openweather") {
    const key = openWeatherKey(settings);
    const answer = await askHttp(
      openWeatherPlaceUrl(settings.OPENWEATHER_URL, { ...asked, key }),
      { ...options, secret: key },
    );
    if ("kind" in answer) return { ok: false, refusal: answer };
    const found = parseOpenWeatherPlace(answer, asked);
    if (found.ok) return found;
    const { kind, reason } = found.refusal;
    return { ok: false, refusal: { kind, reason: hideSecret(reason, key) } };
  }
  if (settings.WEATHER_SOURCE === "open-meteo") {
    const answer = await askHttp(
      openMeteoPlaceUrl(settings.OPEN_METEO_GEOCODING_URL, asked),
      options,
    );
    return "kind" in answer
      ? { ok: false, refusal: answer }
      : parseOpenMeteoPlace(answer, asked);
  }
  return {
    ok: false,
    refusal: {
      kind: "not_found",
      reason: "recorded answers exist only of the tutorial's eight cities",
    },
  };
}

/** What is kept; a file that is missing or damaged keeps nothing. */
async function readCache(file: string): Promise<Record<string, City>> {
  try {
    const kept = cacheSchema.safeParse(
      parseJson(await Deno.readTextFile(file)),
    );
    return kept.success ? kept.data : {};
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
}

async function writeCache(
  file: string,
  cities: Record<string, City>,
): Promise<void> {
  await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
  await Deno.writeTextFile(file, JSON.stringify(cities, null, 2) + "\n");
}
