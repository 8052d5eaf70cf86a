import type { CqlType, NativeTypeName } from "../../../../cql/schema_model.ts";
import { NotSimulated, RecordRefused, showValue } from "../refusal.ts";
import { parseBigDecimal } from "../java/big_decimal.ts";
import { DateTimeTextError } from "../java/date_time_parse.ts";
import { parseDecimalFormat } from "../java/decimal_format.ts";
import { javaTrim } from "../java/text.ts";
import { parseDouble } from "../java/float_text.ts";
import { type JsonNode, JsonTextError, readJson } from "../json_text.ts";
import { toDouble } from "../java/big_decimal.ts";
import {
  type CodecContext,
  instantToUnits,
  type Temporal,
  type TemporalFormat,
} from "./context.ts";
import { encodeInteger, encodeNumber } from "./encode.ts";
import { encodeJson } from "./json_codec.ts";
import { parseBlob, parseDuration, parseInet, parseUuid } from "./literals.ts";
import { isNumericType, type JavaNumber, narrowNumber } from "./numbers.ts";

/** Words that the engine reads as booleans, whatever their case. */
export const booleanWords: ReadonlyMap<string, boolean> = new Map([
  ["1", true],
  ["0", false],
  ["y", true],
  ["n", false],
  ["t", true],
  ["f", false],
  ["yes", true],
  ["no", false],
  ["true", true],
  ["false", false],
]);

/**
 * Converts text to a column's bytes as the engine's `StringTo...Codec`s do; null where the column gets null.
 *
 * @throws {RecordRefused} where the codec throws.
 * @throws {NotSimulated} where the outcome depends on the worker.
 */
export function encodeText(
  text: string | null,
  type: CqlType,
  context: CodecContext,
): Uint8Array | null {
  if (text === null) return null;
  if (type.kind === "native") return encodeNativeText(text, type.name, context);
  if (type.kind === "vector") return encodeVectorText(text);
  if (type.kind === "custom") {
    throw new NotSimulated(`the type ${type.className}`);
  }
  if (text === "") return null;
  const wrapped = type.kind === "list" || type.kind === "set"
    ? wrap(text, "[", "]")
    : type.kind === "map"
    ? wrap(text, "{", "}")
    : text;
  return encodeJson(readLenient(wrapped, text), type, context);
}

/** Text into a column of a type without parameters; see {@linkcode encodeText}. */
export function encodeNativeText(
  text: string,
  type: NativeTypeName,
  context: CodecContext,
): Uint8Array | null {
  switch (type) {
    case "text":
    case "varchar":
      return new TextEncoder().encode(wellFormed(text));
    case "ascii":
      return encodeAscii(text);
    case "blob":
      return parseBlob(text);
  }
  if (text === "") return null;
  switch (type) {
    case "boolean": {
      const value = booleanWords.get(text.toLowerCase());
      if (value === undefined) {
        throw new RecordRefused(
          `"${showValue(text)}" is not a word that the sink reads as a boolean`,
        );
      }
      return Uint8Array.of(value ? 1 : 0);
    }
    case "inet":
      return parseInet(text);
    case "duration":
      return parseDuration(text);
    case "uuid":
    case "timeuuid":
      return encodeUuidText(text, type, context);
    case "timestamp":
    case "date":
    case "time":
      return encodeTemporal(
        parseTemporal(text, type, context[type]),
        type,
        context[type].pattern,
      );
  }
  if (!isNumericType(type)) throw new NotSimulated(type);
  const number = parseNumberText(text, context, type);
  return number === null
    ? null
    : encodeNumber(narrowNumber(number, type), type);
}

/** Reads a text by a temporal format. @throws {RecordRefused} */
export function parseTemporal(
  text: string,
  type: "timestamp" | "date" | "time",
  format: TemporalFormat,
): Temporal | null {
  try {
    return format.parse(text);
  } catch (error) {
    if (error instanceof DateTimeTextError) {
      throw new RecordRefused(
        `"${
          showValue(text)
        }" does not fit codec.${type}=${format.pattern} (${error.message})`,
      );
    }
    throw error;
  }
}

/** The bytes of a temporal column. @throws {RecordRefused} if the text did not name what the column needs. */
export function encodeTemporal(
  temporal: Temporal | null,
  type: "timestamp" | "date" | "time",
  pattern: string,
): Uint8Array | null {
  if (temporal === null) return null;
  const { instant, epochDay, nanoOfDay } = temporal;
  switch (type) {
    case "timestamp": {
      if (instant === null) throw lacks(pattern, "no moment");
      const ms = instant.seconds * 1000n +
        BigInt(Math.floor(instant.nano / 1e6));
      if (BigInt.asIntN(64, ms) !== ms) {
        throw new RecordRefused("the moment is out of range for timestamp");
      }
      return encodeInteger(ms, 8);
    }
    case "date":
      if (epochDay === null) throw lacks(pattern, "no full date");
      return encodeInteger(BigInt(epochDay) + 2n ** 31n, 4);
    case "time":
      if (nanoOfDay === null) throw lacks(pattern, "no time of day");
      return encodeInteger(BigInt(nanoOfDay), 8);
  }
}

function lacks(pattern: string, what: string): RecordRefused {
  return new RecordRefused(`${pattern} names ${what}`);
}

/**
 * Reads text as a number as the engine does: by the locale, as Java's number, as a date or time in units since the
 * epoch, or as a boolean word. Null for empty text.
 *
 * @throws {RecordRefused} for other text.
 */
export function parseNumberText(
  text: string,
  context: CodecContext,
  type: string,
): JavaNumber | null {
  if (text === "") return null;
  const local = parseDecimalFormat(javaTrim(text), context.numbers);
  if (local !== null && local.end === text.length) {
    return typeof local.value === "number"
      ? { kind: "double", value: local.value }
      : { kind: "decimal", value: local.value };
  }
  const decimal = parseBigDecimal(text);
  if (decimal !== null) return { kind: "decimal", value: decimal };
  const double = parseDouble(text);
  if (double === undefined) throw new NotSimulated("a hexadecimal number");
  if (double !== null) return { kind: "double", value: double };
  try {
    const instant = context.timestamp.parse(text)?.instant;
    if (instant !== undefined && instant !== null) {
      return { kind: "integer", value: instantToUnits(instant, context.unit) };
    }
  } catch (error) {
    if (!(error instanceof DateTimeTextError)) throw error;
  }
  const word = booleanWords.get(text.toLowerCase());
  if (word !== undefined) return { kind: "integer", value: word ? 1n : 0n };
  throw new RecordRefused(
    `"${showValue(text)}" is not a number, which ${type} needs`,
  );
}

/** Bytes of ASCII text. @throws {RecordRefused} for other characters. */
export function encodeAscii(text: string): Uint8Array {
  // deno-lint-ignore no-control-regex
  if (!/^[\x00-\x7f]*$/.test(text)) {
    throw new RecordRefused(
      `"${showValue(text)}" has characters that ascii cannot hold`,
    );
  }
  return new TextEncoder().encode(text);
}

/** Text for a uuid or timeuuid column. @throws {RecordRefused} */
export function encodeUuidText(
  text: string,
  type: "uuid" | "timeuuid",
  context: CodecContext,
): Uint8Array | null {
  const uuid = parseUuid(text);
  if (uuid === null) {
    try {
      // A time stands for a new UUID of that time, which is never twice the same.
      if (context.timestamp.parse(text) !== null) return generatedUuid;
    } catch (error) {
      if (error instanceof NotSimulated) throw error;
    }
    throw new RecordRefused(`"${showValue(text)}" is not a UUID`);
  }
  if (type === "timeuuid" && uuid[6]! >> 4 !== 1) {
    throw new RecordRefused(
      `"${showValue(text)}" is not a time-based (version 1) UUID`,
    );
  }
  return uuid;
}

/** Stands for a UUID that the sink makes anew for each record. */
export const generatedUuid: Uint8Array = new Uint8Array(16);

function encodeVectorText(text: string): Uint8Array | null {
  if (text === "" || text.toUpperCase() === "NULL") return null;
  throw new NotSimulated("text into a vector");
}

function wellFormed(text: string): string {
  if (!text.isWellFormed()) {
    throw new RecordRefused("the text has half of a surrogate pair");
  }
  return text;
}

function wrap(text: string, open: string, close: string): string {
  const trimmed = javaTrim(text);
  return trimmed.startsWith(open) && trimmed.endsWith(close)
    ? trimmed
    : open + trimmed + close;
}

function readLenient(json: string, text: string): JsonNode {
  try {
    return withDoubles(
      readJson(json, { lenient: true, failOnTrailing: true }),
    );
  } catch (error) {
    if (error instanceof JsonTextError) {
      throw new RecordRefused(
        `"${
          showValue(text)
        }" is not JSON, which a collection, tuple or user-defined type needs (${error.message})`,
      );
    }
    throw error;
  }
}

// This reader of the engine keeps fractions as doubles.
function withDoubles(node: JsonNode): JsonNode {
  switch (node.kind) {
    case "decimal":
      return { kind: "double", value: toDouble(node.value) };
    case "array":
      return { kind: "array", items: node.items.map(withDoubles) };
    case "object":
      return {
        kind: "object",
        fields: new Map(
          [...node.fields].map(([name, field]) => [name, withDoubles(field)]),
        ),
      };
    default:
      return node;
  }
}
