import type { BigDecimal } from "./java/big_decimal.ts";

/** Types of Connect's data API. */
export type ConnectType =
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "float32"
  | "float64"
  | "boolean"
  | "string"
  | "bytes"
  | "array"
  | "map"
  | "struct";

/** A schema of Connect's data API. */
export interface ConnectSchema {
  readonly type: ConnectType;
  readonly optional: boolean;
  readonly name: string | null;
  readonly version: number | null;
  readonly parameters: ReadonlyMap<string, string>;
  readonly default: ConnectValue;
  /** Of a struct, in order. */
  readonly fields: readonly ConnectField[];
  /** Of a map; null where `Values.parseString` found no common schema. */
  readonly key: ConnectSchema | null;
  /** Of a map or an array. */
  readonly value: ConnectSchema | null;
}

/** A field of a struct's schema. */
export interface ConnectField {
  readonly name: string;
  readonly schema: ConnectSchema;
}

/** A value of Connect's data API; without a schema an object is a `map` with text keys. */
export type ConnectValue =
  | null
  | { readonly kind: IntegerKind; readonly value: bigint }
  | { readonly kind: FloatKind; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "bytes"; readonly value: Uint8Array }
  /** A `java.util.Date`: what Timestamp, Date and Time are in memory. */
  | { readonly kind: "date"; readonly ms: bigint }
  | { readonly kind: "decimal"; readonly value: BigDecimal }
  | { readonly kind: "array"; readonly items: readonly ConnectValue[] }
  | {
    readonly kind: "map";
    readonly entries: readonly (readonly [ConnectValue, ConnectValue])[];
  }
  | ConnectStruct;

/** Kinds of whole numbers, by their width. */
export type IntegerKind = "int8" | "int16" | "int32" | "int64";

/** Kinds of floating point numbers. */
export type FloatKind = "float32" | "float64";

/** A struct: what a field's value is before its default stands in for null. */
export interface ConnectStruct {
  readonly kind: "struct";
  readonly schema: ConnectSchema;
  readonly values: ReadonlyMap<string, ConnectValue>;
}

/** A value with its schema; a null schema is a value without one. */
export interface SchemaAndValue {
  readonly schema: ConnectSchema | null;
  readonly value: ConnectValue;
}

/** One header, converted. */
export interface ConnectHeader extends SchemaAndValue {
  readonly key: string;
}

/** A record on its way through Connect. */
export interface ConnectRecord {
  readonly topic: string;
  readonly partition: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: bigint | null;
  readonly key: SchemaAndValue;
  readonly value: SchemaAndValue;
  readonly headers: readonly ConnectHeader[];
}

/** Names of Connect's logical types. */
export const logicalNames = {
  decimal: "org.apache.kafka.connect.data.Decimal",
  date: "org.apache.kafka.connect.data.Date",
  time: "org.apache.kafka.connect.data.Time",
  timestamp: "org.apache.kafka.connect.data.Timestamp",
} as const;

const integerBits: Readonly<Record<IntegerKind, number>> = {
  int8: 8,
  int16: 16,
  int32: 32,
  int64: 64,
};

/** Whether a value is a whole number of some width. */
export function isInteger(
  value: ConnectValue,
): value is { readonly kind: IntegerKind; readonly value: bigint } {
  return value !== null && value.kind in integerBits;
}

/** Whether a value is a `java.lang.Number`: `Date` is not. */
export function isNumber(value: ConnectValue): value is
  | { readonly kind: IntegerKind; readonly value: bigint }
  | { readonly kind: FloatKind; readonly value: number }
  | { readonly kind: "decimal"; readonly value: BigDecimal } {
  return isInteger(value) ||
    (value !== null &&
      ["float32", "float64", "decimal"].includes(value.kind));
}

/** A whole number cut to a width, as a Java cast does. */
export function integerOf(kind: IntegerKind, value: bigint): ConnectValue {
  return { kind, value: BigInt.asIntN(integerBits[kind], value) };
}

/** A text value. */
export function textOf(value: string): ConnectValue {
  return { kind: "string", value };
}

/** A map without a schema, such as a JSON object. */
export function mapOf(
  fields: Iterable<readonly [string, ConnectValue]>,
): ConnectValue & { kind: "map" } {
  return {
    kind: "map",
    entries: [...new Map(fields)].map(([name, value]) =>
      [textOf(name), value] as const
    ),
  };
}

/** The fields of a map by name; a later entry of the same name counts. Keys that are no text are left out. */
export function mapFields(
  value: ConnectValue & { kind: "map" },
): Map<string, ConnectValue> {
  const fields = new Map<string, ConnectValue>();
  for (const [key, field] of value.entries) {
    if (key?.kind === "string") fields.set(key.value, field);
  }
  return fields;
}
