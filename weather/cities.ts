import { z } from "zod";

/** A place to ask the weather of. It is asked for by its coordinates: names do not identify a place. */
export const city = z.strictObject({
  /** What its records are called: their key and their `city`. */
  name: z.string().min(1),
  /** Degrees north. */
  latitude: z.number().min(-90).max(90),
  /** Degrees east. */
  longitude: z.number().min(-180).max(180),
  /** ISO 3166-1 alpha-2 code; null leaves it to the answer. */
  country: z.string().regex(/^[A-Z]{2}$/).nullable(),
});

/** A place to ask the weather of; see {@linkcode city}. */
export type City = z.infer<typeof city>;

/**
 * The tutorial's eight cities. The coordinates are those that OpenWeather's answers for these cities give, and for Doha
 * those of its entry 290030 in GeoNames, from where OpenWeather took its list.
 */
export const tutorialCities: readonly City[] = [
  { name: "London", latitude: 51.5085, longitude: -0.1257, country: "GB" },
  { name: "New York", latitude: 40.7143, longitude: -74.006, country: "US" },
  {
    name: "Johannesburg",
    latitude: -26.2023,
    longitude: 28.0436,
    country: "ZA",
  },
  { name: "Nairobi", latitude: -1.2833, longitude: 36.8167, country: "KE" },
  { name: "Cairo", latitude: 30.0626, longitude: 31.2497, country: "EG" },
  { name: "Tokyo", latitude: 35.6895, longitude: 139.6917, country: "JP" },
  { name: "Sydney", latitude: -33.8679, longitude: 151.2073, country: "AU" },
  { name: "Doha", latitude: 25.2867, longitude: 51.5333, country: "QA" },
];

/** A city as someone wrote it in a list: complete, or a name whose place is still to be found. */
export type CityRequest =
  | { readonly city: City }
  | { readonly name: string; readonly country: string | null };

/**
 * Reads a list such as `London,Tokyo`, `Paris,FR,Oslo` or `Camp@-77.85,166.67,AQ`: names with commas between, each
 * optionally with `@latitude,longitude` and with a country code in capitals. The eight cities are known by name.
 *
 * @throws {SyntaxError} saying which part of the list is wrong.
 */
export function parseCityList(list: string): CityRequest[] {
  const parts = list.split(",").map((part) => part.trim());
  const requests: CityRequest[] = [];
  for (let i = 0; i < parts.length; i++) {
    const [name, latitude, ...more] = parts[i]!.split("@");
    if (!name || more.length > 0) {
      throw new SyntaxError(
        `Cannot read the city ${JSON.stringify(parts[i])}: ` +
          "a name is expected, such as London or Camp@-77.85,166.67,AQ",
      );
    }
    const longitude = latitude === undefined ? undefined : parts[++i] ?? "";
    const hasCountry = /^[A-Z]{2}$/.test(parts[i + 1] ?? "");
    const country = hasCountry ? parts[++i]! : null;
    requests.push(
      latitude === undefined
        ? nameRequest(name, country)
        : { city: placedCity(name, [latitude, longitude!], country) },
    );
  }
  refuseDuplicates(requests);
  return requests;
}

function nameRequest(name: string, country: string | null): CityRequest {
  const known = tutorialCities.find((known) =>
    known.name.toLowerCase() === name.toLowerCase() &&
    (country === null || country === known.country)
  );
  return known === undefined ? { name, country } : { city: known };
}

function placedCity(
  name: string,
  coordinates: [string, string],
  country: string | null,
): City {
  const [latitude, longitude] = coordinates.map((text) =>
    text.trim() === "" ? NaN : Number(text)
  );
  const parsed = city.safeParse({ name, latitude, longitude, country });
  if (!parsed.success) {
    const faults = parsed.error.issues
      .map(({ path, message }) => `${path.join(".")}: ${message}`);
    throw new SyntaxError(
      `Cannot read the place ${name}@${coordinates.join(",")}: ` +
        faults.join("; "),
    );
  }
  return parsed.data;
}

// The name is the key of a city's records and rows, so two places cannot share it.
function refuseDuplicates(requests: readonly CityRequest[]): void {
  const seen = new Set<string>();
  for (const request of requests) {
    const name = "city" in request ? request.city.name : request.name;
    if (seen.has(name)) {
      throw new SyntaxError(`Cannot use the city ${name} twice in one list`);
    }
    seen.add(name);
  }
}
