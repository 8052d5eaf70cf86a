// The producer of a stream, a process of its own so that it can be killed: sends records at a steady rate through the
// project's own producer until its standard input ends or SIGTERM comes, and prints each acknowledged range of numbers.
import { systemClock } from "../../weather/clock.ts";
import { createKafka } from "../../scripts/shared/kafka_client.ts";
import { readSettings } from "../../scripts/shared/settings.ts";
import { print, printError } from "../../scripts/shared/terminal.ts";
import { ReliableProducer } from "../../scripts/produce/reliable_producer.ts";
import { recordAt, type Traffic } from "./traffic.ts";

/** What {@linkcode Load} tells its process. */
export interface LoadOptions {
  readonly topic: string;
  readonly traffic: Traffic;
  /** Records per second. */
  readonly rate: number;
  /** Number of the first record. */
  readonly first: number;
}

const maxBatch = 200;
const tickMs = 50;

async function produce(options: LoadOptions): Promise<void> {
  const { topic, traffic, rate, first } = options;
  const stop = new AbortController();
  Deno.addSignalListener("SIGTERM", () => stop.abort());
  // Also ends when the parent dies.
  new Response(Deno.stdin.readable).arrayBuffer().finally(() => stop.abort());
  const producer = new ReliableProducer({
    kafka: createKafka(readSettings()),
    topic,
    clock: systemClock,
    onOutage: (reason) => printError(reason ?? "the brokers are back"),
  });
  let next = first;
  let begin = Date.now();
  while (!stop.signal.aborted) {
    const due = first + Math.floor((Date.now() - begin) * rate / 1000);
    const count = Math.min(due - next, maxBatch);
    // After an outage it goes on at the same rate: what was not produced meanwhile is not made up for.
    if (due - next > 2 * maxBatch) begin += 1000 * (due - next) / rate;
    if (count > 0) {
      const numbers = Array.from({ length: count }, (_, i) => next + i);
      await producer.send(numbers.map((n) => recordAt(traffic, n).message));
      print(JSON.stringify([next, next + count - 1]));
      next += count;
    }
    await new Promise((resolve) => setTimeout(resolve, tickMs));
  }
  await producer.close();
}

if (import.meta.main) {
  await produce(JSON.parse(Deno.args[0] ?? ""));
  Deno.exit(0);
}
