import {
  CompressionTypes,
  type Kafka,
  type Message,
  type Producer,
  type RecordMetadata,
} from "kafkajs";
import type { Clock } from "../../weather/clock.ts";
import { cityPartition } from "../../weather/partition.ts";
import { UserError } from "../shared/exit.ts";
import { pickUnacknowledged } from "../shared/unacknowledged.ts";
import { protocolErrorTypes } from "./topic.ts";

/** Options of {@linkcode ReliableProducer}. */
export interface ReliableProducerOptions {
  readonly kafka: Kafka;
  readonly topic: string;
  readonly clock: Clock;
  /** Told once when the brokers stop taking records, and once (null) when they take them again. */
  readonly onOutage: (reason: string | null) => void;
}

/** Where a message came to lie. */
export interface MessagePosition {
  readonly partition: number;
  readonly offset: bigint;
}

/** Short, as a partition whose leader has died has a new one in seconds: waiting longer would only add to the gap. */
const maxRetryDelayMs = 1_000;

/**
 * Sends messages keyed by city, compressed, until all in-sync replicas have them, however long the brokers are away.
 * One call at a time: that is what keeps the order.
 */
export class ReliableProducer {
  readonly #options: ReliableProducerOptions;
  readonly #producer: Producer;
  /** Partitions of the topic when the last messages were sent. */
  #partitionCount = 1;
  readonly #stop = new AbortController();
  #connected = false;

  constructor(options: ReliableProducerOptions) {
    this.#options = options;
    this.#producer = options.kafka.producer({
      idempotent: true,
      // Sequence numbers are per request: with more in flight a retried one may overtake.
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: () => ({ message, partitionMetadata }) => {
        this.#partitionCount = partitionMetadata.length;
        return cityPartition(keyText(message), partitionMetadata.length);
      },
      // The retries that matter are those of send(), which can be stopped and reported.
      retry: { retries: 2, initialRetryTime: 100, maxRetryTime: 1_000 },
    });
  }

  /** Connects to the brokers. */
  async connect(): Promise<void> {
    await this.#producer.connect();
    this.#connected = true;
  }

  /**
   * Sends the messages until they are acknowledged. They are the same each time, with the same sequence numbers, so
   * what was written though its acknowledgement was lost is not written again. Gives a function for the position of
   * each.
   *
   * @throws {UserError} for what sending again will not mend; the reason of the stop after {@linkcode close}.
   */
  async send(messages: Message[]): Promise<() => MessagePosition[]> {
    const { topic, clock, onOutage } = this.#options;
    let failures = 0;
    let missing = messages;
    const acknowledged: RecordMetadata[] = [];
    while (true) {
      this.#stop.signal.throwIfAborted();
      try {
        if (!this.#connected) await this.connect();
        const parts = await this.#producer.send({
          topic,
          messages: missing,
          acks: -1,
          compression: CompressionTypes.GZIP,
        });
        acknowledged.push(...parts);
        const partitions = this.#partitionCount;
        missing = pickUnacknowledged(
          missing,
          parts,
          (message) => cityPartition(keyText(message), partitions),
        );
        if (missing.length > 0) continue;
        if (failures > 0) onOutage(null);
        return () => findPositions(messages, { acknowledged, partitions });
      } catch (error) {
        const fatal = explainRefusal(error, topic);
        if (fatal !== null) throw fatal;
        if (failures === 0) {
          onOutage(error instanceof Error ? error.message : String(error));
        }
        const delay = Math.min(maxRetryDelayMs, 200 * 2 ** failures++);
        await clock.sleep(
          delay * (0.5 + clock.random() / 2),
          this.#stop.signal,
        );
        if (mustStartAnew(error)) {
          // Connecting anew gives a new producer id.
          this.#connected = false;
          await this.#producer.disconnect();
        }
      }
    }
  }

  /** Gives up what is not acknowledged and disconnects. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#producer.disconnect();
  }
}

/** The brokers' answer has only the first offset in each partition: the rest follow in the order given. */
function findPositions(
  messages: readonly Message[],
  { acknowledged, partitions }: {
    acknowledged: readonly { partition: number; baseOffset?: string }[];
    partitions: number;
  },
): MessagePosition[] {
  const next = new Map(
    acknowledged.map(({ partition, baseOffset }) => [
      partition,
      BigInt(baseOffset ?? -1),
    ]),
  );
  return messages.map((message) => {
    const partition = cityPartition(keyText(message), partitions);
    const offset = next.get(partition) ?? -1n;
    next.set(partition, offset + 1n);
    return { partition, offset };
  });
}

/** Texts of keys that are bytes: packed messages share them. */
const keyTexts = new WeakMap<object, string>();

function keyText({ key }: Message): string {
  if (typeof key === "string" || !key) return key ?? "";
  let text = keyTexts.get(key);
  if (text === undefined) keyTexts.set(key, text = key.toString());
  return text;
}

/** The brokers have lost or fenced the state of our producer id. */
function mustStartAnew(error: unknown): boolean {
  const types = protocolErrorTypes(error);
  return [
    "OUT_OF_ORDER_SEQUENCE_NUMBER",
    "UNKNOWN_PRODUCER_ID",
    "INVALID_PRODUCER_EPOCH",
    "INVALID_PRODUCER_ID_MAPPING",
    "PRODUCER_FENCED",
  ].some((type) => types.has(type));
}

/** What sending again will not mend. */
function explainRefusal(error: unknown, topic: string): UserError | null {
  const types = protocolErrorTypes(error);
  const options = { cause: error };
  if (
    types.has("TOPIC_AUTHORIZATION_FAILED") ||
    types.has("CLUSTER_AUTHORIZATION_FAILED")
  ) {
    return new UserError(
      `Cannot write to topic ${topic}: the brokers do not allow it`,
      "have the right to write to it granted",
      2,
      options,
    );
  }
  if (types.has("MESSAGE_TOO_LARGE") || types.has("RECORD_LIST_TOO_LARGE")) {
    return new UserError(
      `Cannot write to topic ${topic}: the brokers take no records that large`,
      "raise the topic's max.message.bytes",
      2,
      options,
    );
  }
  return null;
}
