import { encodeRecord } from "../../weather/message.ts";
import type { WeatherRecord } from "../../weather/record.ts";
import type { Row } from "./traffic.ts";

/** A record that is not as it should be. */
export interface Poison {
  readonly name: string;
  /** Makes it from a good record. */
  readonly make: (good: WeatherRecord) => PoisonRecord;
}

/** What is sent, and what must become of it. */
export interface PoisonRecord {
  readonly value: string | Uint8Array | null;
  /** Undefined: the good record's. */
  readonly key?: string | null;
  /** The row it becomes where it can be written after all; without one it must become a dead letter. */
  readonly row?: Row;
}

function text(good: WeatherRecord): string {
  return encodeRecord(good, "standard").value;
}

/** The value is a text that does not depend on the record, or hardly. */
function value(
  name: string,
  make: string | null | ((json: string, good: WeatherRecord) => string),
): Poison {
  return {
    name,
    make: (good) => ({
      value: typeof make === "function" ? make(text(good), good) : make,
    }),
  };
}

function bytes(
  name: string,
  make: (good: WeatherRecord) => Uint8Array,
): Poison {
  return { name, make: (good) => ({ value: make(good) }) };
}

/** One field has another JSON text; undefined takes the field away. */
function field(
  name: string,
  column: keyof WeatherRecord,
  json: string | undefined,
  row?: (good: WeatherRecord) => Partial<Row>,
): Poison {
  return {
    name,
    make: (good) => ({
      value: withField(good, column, json),
      ...(row === undefined ? {} : { row: { ...good, ...row(good) } }),
    }),
  };
}

function withField(
  good: WeatherRecord,
  column: keyof WeatherRecord,
  json: string | undefined,
): string {
  const fields = Object.entries(good)
    .map(([name, value]) => [name, JSON.stringify(value)] as const)
    .flatMap(([name, text]) =>
      name !== column
        ? [[name, text]]
        : json === undefined
        ? []
        : [[name, json]]
    );
  return `{${fields.map(([name, text]) => `"${name}":${text}`).join(",")}}`;
}

/** Odd, but a record: it becomes its row. */
function harmless(
  name: string,
  make: (json: string, good: WeatherRecord) => string | Uint8Array,
  { row = {}, key }: { row?: Partial<Row>; key?: string | null } = {},
): Poison {
  return {
    name,
    make: (good) => ({
      value: make(text(good), good),
      row: { ...good, ...row },
      ...(key === undefined ? {} : { key }),
    }),
  };
}

/** The good record of another city, whose name begins like the good one's. */
function renamed(name: string, city: (good: string) => string): Poison {
  return {
    name,
    make: (good) => {
      const record = { ...good, city: city(good.city) };
      return { value: text(record), row: record };
    },
  };
}

const encoder = new TextEncoder();
const deep = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

/** Records that break tutorials' consumers, and some that only look so. */
export const corpus: readonly Poison[] = [
  // Not JSON.
  value("empty value", ""),
  value("blanks", "  \n"),
  value("plain text", "sunny, 21 degrees"),
  value("truncated JSON", (json) => json.slice(0, -10)),
  value("an opening brace", "{"),
  value("single quotes", (json) => json.replaceAll('"', "'")),
  value("unquoted names", (json) => json.replaceAll(/"(\w+)":/g, "$1:")),
  value("a trailing comma", (json) => json.replace(/}$/, ",}")),
  value("a comment", (json) => json.replace("{", "{/* no */")),
  value(
    "NaN as a number",
    (json) => json.replace(/"humidity":\d+/, '"humidity":NaN'),
  ),
  value("a byte order mark", (json) => `\uFEFF${json}`),
  value("text after the object", (json) => `${json} and more`),
  value("two objects", (json) => json + json),
  value("CSV", (_, good) => Object.values(good).join(",")),
  value("XML", (_, good) => `<city>${good.city}</city>`),
  value("JSON in a JSON string", (json) => JSON.stringify(json)),
  value("a NUL", "\0"),
  value(
    "leading zeros",
    (json) => json.replace(/"humidity":\d+/, '"humidity":007'),
  ),
  value(
    "a hexadecimal number",
    (json) => json.replace(/"humidity":\d+/, '"humidity":0x1F'),
  ),
  // JSON, but no object.
  value("a tombstone", null),
  value("null", "null"),
  value("true", "true"),
  value("a number", "42"),
  value("a string", '"Cairo"'),
  value("an empty array", "[]"),
  value("an array of the record", (json) => `[${json}]`),
  value("an empty object", "{}"),
  value("the record in an envelope", (json) => `{"payload":${json}}`),
  value(
    "names in capitals",
    (json) => json.replaceAll(/"(\w+)":/g, (name) => name.toUpperCase()),
  ),
  // Fields missing or null.
  field("no city", "city", undefined),
  field("no country", "country", undefined),
  field("no time", "last_update_time", undefined),
  field("no temperature", "temperature", undefined),
  field("no feels_like", "feels_like", undefined),
  field("no humidity", "humidity", undefined),
  field("city null", "city", "null"),
  field("city empty", "city", '""'),
  field("time null", "last_update_time", "null"),
  field(
    "temperature null",
    "temperature",
    "null",
    () => ({ temperature: null }),
  ),
  field("humidity null", "humidity", "null", () => ({ humidity: null })),
  // Wrong types.
  field("temperature a word", "temperature", '"hot"'),
  field("temperature an object", "temperature", '{"value":1}'),
  field("temperature an array", "temperature", "[1]"),
  field("humidity a word", "humidity", '"wet"'),
  field("humidity a fraction", "humidity", "55.5"),
  field("humidity an object", "humidity", "{}"),
  field("time a word", "last_update_time", '"yesterday"'),
  field("time an object", "last_update_time", '{"at":1}'),
  field("time an array", "last_update_time", "[]"),
  // Out of range.
  field("humidity 2^31", "humidity", "2147483648"),
  field("humidity -2^31-1", "humidity", "-2147483649"),
  field("humidity of 100 digits", "humidity", "9".repeat(100)),
  field("month 13", "last_update_time", '"2024-13-01T00:00:00Z"'),
  field("February 30", "last_update_time", '"2024-02-30T00:00:00Z"'),
  field("hour 25", "last_update_time", '"2024-05-01T25:00:00Z"'),
  field(
    "a time beyond 64 bits",
    "last_update_time",
    '"+999999999-12-31T23:59:59Z"',
  ),
  // Huge.
  value("300 kB of no JSON", () => "x".repeat(300_000)),
  // It comes compressed to little; as a dead letter it is above what a producer takes by default.
  value("1.2 MB of no JSON", () => "x".repeat(1_200_000)),
  field("a city of 70,000 bytes", "city", JSON.stringify("x".repeat(70_000))),
  harmless(
    "a field of 300 kB that nobody asked for",
    (json) => json.replace("{", `{"more":"${"x".repeat(300_000)}",`),
  ),
  harmless("1,000 fields that nobody asked for", (json) =>
    json.replace(
      "{",
      `{${Array.from({ length: 1000 }, (_, i) => `"f${i}":${i},`).join("")}`,
    )),
  // Deep.
  value("100,000 arrays in each other", deep(100_000)),
  field("temperature in 50 arrays", "temperature", deep(50)),
  field("humidity in 5,000 arrays", "humidity", deep(5_000)),
  // Invalid UTF-8.
  bytes("bytes that are never UTF-8", () => Uint8Array.of(0xff, 0xfe, 0xfd)),
  bytes("UTF-16", (good) =>
    new Uint8Array(
      Uint16Array.from(text(good), (character) => character.charCodeAt(0))
        .buffer,
    )),
  bytes(
    "half a character at the end",
    (good) => Uint8Array.of(...encoder.encode(text(good)), 0xe2, 0x82),
  ),
  bytes("random bytes", (good) =>
    Uint8Array.from(
      { length: 64 },
      (_, i) => (good.humidity * 31 + i * 97) & 0xff,
    )),
  // Records after all.
  harmless(
    "a name twice, of which the last counts",
    (json) => json.replace("{", '{"humidity":-1,'),
  ),
  harmless(
    "a field that nobody asked for",
    (json) => json.replace("{", '{"wind":{"speed":[1,null]},'),
  ),
  harmless(
    "blanks and line breaks",
    (json) => JSON.stringify(JSON.parse(json), null, 4),
  ),
  harmless("escapes for every letter", (_, good) =>
    text(good).replace(
      JSON.stringify(good.city),
      `"${
        [...good.city].map((c) =>
          `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`
        ).join("")
      }"`,
    )),
  harmless("no key", (json) => json, { key: null }),
  harmless("an empty key", (json) => json, { key: "" }),
  renamed("emoji", (city) => `${city} 🌊👩‍👩‍👧‍👦`),
  renamed("right to left", (city) => `${city} القاهرة`),
  renamed("combining marks", (city) => `${city} e\u0301\u0323`),
  renamed("zero width and controls", (city) => `${city}\u200b\u0001\u0007`),
  renamed("a NUL within", (city) => `${city}\0x`),
  renamed("quotes and CQL", (city) => `${city}'; DROP TABLE x; --"`),
];
