import { addBucketHeaders } from "../../weather/bucket.ts";
import type { Clock } from "../../weather/clock.ts";
import { encodeRecord, type WeatherMessage } from "../../weather/message.ts";
import type { WeatherRecord, WeatherUnits } from "../../weather/record.ts";
import type { ReliableProducer } from "./reliable_producer.ts";

/** Where a record came to lie. */
export interface Published {
  readonly record: WeatherRecord;
  readonly partition: number;
  /** A decimal number; beyond 2^53 it has no exact `number`. */
  readonly offset: string;
}

/** Options of {@linkcode Publisher}. */
export interface PublisherOptions {
  readonly producer: Pick<ReliableProducer, "send" | "close">;
  readonly units: WeatherUnits;
  /** Whether the records' tables are in buckets. @default {false} */
  readonly isBucketed?: boolean;
  readonly clock: Clock;
  /** Told of each record that the brokers have acknowledged, in order. */
  readonly onPublished: (published: Published) => void;
}

/**
 * So many records wait for brokers that are away: at eight cities every ten minutes those of a week, in a few MB. Then
 * {@linkcode Publisher.ready} waits, and with it the polling.
 */
const maxWaiting = 10_000;

/** Records in one request; what a cluster takes by default is 1 MiB, some 5,000 of ours. */
const maxBatch = 500;

/** How long the end waits for acknowledgements: a broker's restart is not waited for. */
const maxFlushMs = 10_000;

/**
 * Takes records as they come and sends them in that order, one request at a time: an outage of the brokers delays
 * records but neither loses nor reorders them.
 */
export class Publisher {
  readonly #options: PublisherOptions;
  #waiting: WeatherRecord[] = [];
  #sending: Promise<void> | null = null;
  #failure: unknown = null;
  #wake: (() => void)[] = [];

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  /** Records given and not yet acknowledged. */
  get waiting(): number {
    return this.#waiting.length;
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
   * Waits until all records given are acknowledged, then disconnects. Once `signal` is aborted it waits 10 s more and
   * gives up the rest, which {@linkcode Publisher.waiting} then counts.
   *
   * @throws what the brokers will not accept however often it is sent.
   */
  async finish(signal: AbortSignal): Promise<void> {
    const { clock, producer } = this.#options;
    const giveUp = new AbortController();
    const patience = aborted(signal)
      .then(() => clock.sleep(maxFlushMs, giveUp.signal))
      .catch(() => {});
    await Promise.race([this.#sending, patience]);
    giveUp.abort();
    await producer.close();
    if (this.#failure !== null) throw this.#failure;
  }

  async #sendAll(): Promise<void> {
    const { producer, onPublished } = this.#options;
    try {
      // A turn of the event loop, so that answers that came together go together.
      await new Promise((resolve) => setTimeout(resolve, 0));
      while (this.#waiting.length > 0) {
        const records = this.#waiting.slice(0, maxBatch);
        const findPositions = await producer.send(
          records.map((record) => this.#encode(record)),
        );
        this.#waiting.splice(0, records.length);
        this.#wakeAll();
        for (const [i, { partition, offset }] of findPositions().entries()) {
          const record = records[i]!;
          onPublished({ record, partition, offset: String(offset) });
        }
      }
    } catch (error) {
      // After finish() has given up it is no failure.
      if (!isAbort(error)) this.#failure = error;
    }
  }

  #encode(record: WeatherRecord): WeatherMessage {
    const { units, isBucketed = false } = this.#options;
    const message = encodeRecord(record, units);
    return isBucketed ? addBucketHeaders(message) : message;
  }

  #wakeAll(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
