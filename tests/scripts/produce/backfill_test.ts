import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Message } from "kafkajs";
import {
  backfill,
  type BackfillOptions,
} from "../../../scripts/produce/backfill.ts";

const encoder = new TextEncoder();

function recordLine(i: number): string {
  return JSON.stringify({
    city: `City ${i % 10}`,
    country: null,
    last_update_time: new Date(1.7e12 + i * 1000).toISOString(),
    temperature: 280.5,
    feels_like: null,
    humidity: 50,
  });
}

async function* linesOf(
  count: number,
  { line = recordLine, onRead = (_i: number) => {} } = {},
): AsyncGenerator<Uint8Array> {
  for (let i = 1; i <= count; i++) {
    onRead(i);
    yield await Promise.resolve(encoder.encode(line(i) + "\n"));
  }
}

/** Runs a backfill with a stand-in for Kafka. */
async function run(options: Partial<BackfillOptions>) {
  const batches: Message[][] = [];
  const refused: [number, string][] = [];
  const lines: number[] = [];
  const state = await backfill({
    bytes: linesOf(0),
    afterLine: 0,
    units: "standard",
    send: (messages) => {
      batches.push(messages);
      return Promise.resolve();
    },
    onRefused: (line, reason) => refused.push([line, reason]),
    onProgress: ({ line }) => {
      lines.push(line);
      return Promise.resolve();
    },
    signal: new AbortController().signal,
    ...options,
  });
  const { line, published } = state;
  return {
    batches,
    refused,
    lines,
    line,
    published,
    refusedCount: state.refused,
  };
}

Deno.test("backfill() sends all records in order, in batches", async () => {
  const { batches, lines, line, published } = await run({
    bytes: linesOf(2500),
  });
  assertEquals(batches.map((batch) => batch.length), [1000, 1000, 500]);
  assertEquals(lines, [1000, 2000, 2500]);
  assertEquals([line, published], [2500, 2500]);
  const times = batches.flat().map(({ value }) =>
    JSON.parse(String(value)).last_update_time
  );
  assertEquals(times, times.toSorted());
  assertEquals(new Set(times).size, 2500);
});

Deno.test("backfill() tells the numbers of lines that are no record, and sends the others", async () => {
  const { refused, published, refusedCount, line } = await run({
    bytes: linesOf(5, {
      line: (i) => i === 1 ? "" : i === 4 ? "{}x" : recordLine(i),
    }),
  });
  assertEquals(refused.map(([line]) => line), [4]);
  assertEquals([published, refusedCount, line], [3, 1, 5]);
});

Deno.test("backfill() leaves out the lines before the one to go on with", async () => {
  const { batches } = await run({ bytes: linesOf(5), afterLine: 3 });
  assertEquals(batches.flat().map(({ key }) => String(key)), [
    "City 4",
    "City 5",
  ]);
});

Deno.test("backfill() reads no more than the next batch while one is on its way", async () => {
  let read = 0;
  const sent = Promise.withResolvers<void>();
  const running = run({
    bytes: linesOf(100_000, { onRead: (i) => read = i }),
    send: () => sent.promise,
  });
  let before = -1;
  while (read > before) {
    before = read;
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  assert(read <= 2001, `it has read ${read} lines`);
  sent.resolve();
  assertEquals((await running).published, 100_000);
});

Deno.test("backfill() ends after the batch on its way when it is stopped", async () => {
  const stop = new AbortController();
  const { line, published } = await run({
    bytes: linesOf(100_000),
    signal: stop.signal,
    onProgress: ({ line }) => {
      if (line >= 3000) stop.abort();
      return Promise.resolve();
    },
  });
  assertEquals(published, line);
  assert(line >= 3000 && line < 10_000, `it went on to line ${line}`);
});

Deno.test("backfill() passes on why records cannot be sent", async () => {
  await assertRejects(
    () =>
      run({
        bytes: linesOf(5000),
        send: () => Promise.reject(new RangeError("too large")),
      }),
    RangeError,
    "too large",
  );
});
