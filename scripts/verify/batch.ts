import type { KafkaMessage } from "kafkajs";
import { decodeRecord } from "../../weather/message.ts";
import {
  unitsHeader,
  type WeatherUnits,
  weatherUnits,
} from "../../weather/record.ts";
import { headerValue } from "../shared/dead_letter.ts";
import type { Entry, NotRecord, RecordPlace } from "./entry.ts";

/** A message of the topic. */
export interface TopicMessage extends RecordPlace {
  readonly value: string | null;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** The header `units`, if there is one. */
  readonly units: string | undefined;
}

/** What the verifier takes of a message. */
export function toTopicMessage(
  message: KafkaMessage,
  partition: number,
): TopicMessage {
  return {
    partition,
    offset: BigInt(message.offset),
    value: message.value?.toString() ?? null,
    timestamp: Number(message.timestamp),
    units: headerValue(message.headers, unitsHeader) ?? undefined,
  };
}

/** Messages told apart. */
export interface Batch {
  /** Records, in the order of the messages. */
  readonly entries: readonly Entry[];
  readonly notRecords: readonly NotRecord[];
}

/** Tells records from messages that are none. */
export function decodeMessages(messages: readonly TopicMessage[]): Batch {
  const entries: Entry[] = [];
  const notRecords: NotRecord[] = [];
  for (const { partition, offset, timestamp, value, units } of messages) {
    const decoded = decodeRecord(value);
    if (decoded.ok) {
      const { record } = decoded;
      entries.push({
        partition,
        offset,
        timestamp,
        record,
        time: Date.parse(record.last_update_time),
        units: readUnits(units),
        replacing: 0,
        status: "missing",
        differences: [],
        deadLetter: null,
        cause: null,
      });
    } else {
      const { reason } = decoded;
      notRecords.push({ partition, offset, reason, deadLetter: null });
    }
  }
  return { entries, notRecords };
}

function readUnits(text: string | undefined): WeatherUnits | null {
  return weatherUnits.options.find((units) => units === text) ?? null;
}
