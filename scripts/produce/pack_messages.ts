import { Buffer } from "node:buffer";
import type { Message } from "kafkajs";
import type { WeatherMessage } from "../../weather/message.ts";

/** Distinct keys and header values: cities and units. */
const buffers = new Map<string, Buffer>();

const maxBuffers = 50_000;

/**
 * The same messages as bytes. kafkajs measures a text twice and writes it once, each a call out of JavaScript: for many
 * messages that is a tenth of its time, while all values made bytes at once is one call.
 */
export function packMessages(messages: readonly WeatherMessage[]): Message[] {
  const text = messages.map(({ value }) => value).join("");
  const bytes = Buffer.from(text);
  const isAscii = bytes.length === text.length;
  let offset = 0;
  return messages.map(({ key, value, headers }) => ({
    key: cached(key),
    value: isAscii
      ? bytes.subarray(offset, offset += value.length)
      : Buffer.from(value),
    headers: packHeaders(headers),
  }));
}

function packHeaders(headers: WeatherMessage["headers"]) {
  const packed: Record<string, Buffer> = {};
  for (const name in headers) packed[name] = cached(headers[name]!);
  return packed;
}

function cached(text: string): Buffer {
  let bytes = buffers.get(text);
  if (bytes === undefined) {
    bytes = Buffer.from(text);
    if (buffers.size >= maxBuffers) buffers.clear();
    buffers.set(text, bytes);
  }
  return bytes;
}
