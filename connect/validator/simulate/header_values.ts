import { logicalSchema, schemaOf } from "./connect_schema.ts";
import {
  type ConnectSchema,
  type ConnectValue,
  type IntegerKind,
  integerOf,
  isInteger,
  isNumber,
  logicalNames,
  type SchemaAndValue,
} from "./connect_value.ts";
import {
  parseBigDecimal,
  stripTrailingZeros,
  toDouble,
  toWholeNumber,
} from "./java/big_decimal.ts";
import { parseSimpleDate } from "./java/simple_date_format.ts";
import { javaTrim } from "./java/text.ts";
import { NotSimulated } from "./refusal.ts";

const nothing: SchemaAndValue = { schema: null, value: null };

/**
 * `Values.parseString` of Connect 4.3.1: what SimpleHeaderConverter makes of a header's text, and InsertHeader of its
 * literal.
 */
export function parseHeaderText(text: string): SchemaAndValue {
  if (text === "") return textOf(text);
  return new HeaderParser(text).parse(false) ?? nothing;
}

class NoContainer extends Error {
  override readonly name = "NoContainer";
}

/** Tokens are delimiters, or all between two of them. */
class HeaderParser {
  #position = 0;

  constructor(readonly text: string) {}

  parse(embedded: boolean): SchemaAndValue | null {
    if (!this.#hasNext()) return null;
    if (embedded && this.#take('"')) return this.#quoted();
    if (this.#literal("null", embedded)) return null;
    for (const value of [true, false]) {
      if (this.#literal(String(value), embedded)) {
        return {
          schema: schemaOf("boolean"),
          value: { kind: "boolean", value },
        };
      }
    }
    const start = this.#position;
    try {
      if (this.#take("[")) return this.#array();
      if (this.#take("{")) return this.#map();
    } catch (error) {
      if (!(error instanceof NoContainer)) throw error;
      this.#position = start;
    }
    const token = this.#next();
    if (/^\s*$/.test(token)) return textOf(token);
    return this.#scalar(javaTrim(token), embedded);
  }

  #scalar(token: string, embedded: boolean): SchemaAndValue {
    if (/^\p{Nd}/u.test(token)) {
      const temporal = this.#temporal(token);
      if (temporal !== null) return temporal;
    }
    if (/^[\p{Nd}+-]/u.test(token)) {
      const number = parseNumber(token);
      if (number !== null) return number;
    }
    if (embedded) throw new NoContainer();
    return textOf(this.text);
  }

  // A time has colons, which are delimiters: it is spread over five tokens.
  #temporal(token: string): SchemaAndValue | null {
    const start = this.#position;
    let more = "";
    let count = 0;
    for (; count < 4 && this.#hasNext(); count++) more += this.#next();
    if (count === 4) {
      const temporal = parseTemporal(token + more);
      if (temporal !== null) return temporal;
    }
    this.#position = start;
    return parseTemporal(token);
  }

  #quoted(): SchemaAndValue {
    let content = "";
    while (this.#hasNext() && !this.#take('"')) content += this.#next();
    return parseTemporal(content) ?? textOf(content);
  }

  #array(): SchemaAndValue {
    const items: ConnectValue[] = [];
    const element = new SchemaMerger();
    while (this.#hasNext()) {
      if (this.#take("]")) {
        const schema = schemaOf("array", { value: element.schema });
        return {
          schema,
          value: {
            kind: "array",
            items: element.schema === null
              ? items
              : items.map((item) => align(element.schema!, item)),
          },
        };
      }
      if (this.#take(",")) throw new NoContainer();
      const item = this.parse(true);
      element.merge(item);
      items.push(item?.value ?? null);
      const start = this.#position;
      if (this.#take("]")) this.#position = start;
      else if (!this.#take(",")) throw new NoContainer();
    }
    throw new NoContainer();
  }

  #map(): SchemaAndValue {
    const entries: (readonly [ConnectValue, ConnectValue])[] = [];
    const keys = new SchemaMerger();
    const values = new SchemaMerger();
    while (this.#hasNext()) {
      if (this.#take("}")) {
        const key = keys.schema;
        const value = key === null ? null : values.schema;
        return {
          schema: schemaOf("map", { key, value }),
          value: {
            kind: "map",
            entries: entries.map(([name, item]) => [
              key === null ? name : align(key, name),
              value === null ? item : align(value, item),
            ]),
          },
        };
      }
      if (this.#take(",")) throw new NoContainer();
      const key = this.parse(true);
      if (key === null || key.value === null || !this.#take(":")) {
        throw new NoContainer();
      }
      const value = this.parse(true);
      entries.push([key.value, value?.value ?? null]);
      this.#take(",");
      keys.merge(key);
      values.merge(value);
    }
    throw new NoContainer();
  }

  #literal(word: string, embedded: boolean): boolean {
    const start = this.#position;
    if (this.#take(word) && (embedded || !this.#hasNext())) return true;
    this.#position = start;
    return false;
  }

  #hasNext(): boolean {
    return this.#position < this.text.length;
  }

  #next(): string {
    const end = this.#tokenEnd(this.#position);
    const token = this.text.slice(this.#position, end);
    this.#position = end;
    return token;
  }

  #tokenEnd(start: number): number {
    let escaped = false;
    for (let at = start; at < this.text.length; at++) {
      const char = this.text[at]!;
      if (char === "\\") escaped = !escaped;
      else {
        if (!escaped && ':,{}[]"'.includes(char)) {
          return at > start ? at : at + 1;
        }
        escaped = false;
      }
    }
    return this.text.length;
  }

  // Blank tokens before the expected one are passed over.
  #take(expected: string): boolean {
    let start = this.#position;
    if (start >= this.text.length) return false;
    let end = this.#tokenEnd(start);
    while (
      /^\s*$/.test(this.text.slice(start, end)) && end < this.text.length
    ) {
      start = end;
      end = this.#tokenEnd(start);
    }
    if (javaTrim(this.text.slice(start, end)) !== expected) return false;
    this.#position = end;
    return true;
  }
}

class SchemaMerger {
  schema: ConnectSchema | null = null;
  #compatible = true;

  merge(latest: SchemaAndValue | null): void {
    if (latest === null || latest.schema === null || !this.#compatible) return;
    if (this.schema === null) this.schema = latest.schema;
    else {
      this.schema = merged(this.schema, latest.schema);
      this.#compatible = this.schema !== null;
    }
  }
}

const widths = ["int8", "int16", "int32", "int64", "float32", "float64"];

function merged(
  left: ConnectSchema,
  right: ConnectSchema,
): ConnectSchema | null {
  if (left.type === right.type) return right;
  const [a, b] = [widths.indexOf(left.type), widths.indexOf(right.type)];
  if (a < 0 || b < 0) return null;
  return a > b ? left : right;
}

function align(schema: ConnectSchema, value: ConnectValue): ConnectValue {
  if (value === null) {
    // Connect fails here in a way that turns the whole header into text.
    throw new NoContainer();
  }
  if (value.kind === schema.type) return value;
  if (Object.values<string | null>(logicalNames).includes(schema.name)) {
    if (value.kind === "date" || value.kind === "decimal") return value;
    throw new NotSimulated("a header that mixes numbers and times");
  }
  switch (schema.type) {
    case "int16":
    case "int32":
    case "int64":
      if (isInteger(value)) return integerOf(schema.type, value.value);
      break;
    case "float32":
    case "float64":
      if (isNumber(value) && value.kind !== "decimal") {
        const number = Number(value.value);
        return {
          kind: schema.type,
          value: schema.type === "float32" ? Math.fround(number) : number,
        };
      }
  }
  throw new NotSimulated("a header of mixed values");
}

function parseNumber(token: string): SchemaAndValue | null {
  const decimal = parseBigDecimal(token);
  if (decimal === null) return null;
  const stripped = stripTrailingZeros(decimal);
  // Beyond 1e19 the whole number is not looked at.
  const whole = stripped.scale < -20 ? null : toWholeNumber(decimal);
  if (whole !== null && BigInt.asIntN(64, whole) === whole) {
    const kind = (["int8", "int16", "int32", "int64"] as IntegerKind[])
      .find((_, index) => BigInt.asIntN(8 << index, whole) === whole)!;
    return { schema: schemaOf(kind), value: { kind, value: whole } };
  }
  const double = toDouble(decimal);
  const float = Math.fround(double);
  if (decimal.scale !== 0 && Number.isFinite(float)) {
    return {
      schema: schemaOf("float32"),
      value: { kind: "float32", value: float },
    };
  }
  if (decimal.scale !== 0 && Number.isFinite(double)) {
    return {
      schema: schemaOf("float64"),
      value: { kind: "float64", value: double },
    };
  }
  return {
    schema: schemaOf("bytes", {
      name: logicalNames.decimal,
      version: 1,
      parameters: new Map([["scale", String(decimal.scale)]]),
    }),
    value: { kind: "decimal", value: decimal },
  };
}

const temporalForms = [
  ["time", 13, "HH:mm:ss.SSS'Z'"],
  ["timestamp", 24, "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'"],
  ["date", 10, "yyyy-MM-dd"],
] as const;

function parseTemporal(token: string): SchemaAndValue | null {
  const text = token.replaceAll("\\:", ":");
  for (const [name, length, pattern] of temporalForms) {
    if (text.length !== length) continue;
    // Connect reads it in the worker's own zone.
    const ms = parseSimpleDate(text, pattern);
    if (ms === null) return null;
    return {
      schema: logicalSchema(name, false),
      value: { kind: "date", ms: BigInt(ms) },
    };
  }
  return null;
}

function textOf(value: string): SchemaAndValue {
  return { schema: schemaOf("string"), value: { kind: "string", value } };
}
