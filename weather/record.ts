import { z } from "zod";

/**
 * One observation of one city, as published to the topic and kept as one row: the single source of truth from which the
 * TypeScript type, the connector's mapping and the verifier's comparison derive. Names are the table's column names.
 *
 * The temperatures' unit is not part of the record: it is the topic's contract, carried by every message in the header
 * named {@linkcode unitsHeader}, so that a topic never mixes units unnoticed.
 */
export const weatherRecord = z.strictObject({
  /** The city as configured, not as named in the answer: a weather station may belong to a district (Berlin: "Mitte"). */
  city: z.string().min(1),
  /** ISO 3166-1 alpha-2 code, or null where neither the configuration nor the answer names one (points at sea). */
  country: z.string().min(1).nullable(),
  /** When the observation was calculated, UTC, ISO 8601 with a final Z. */
  last_update_time: z.iso.datetime(),
  /** Air temperature, in the topic's units: Kelvin (`standard`) or degrees Celsius (`metric`). */
  temperature: z.number(),
  /** Perceived temperature in the same units; null in answers that lack it (all before December 2019). */
  feels_like: z.number().nullable(),
  /** Relative humidity, percent. */
  humidity: z.int().min(0).max(100),
});

/** One observation of one city; see {@linkcode weatherRecord}. */
export type WeatherRecord = z.infer<typeof weatherRecord>;

/** The units that OpenWeather calls `standard` (Kelvin) and `metric` (degrees Celsius). */
export const weatherUnits = z.enum(["standard", "metric"]);

/** `standard` (Kelvin) or `metric` (degrees Celsius). */
export type WeatherUnits = z.infer<typeof weatherUnits>;

/** Name of the Kafka header that carries the {@linkcode WeatherUnits} of each record. */
export const unitsHeader = "units";
