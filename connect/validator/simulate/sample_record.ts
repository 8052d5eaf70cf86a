import { decodeBase64 } from "./codecs/literals.ts";

/** A Kafka record as on the wire: what a consumer without any deserializer sees. */
export interface SampleRecord {
  readonly topic: string;
  readonly partition: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly {
    readonly key: string;
    readonly value: Uint8Array | null;
  }[];
  /** Milliseconds since the epoch, or null if the sample does not say. */
  readonly timestamp: bigint | null;
  /** Line of the sample file, from 1. */
  readonly line: number;
}

/** A line of a sample file is not a record. */
export class SampleFileError extends Error {
  override readonly name = "SampleFileError";

  constructor(readonly line: number, reason: string) {
    super(`Cannot read line ${line} of the sample: ${reason}`);
  }
}

const names = [
  "topic",
  "partition",
  "key",
  "keyBase64",
  "value",
  "valueBase64",
  "headers",
  "timestamp",
  "offset",
];

/**
 * Reads a sample file: JSON lines, one record each, blank lines ignored.
 *
 * @throws {SampleFileError} at the first line that is no record.
 */
export function parseSampleFile(text: string): SampleRecord[] {
  return text.replace(/^\uFEFF/, "").split("\n").flatMap((line, index) =>
    line.trim() === "" ? [] : [parseSampleLine(line, index + 1)]
  );
}

/** Reads one line of a sample file. @throws {SampleFileError} */
export function parseSampleLine(text: string, line: number): SampleRecord {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new SampleFileError(
      line,
      `it is not JSON (${error instanceof Error ? error.message : error})`,
    );
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new SampleFileError(line, "it must be a JSON object");
  }
  const fields = json as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(fields).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new SampleFileError(
      line,
      `"${unknown}" is not one of ${names.join(", ")}`,
    );
  }
  const { topic, partition = 0, timestamp = null } = fields;
  if (typeof topic !== "string" || topic === "") {
    throw new SampleFileError(line, '"topic" must be a text that is not empty');
  }
  if (!("value" in fields) && !("valueBase64" in fields)) {
    throw new SampleFileError(
      line,
      'there must be a "value" (text, or null for a tombstone) or a "valueBase64"',
    );
  }
  if (!Number.isSafeInteger(partition)) {
    throw new SampleFileError(line, '"partition" must be a whole number');
  }
  if (timestamp !== null && !Number.isSafeInteger(Number(timestamp))) {
    throw new SampleFileError(
      line,
      '"timestamp" must be milliseconds since 1970, a whole number',
    );
  }
  return {
    topic,
    partition: Number(partition),
    key: bytesOf(fields, "key", line),
    value: bytesOf(fields, "value", line),
    headers: headersOf(fields.headers ?? {}, line),
    timestamp: timestamp === null ? null : BigInt(Number(timestamp)),
    line,
  };
}

function bytesOf(
  fields: Readonly<Record<string, unknown>>,
  name: "key" | "value",
  line: number,
): Uint8Array | null {
  const text = fields[name];
  const base64 = fields[`${name}Base64`];
  if (base64 !== undefined && base64 !== null) {
    if (text !== undefined && text !== null) {
      throw new SampleFileError(
        line,
        `"${name}" and "${name}Base64" exclude each other`,
      );
    }
    const bytes = typeof base64 === "string" ? decodeBase64(base64) : null;
    if (bytes === null) {
      throw new SampleFileError(line, `"${name}Base64" is not Base64`);
    }
    return bytes;
  }
  if (text === undefined || text === null) return null;
  if (typeof text !== "string") {
    throw new SampleFileError(
      line,
      `"${name}" must be the record's text as on the wire, or null: JSON must be written as text`,
    );
  }
  return new TextEncoder().encode(text);
}

function headersOf(headers: unknown, line: number): SampleRecord["headers"] {
  const pairs: unknown[] = Array.isArray(headers)
    ? headers
    : typeof headers === "object" && headers !== null
    ? Object.entries(headers)
    : [null];
  return pairs.map((pair) => {
    const [key, value] = Array.isArray(pair)
      ? pair
      : typeof pair === "object" && pair !== null
      ? [
        (pair as Record<string, unknown>).key,
        (pair as Record<string, unknown>).value ?? null,
      ]
      : [];
    if (
      typeof key !== "string" || (typeof value !== "string" && value !== null)
    ) {
      throw new SampleFileError(
        line,
        '"headers" must be an object of texts, or a list of [name, text] pairs',
      );
    }
    return {
      key,
      value: value === null ? null : new TextEncoder().encode(value),
    };
  });
}
