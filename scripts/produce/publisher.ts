import {
  CompressionTypes,
  type Kafka,
  type Message,
  type PartitionMetadata,
  type Producer,
} from "kafkajs";
import type { Clock } from "../../weather/clock.ts";
import { encodeRecord } from "../../weather/message.ts";
import { cityPartition } from "../../weather/partition.ts";
import type { WeatherRecord, WeatherUnits } from "../../weather/record.ts";
import { UserError } from "../shared/exit.ts";
import { protocolErrorTypes } from "./topic.ts";

/** Where a record came to lie. */
export interface Published {
  readonly record: WeatherRecord;
  readonly partition: number;
  /** A decimal number; beyond 2^53 it has no exact `number`. */
  readonly offset: string;
}

/** Options of {@linkcode Publisher}. */
export interface PublisherOptions {
  readonly kafka: Kafka;
  readonly topic: string;
  readonly units: WeatherUnits;
  readonly clock: Clock;
  /** Told of each record that the brokers have acknowledged, in order. */
  readonly onPublished: (published: Published) => void;
  /** Told once when the brokers stop taking records, and once (null) when they take them again. */
  readonly onOutage: (reason: string | null) => void;
}

/**
 * So many records wait for brokers that are away: at eight cities every ten minutes a week of them, in a few MB. Then
 * {@linkcode Publisher.ready} waits, and with it the polling.
 */
const maxWaiting = 10_000;

/** Records in one request; what a cluster takes by default is 1 MiB, some 5,000 of ours. */
const maxBatch = 500;

const maxRetryDelayMs = 5_000;

/** How long the end waits for acknowledgements: a broker's restart is not waited for. */
const maxFlushMs = 10_000;

/**
 * Sends records to Kafka in the order given, one request at a time, each until it is acknowledged by all in-sync
 * replicas: an outage of the brokers delays records but neither loses nor reorders them.
 */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #producer: Producer;
  /** Which partition the client asked us to choose for a message: its answer has only offsets a partition. */
  readonly #partitions = new WeakMap<Message, number>();
  readonly #stop = new AbortController();
  #waiting: WeatherRecord[] = [];
  #connected = false;
  #sending: Promise<void> | null = null;
  #failure: unknown = null;
  #wake: (() => void)[] = [];

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#producer = options.kafka.producer({
      idempotent: true,
      // Sequence numbers are per request: with more in flight a retried one may overtake.
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: () => ({ message, partitionMetadata }) =>
        this.#choosePartition(message, partitionMetadata),
      // The retries that matter are those of #send, which can be stopped and reported.
      retry: { retries: 2, initialRetryTime: 100, maxRetryTime: 1_000 },
    });
  }

  /** Records given and not yet acknowledged. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Connects to the brokers. */
  async connect(): Promise<void> {
    await this.#producer.connect();
    this.#connected = true;
  }

  /** Takes a record to be sent as soon as can be. */
  publish(record: WeatherRecord): void {
    this.#waiting.push(record);
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = null;
      this.#wakeAll();
    });
  }

  /**
   * Resolves when there is room for more records.
   *
   * @throws what the brokers will not accept however often it is sent.
   */
  async ready(): Promise<void> {
    while (this.#waiting.length >= maxWaiting && this.#failure === null) {
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
    if (this.#failure !== null) throw this.#failure;
  }

  /**
   * Waits until all records given are acknowledged, then disconnects. Once `signal` is aborted it waits for
   * {@linkcode maxFlushMs} more and gives up the rest, which {@linkcode Publisher.waiting} then counts.
   *
   * @throws what the brokers will not accept however often it is sent.
   */
  async finish(signal: AbortSignal): Promise<void> {
    const giveUp = new AbortController();
    const patience = aborted(signal)
      .then(() => this.#options.clock.sleep(maxFlushMs, giveUp.signal))
      .catch(() => {});
    await Promise.race([this.#sending, patience]);
    giveUp.abort();
    this.#stop.abort();
    this.#wakeAll();
    await this.#producer.disconnect();
    if (this.#failure !== null) throw this.#failure;
  }

  async #sendAll(): Promise<void> {
    try {
      // A turn of the event loop, so that answers that came together go together.
      await new Promise((resolve) => setTimeout(resolve, 0));
      while (this.#waiting.length > 0 && !this.#stop.signal.aborted) {
        await this.#send(this.#waiting.slice(0, maxBatch));
      }
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#failure = error;
    }
  }

  /**
   * Sends the same messages until they are acknowledged. They must be the same: their sequence numbers are, so a
   * request that was written though its answer was lost is recognised by the broker and not written again.
   */
  async #send(records: readonly WeatherRecord[]): Promise<void> {
    const { topic, units, clock, onOutage } = this.#options;
    const messages: Message[] = records.map((record) =>
      encodeRecord(record, units)
    );
    let failures = 0;
    while (true) {
      try {
        if (!this.#connected) await this.connect();
        const acknowledged = await this.#producer.send({
          topic,
          messages,
          acks: -1,
          compression: CompressionTypes.GZIP,
        });
        if (failures > 0) onOutage(null);
        this.#waiting.splice(0, records.length);
        this.#wakeAll();
        this.#reportPublished(records, { messages, acknowledged });
        return;
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
        if (mustRestart(error)) {
          // Connecting anew gives a new producer id.
          this.#connected = false;
          await this.#producer.disconnect();
        }
      }
    }
  }

  #choosePartition(
    message: Message,
    metadata: readonly PartitionMetadata[],
  ): number {
    const partition = cityPartition(String(message.key), metadata.length);
    this.#partitions.set(message, partition);
    return partition;
  }

  #reportPublished(
    records: readonly WeatherRecord[],
    { messages, acknowledged }: {
      messages: readonly Message[];
      acknowledged: readonly { partition: number; baseOffset?: string }[];
    },
  ): void {
    const next = new Map(
      acknowledged.map((
        { partition, baseOffset },
      ) => [partition, BigInt(baseOffset ?? -1)]),
    );
    for (const [i, record] of records.entries()) {
      const partition = this.#partitions.get(messages[i]!) ?? -1;
      const offset = next.get(partition) ?? -1n;
      next.set(partition, offset + 1n);
      this.#options.onPublished({ record, partition, offset: String(offset) });
    }
  }

  #wakeAll(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** The broker has lost or fenced the state of our producer id. */
function mustRestart(error: unknown): boolean {
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
