import type { Message } from "kafkajs";
import { addBucketHeaders } from "../../weather/bucket.ts";
import type { WeatherMessage } from "../../weather/message.ts";
import { readHistoryLine } from "../../weather/history.ts";
import type { WeatherUnits } from "../../weather/record.ts";
import { packMessages } from "./pack_messages.ts";
import { type Line, readLines } from "./read_lines.ts";

/** How far a backfill is. */
export interface BackfillState {
  /** The last line of which it and all before are acknowledged or refused. */
  line: number;
  /** Records acknowledged. */
  published: number;
  /** Lines that are no record. */
  refused: number;
  /** Bytes read, as they are in the file. */
  bytes: number;
}

/** Options of {@linkcode backfill}. */
export interface BackfillOptions {
  /** JSON Lines, gzipped or not. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Lines up to this one are left out. */
  readonly afterLine: number;
  readonly units: WeatherUnits;
  /** Whether the records' tables are in buckets. @default {false} */
  readonly isBucketed?: boolean;
  readonly send: (messages: Message[]) => Promise<unknown>;
  /** Told of each line that is no record. */
  readonly onRefused: (line: number, reason: string) => void;
  /** Called after each batch is acknowledged. */
  readonly onProgress: (state: Readonly<BackfillState>) => Promise<void>;
  /** Ends it, after the batch on its way. */
  readonly signal: AbortSignal;
}

/**
 * A smaller batch waits more than it sends, and kafkajs sorts a batch into partitions in a time that grows with the
 * square of its size: 500 to 1,000 records take the least of the processor.
 */
const maxBatchRecords = 1_000;

/** Half of what a broker takes by default as one batch, so that records of any size fit. */
const maxBatchChars = 524_288;

/**
 * Sends a history, each record checked, in its order and in bounded memory: while one batch is on its way the next is
 * read, and no more.
 */
export async function backfill(
  {
    bytes,
    afterLine,
    units,
    isBucketed = false,
    send,
    onRefused,
    onProgress,
    signal,
  }: BackfillOptions,
): Promise<BackfillState> {
  const state: BackfillState = {
    line: afterLine,
    published: 0,
    refused: 0,
    bytes: 0,
  };
  let batch: WeatherMessage[] = [];
  let batchChars = 0;
  let line = 0;
  let sending = Promise.resolve();

  const sendBatch = async () => {
    await sending;
    const messages = batch;
    const lastLine = line;
    batch = [];
    batchChars = 0;
    sending = (async () => {
      if (messages.length > 0) await send(packMessages(messages));
      state.published += messages.length;
      state.line = lastLine;
      await onProgress(state);
    })();
    // It is awaited before the next batch; until then a failure is not unhandled.
    sending.catch(() => {});
  };
  const take = (text: Line) => {
    if (text === "" || text === "\r") return;
    const read = typeof text === "string"
      ? readHistoryLine(text, units)
      : { ok: false as const, reason: text.reason };
    if (!read.ok) {
      state.refused++;
      onRefused(line, read.reason);
      return;
    }
    batch.push(isBucketed ? addBucketHeaders(read.message) : read.message);
    batchChars += read.message.value.length;
  };

  for await (const lines of readLines(counted(bytes, state))) {
    for (const text of lines) {
      line++;
      if (line <= afterLine) continue;
      take(text);
      if (batch.length >= maxBatchRecords || batchChars >= maxBatchChars) {
        await sendBatch();
        if (signal.aborted) break;
      }
    }
    if (signal.aborted) break;
  }
  if (!signal.aborted) await sendBatch();
  await sending;
  return state;
}

async function* counted(
  bytes: AsyncIterable<Uint8Array>,
  state: BackfillState,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    state.bytes += chunk.byteLength;
    yield chunk;
  }
}
