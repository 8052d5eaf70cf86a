import { z } from "zod";
import {
  describeBody,
  type HttpAnswer,
  peerWords,
  type Refusal,
  refusalKind,
} from "./answer.ts";
import { type City, city } from "./cities.ts";
import { describeIssues, parseJson } from "./json.ts";

/** A name to find the place of; the country narrows it down. */
export interface PlaceName {
  readonly name: string;
  /** ISO 3166-1 alpha-2 code. */
  readonly country: string | null;
}

/** The place of a name. */
export interface FoundPlace {
  /** Under the name asked for. */
  readonly city: City;
  /** What the service calls it, to see whether it is the one meant: `Paris, Île-de-France, FR`. */
  readonly description: string;
}

/** The place, or why there is none. */
export type PlaceAnswer =
  | { readonly ok: true; readonly place: FoundPlace }
  | { readonly ok: false; readonly refusal: Refusal };

const country = city.shape.country.nullish();

const openWeatherPlaces = z.array(z.object({
  name: z.string(),
  lat: city.shape.latitude,
  lon: city.shape.longitude,
  country,
  state: z.string().nullish(),
}));

const openMeteoPlaces = z.object({
  results: z.array(z.object({
    name: z.string(),
    latitude: city.shape.latitude,
    longitude: city.shape.longitude,
    country_code: country,
    admin1: z.string().nullish(),
  })).default([]),
});

/** The request for a name's place, of OpenWeather's Geocoding API. */
export function openWeatherPlaceUrl(
  base: string,
  { name, country, key }: PlaceName & { key: string },
): URL {
  const url = new URL("geo/1.0/direct", base.replace(/\/*$/, "/"));
  url.searchParams.set("q", country === null ? name : `${name},${country}`);
  url.searchParams.set("limit", "1");
  url.searchParams.set("appid", key);
  return url;
}

/** The request for a name's place, of Open-Meteo's Geocoding API. */
export function openMeteoPlaceUrl(base: string, { name }: PlaceName): URL {
  const url = new URL("v1/search", base.replace(/\/*$/, "/"));
  url.searchParams.set("name", name);
  url.searchParams.set("count", "100");
  url.searchParams.set("format", "json");
  return url;
}

/** Reads OpenWeather's answer; for an unknown name that is an empty array, with status 200. */
export function parseOpenWeatherPlace(
  answer: HttpAnswer,
  asked: PlaceName,
): PlaceAnswer {
  return parsePlaces(answer, {
    asked,
    service: "OpenWeather",
    schema: openWeatherPlaces.transform((places) =>
      places.map(({ lat, lon, state, ...place }) => ({
        ...place,
        latitude: lat,
        longitude: lon,
        region: state,
      }))
    ),
  });
}

/** Reads Open-Meteo's answer; for an unknown name it has no `results`. */
export function parseOpenMeteoPlace(
  answer: HttpAnswer,
  asked: PlaceName,
): PlaceAnswer {
  return parsePlaces(answer, {
    asked,
    service: "Open-Meteo",
    schema: openMeteoPlaces.transform(({ results }) =>
      results.map(({ country_code, admin1, ...place }) => ({
        ...place,
        country: country_code,
        region: admin1,
      }))
    ),
  });
}

interface Place {
  readonly name: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly country?: string | null | undefined;
  readonly region?: string | null | undefined;
}

function parsePlaces(
  answer: HttpAnswer,
  { asked, service, schema }: {
    asked: PlaceName;
    service: string;
    schema: z.ZodType<Place[]>;
  },
): PlaceAnswer {
  if (answer.status !== 200) {
    return fail(
      refusalKind(answer.status),
      `${service} answered ${answer.status}: ${describeBody(answer)}`,
    );
  }
  const parsed = schema.safeParse(parseJson(answer.body));
  if (!parsed.success) {
    return fail(
      "malformed",
      `${service}'s answer is not a list of places: ${
        describeIssues(parsed.error)
      }`,
    );
  }
  const place = parsed.data.find(({ country }) =>
    asked.country === null || country === asked.country
  );
  if (place === undefined) {
    return fail("not_found", `${service} knows no place of that name`);
  }
  const { latitude, longitude } = place;
  return {
    ok: true,
    place: {
      city: {
        name: asked.name,
        latitude,
        longitude,
        country: place.country ?? null,
      },
      description: peerWords(
        [place.name, place.region, place.country].filter(Boolean).join(", "),
      ),
    },
  };
}

function fail(kind: Refusal["kind"], reason: string): PlaceAnswer {
  return { ok: false, refusal: { kind, reason } };
}
