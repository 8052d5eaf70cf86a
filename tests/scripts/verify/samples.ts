import { encodeRecord } from "../../../weather/message.ts";
import type { WeatherRecord } from "../../../weather/record.ts";
import type { RowValues } from "../../../scripts/verify/entry.ts";
import type { TopicMessage } from "../../../scripts/verify/ledger.ts";

/** A record, all of whose values can be chosen. */
export function sampleRecord(
  change: Partial<WeatherRecord> = {},
): WeatherRecord {
  return {
    city: "Cairo",
    country: "EG",
    last_update_time: "2024-05-01T12:00:00Z",
    temperature: 300.5,
    feels_like: 299,
    humidity: 20,
    ...change,
  };
}

/** A message as the producer writes it, at an offset of partition 0; the timestamp follows the offset. */
export function sampleMessage(
  offset: number,
  change: Partial<WeatherRecord> = {},
  { timestamp = 1_000 + offset, partition = 0 } = {},
): TopicMessage {
  const { value } = encodeRecord(sampleRecord(change), "standard");
  return {
    partition,
    offset: BigInt(offset),
    value,
    timestamp,
    units: "standard",
  };
}

/** The row that a record becomes. */
export function sampleRow(
  { country, temperature, feels_like, humidity }: WeatherRecord,
): RowValues {
  return { country, temperature, feels_like, humidity };
}
