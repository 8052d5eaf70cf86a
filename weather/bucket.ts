import { z } from "zod";
import { monthOf } from "./month.ts";
import type { WeatherMessage } from "./message.ts";

/**
 * Headers for tables in buckets (CASSANDRA_LAYOUT=bucketed). The sink copies values and computes none, so the producer
 * says what the partition key and the write time are made of.
 */
export const bucketHeaders = {
  /** The month of the observation, in UTC: `2026-11`. */
  month: z.string(),
  /** The time of the observation: milliseconds since 1970. */
  observed: z.int(),
};

// In a text within the value each quote has a backslash before it, so this can only be the field.
const time = /"last_update_time":"([^"]+)"/;

/**
 * Adds {@linkcode bucketHeaders} to a record's message.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { addBucketHeaders } from "./bucket.ts";
 *
 * const { headers } = addBucketHeaders({
 *   key: "Cairo",
 *   value: '{"city":"Cairo","last_update_time":"2026-11-25T08:00:00Z"}',
 *   headers: { units: "standard" },
 * });
 * assertEquals(headers, {
 *   units: "standard",
 *   month: "2026-11",
 *   observed: "1795593600000",
 * });
 * ```
 */
export function addBucketHeaders(message: WeatherMessage): WeatherMessage {
  const observed = new Date(time.exec(message.value)?.[1] ?? NaN);
  return {
    ...message,
    headers: { ...message.headers, ...bucketHeadersOf(observed) },
  };
}

/** {@linkcode bucketHeaders} of a time of observation, as text. */
export function bucketHeadersOf(observed: Date) {
  return {
    month: monthOf(observed),
    observed: String(observed.getTime()),
  } satisfies Record<keyof typeof bucketHeaders, string>;
}
