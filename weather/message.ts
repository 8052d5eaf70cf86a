import { describeIssues } from "./json.ts";
import {
  unitsHeader,
  type WeatherRecord,
  weatherRecord,
  type WeatherUnits,
} from "./record.ts";

/** A record as it travels: key, value and headers of one Kafka message, all of them text. */
export interface WeatherMessage {
  /** The city, so that a city's records stay in one partition, in order. */
  readonly key: string;
  /** The record as JSON text. */
  readonly value: string;
  /** The units of its temperatures, under the name {@linkcode unitsHeader}. */
  readonly headers: Record<string, string>;
}

/** What {@linkcode decodeRecord} made of a message's value. */
export type DecodedRecord =
  | { readonly ok: true; readonly record: WeatherRecord }
  | { readonly ok: false; readonly reason: string };

/**
 * Writes a record as a Kafka message. A temperature is a double on the wire even when it is 12: it is written `12.0`,
 * as readers that tell integers from doubles (Connect's JSON, Cassandra's codecs) would otherwise see two types in one
 * field.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { encodeRecord } from "./message.ts";
 *
 * const message = encodeRecord({
 *   city: "Cairo",
 *   country: "EG",
 *   last_update_time: "2020-03-14T22:29:05Z",
 *   temperature: 290,
 *   feels_like: null,
 *   humidity: 88,
 * }, "standard");
 * assertEquals(
 *   message.value,
 *   '{"city":"Cairo","country":"EG","last_update_time":"2020-03-14T22:29:05Z","temperature":290.0,"feels_like":null,"humidity":88}',
 * );
 * ```
 */
export function encodeRecord(
  record: WeatherRecord,
  units: WeatherUnits,
): WeatherMessage {
  const { city, country, last_update_time, temperature, feels_like, humidity } =
    record;
  const feelsLike = feels_like === null ? "null" : doubleText(feels_like);
  return {
    key: city,
    // Put together by hand, as JSON.stringify writes 12.0 as 12.
    value: `{"city":${JSON.stringify(city)},` +
      `"country":${JSON.stringify(country)},` +
      `"last_update_time":${JSON.stringify(last_update_time)},` +
      `"temperature":${doubleText(temperature)},` +
      `"feels_like":${feelsLike},` +
      `"humidity":${humidity}}`,
    headers: { [unitsHeader]: units },
  };
}

function doubleText(value: number): string {
  const text = Object.is(value, -0) ? "-0" : String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** Reads the value of a message back into a record, or says why it is not one: the inverse of {@linkcode encodeRecord}. */
export function decodeRecord(value: string | null): DecodedRecord {
  if (value === null) return refuse("the value is null (a tombstone)");
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch (error) {
    return refuse(`the value is not JSON: ${(error as SyntaxError).message}`);
  }
  const record = weatherRecord.safeParse(parsed);
  return record.success
    ? { ok: true, record: record.data }
    : refuse(describeIssues(record.error));
}

function refuse(reason: string): DecodedRecord {
  return { ok: false, reason };
}
