import { encodeRecord } from "../../../weather/message.ts";
import type { WeatherRecord } from "../../../weather/record.ts";
import {
  decodeMessages,
  type TopicMessage,
} from "../../../scripts/verify/batch.ts";
import {
  type FoundRows,
  rowKey,
  type RowValues,
} from "../../../scripts/verify/entry.ts";
import type { Ledger } from "../../../scripts/verify/ledger.ts";

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

/** The rows of these records, as found in the table. */
export function rowsOf(...changes: Partial<WeatherRecord>[]): FoundRows {
  return new Map(
    changes.map(sampleRecord).map((record) => [
      rowKey(record.city, Date.parse(record.last_update_time)),
      sampleRow(record),
    ]),
  );
}

/** Has a ledger take messages. */
export function take(
  ledger: Ledger,
  messages: readonly TopicMessage[],
  rows: FoundRows = new Map(),
): void {
  ledger.take(decodeMessages(messages), rows);
}
