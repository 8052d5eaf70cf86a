import { Buffer } from "node:buffer";
import type { Message } from "kafkajs";
import { encodeRecord } from "../../weather/message.ts";
import type { WeatherRecord } from "../../weather/record.ts";
import { corpus } from "./corpus.ts";
import { randomAt } from "./random.ts";

/** What a row must hold: a weather record, but the sink lets numbers be null and knows no limits. */
export type Row = {
  [Column in keyof WeatherRecord]: WeatherRecord[Column] | null;
};

/** Which records of a stream are poison. */
export type Poisoning =
  /** Each by chance. */
  | { readonly share: number }
  /** This many in a row, again and again, as many good ones between. */
  | { readonly inARow: number };

/** All that decides what a stream's records are. */
export interface Traffic {
  readonly seed: number;
  readonly poisoning: Poisoning;
}

/** One record of a stream: what is sent and what must become of it. */
export interface Sent {
  readonly message: Message;
  /** City of the good record with this number. */
  readonly city: string;
  /** Of the corpus; null for a good record. */
  readonly poison: string | null;
  /** The row that it must become; null if it must become a dead letter. */
  readonly row: Row | null;
}

/** The header with a record's number in its stream, by which it is known in the topic and in the dead letter queue. */
export const numberHeader = "number";

/** The record with a number in a stream. */
export function recordAt(traffic: Traffic, number: number): Sent {
  const good = goodRecord(number);
  const headers = { units: "standard", [numberHeader]: String(number) };
  if (!isPoison(traffic, number)) {
    const message = encodeRecord(good, "standard");
    return {
      message: { ...message, headers },
      city: good.city,
      poison: null,
      row: good,
    };
  }
  const chosen = Math.floor(randomAt(traffic.seed + 1, number) * corpus.length);
  const { name, make } = corpus[chosen]!;
  const { value, key = good.city, row = null } = make(good);
  return {
    city: good.city,
    poison: name,
    row,
    message: {
      key,
      value: value instanceof Uint8Array ? Buffer.from(value) : value,
      headers,
    },
  };
}

function isPoison({ seed, poisoning }: Traffic, number: number): boolean {
  return "share" in poisoning
    ? randomAt(seed, number) < poisoning.share
    : Math.floor(number / poisoning.inARow) % 2 === 1;
}

/** A record whose key no other has, and whose values follow from its number. */
export function goodRecord(number: number): WeatherRecord {
  return {
    city: `city ${number}`,
    country: number % 3 === 0 ? null : "EG",
    last_update_time: new Date(1_700_000_000_000 + number * 1000)
      .toISOString(),
    temperature: 200 + (number % 1000) / 8,
    feels_like: number % 7 === 0 ? null : 0.1 * number,
    humidity: number % 101,
  };
}
