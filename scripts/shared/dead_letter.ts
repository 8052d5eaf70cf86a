import type { IHeaders } from "kafkajs";

/** A record's place in Kafka. */
export interface TopicPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

/** What Kafka Connect says of a record in the headers of its copy in the dead letter queue; null for what it does not say. */
export interface ErrorContext {
  /** Where the record was when it could not be written. */
  readonly origin: TopicPlace | null;
  /** Name of the connector that put it into the queue. */
  readonly connector: string | null;
  /** The step that failed, such as VALUE_CONVERTER or TASK_PUT. */
  readonly stage: string | null;
  /** Why it could not be written. */
  readonly reason: string | null;
}

/** What the names of Connect's own headers begin with (KIP-298). */
const prefix = "__connect.errors.";

/** Reads the headers that Connect adds with `errors.deadletterqueue.context.headers.enable`. */
export function readErrorContext(headers?: IHeaders): ErrorContext {
  const read = (name: string) => headerValue(headers, prefix + name);
  return {
    origin: readOrigin(read),
    connector: read("connector.name"),
    stage: read("stage"),
    reason: read("exception.message"),
  };
}

function readOrigin(read: (name: string) => string | null): TopicPlace | null {
  const topic = read("topic");
  const partition = read("partition");
  const offset = read("offset");
  if (topic === null || !isNumber(partition) || !isNumber(offset)) return null;
  return { topic, partition: Number(partition), offset: BigInt(offset) };
}

function isNumber(text: string | null): text is string {
  return text !== null && /^\d+$/.test(text);
}

/** A header's text, or null if there is none; of several of that name the last, as Kafka Connect takes it. */
export function headerValue(
  headers: IHeaders | undefined,
  name: string,
): string | null {
  const header = headers?.[name];
  const last = Array.isArray(header) ? header.at(-1) : header;
  return last === undefined ? null : String(last);
}

/** The record's own headers, without those that Connect added. */
export function withoutErrorContext(headers: IHeaders = {}): IHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !name.startsWith(prefix)),
  );
}

/** Writes a place as Kafka's tools do: `topic-partition@offset`. */
export function placeText({ topic, partition, offset }: TopicPlace): string {
  return `${topic}-${partition}@${offset}`;
}
