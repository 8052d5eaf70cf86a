import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

/** A line of text, or why it cannot be one. */
export type Line = string | { readonly reason: string };

/** A record is some 130 bytes; a line longer than this by a chunk or more is not one, and is not kept. */
const maxLineBytes = 1_048_576;

const newline = 10;

/**
 * Reads lines of UTF-8 text, gzipped or not, as many at a time as come together, in bounded memory. The last line needs
 * no newline at its end.
 */
export async function* readLines(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly Line[]> {
  let rest: Uint8Array = new Uint8Array(0);
  let skipping = false;
  for await (const chunk of gunzipIfNeeded(bytes)) {
    const end = chunk.lastIndexOf(newline);
    if (end < 0) {
      if (skipping) continue;
      rest = concatenate(rest, chunk);
      skipping = rest.length > maxLineBytes;
      continue;
    }
    const lines = splitLines(concatenate(rest, chunk.subarray(0, end)));
    if (skipping) lines[0] = { reason: `longer than ${maxLineBytes} bytes` };
    skipping = false;
    rest = chunk.slice(end + 1);
    yield lines;
  }
  if (skipping) yield [{ reason: `longer than ${maxLineBytes} bytes` }];
  else if (rest.length > 0) yield splitLines(rest);
}

/** Gzip is known by its first two bytes; what several gzip files make one after the other is one text. */
async function* gunzipIfNeeded(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const chunks = bytes[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < 2) {
    const { value, done } = await chunks.next();
    if (done) break;
    head = concatenate(head, value);
  }
  const all = async function* () {
    yield head;
    yield* { [Symbol.asyncIterator]: () => chunks };
  };
  if (head[0] !== 0x1f || head[1] !== 0x8b) return yield* all();
  const source = Readable.from(all());
  const gunzip = createGunzip();
  source.on("error", (error) => gunzip.destroy(error));
  yield* source.pipe(gunzip);
}

const strict = new TextDecoder("utf-8", { fatal: true });

function splitLines(bytes: Uint8Array): Line[] {
  try {
    return strict.decode(bytes).split("\n");
  } catch {
    return splitBytes(bytes).map((line) => {
      try {
        return strict.decode(line);
      } catch {
        return { reason: "not UTF-8" };
      }
    });
  }
}

function splitBytes(bytes: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let start = 0;
  for (let end; (end = bytes.indexOf(newline, start)) >= 0; start = end + 1) {
    parts.push(bytes.subarray(start, end));
  }
  parts.push(bytes.subarray(start));
  return parts;
}

function concatenate(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
