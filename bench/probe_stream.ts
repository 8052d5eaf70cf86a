import { CompressionTypes, type Producer } from "kafkajs";
import { createKafka } from "../scripts/shared/kafka_client.ts";
import { encodeRecord } from "../weather/message.ts";
import type { BenchStack } from "./bench_stack.ts";
import { timeOf } from "./records.ts";
import { waitUntil } from "./wait.ts";

/** Options of {@linkcode ProbeStream.start}. */
export interface ProbeOptions {
  readonly topic: string;
  readonly partitions: number;
  readonly table: string;
  /** Records per second. */
  readonly rate: number;
  /** Between two looks for the row of a city, milliseconds: how exact a latency is. @default {1} */
  readonly pauseMs?: number;
  readonly signal: AbortSignal;
}

/** How many cities the records are of: each partition gets some. */
const cities = 8;

/** Records sent at a steady rate, among whatever else the topic gets, each its own request: to be looked for in the table. */
export class ProbeStream implements AsyncDisposable {
  readonly #stack: BenchStack;
  readonly #options: ProbeOptions;
  readonly #producer: Producer;
  /** When each record was sent, by `performance.now()`. */
  readonly #sentMs: number[] = [];
  #failure: unknown = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  private constructor(stack: BenchStack, options: ProbeOptions) {
    this.#stack = stack;
    this.#options = options;
    this.#producer = createKafka(stack.settings).producer();
  }

  /** Begins to send. */
  static async start(
    stack: BenchStack,
    options: ProbeOptions,
  ): Promise<ProbeStream> {
    const stream = new ProbeStream(stack, options);
    await stream.#producer.connect();
    const begin = performance.now();
    stream.#timer = setInterval(() => {
      const due = (performance.now() - begin) * options.rate / 1_000;
      while (stream.#sentMs.length < due) stream.#send();
    }, 5);
    return stream;
  }

  /** Records sent so far. */
  get count(): number {
    return this.#sentMs.length;
  }

  #send(): void {
    const number = this.#sentMs.length;
    const key = number % cities;
    const message = encodeRecord({
      city: cityOf(number),
      country: "GB",
      last_update_time: timeOf(number).toISOString(),
      temperature: 288.15,
      feels_like: 287.6,
      humidity: 55,
    }, "standard");
    this.#sentMs.push(performance.now());
    this.#producer.send({
      topic: this.#options.topic,
      messages: [{ ...message, partition: key % this.#options.partitions }],
      acks: -1,
      compression: CompressionTypes.None,
    }).catch((error) => this.#failure = error);
  }

  /**
   * Measures records as they are sent, of each city the oldest that is not readable yet: were all of them looked for at
   * once, the more were late, the more looks would make them later.
   *
   * @param first the number of the first
   * @returns of each, milliseconds from its sending until its row was readable
   */
  async measure(first: number, count: number): Promise<number[]> {
    const latencies: number[] = Array(count);
    await Promise.all(Array.from({ length: cities }, async (_, city) => {
      for (let i = city; i < count; i += cities) {
        await waitUntil(() => this.count > first + i, {
          what: `record ${first + i} is sent`,
          pauseMs: 1,
          signal: this.#options.signal,
        });
        latencies[i] = await this.awaitRow(first + i);
      }
    }));
    return latencies;
  }

  /** Waits until a record is readable. @returns milliseconds from its sending */
  async awaitRow(number: number): Promise<number> {
    const query =
      `SELECT humidity FROM ${this.#options.table} WHERE city = ? AND last_update_time = ?`;
    const parameters = [cityOf(number), timeOf(number)];
    const sentMs = this.#sentMs[number]!;
    await waitUntil(async () => {
      if (this.#failure !== null) throw this.#failure;
      const { rowLength } = await this.#stack.cassandra.execute(
        query,
        parameters,
        { prepare: true },
      );
      return rowLength > 0;
    }, {
      what: `record ${number} of ${this.#options.topic} has its row`,
      pauseMs: this.#options.pauseMs ?? 1,
      signal: this.#options.signal,
    });
    return performance.now() - sentMs;
  }

  /** Number of the newest record of the first city that is readable, or -1. */
  async findNewest(): Promise<number> {
    const { rows: [row] } = await this.#stack.cassandra.execute(
      `SELECT last_update_time FROM ${this.#options.table} WHERE city = ? LIMIT 1`,
      [cityOf(0)],
      { prepare: true },
    );
    return row === undefined
      ? -1
      : (row.last_update_time.getTime() - timeOf(0).getTime()) / 1_000;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#producer.disconnect();
  }
}

function cityOf(number: number): string {
  return `Probe ${number % cities}`;
}
