import { isInteger, type SchemaAndValue } from "../connect_value.ts";
import type { ConnectSchema, ConnectValue } from "../connect_value.ts";
import {
  type ExternalType,
  externalTypeOf,
  javaNumber,
} from "../codecs/typed_codec.ts";
import { stripTrailingZeros, toDouble } from "../java/big_decimal.ts";
import { parseBigDecimal } from "../java/big_decimal.ts";
import { printDouble, printFloat } from "../java/float_text.ts";
import { type JsonNode, nodeText, printJson } from "../json_text.ts";
import { NotSimulated, showValue } from "../refusal.ts";
import { madeOf } from "../spoilt.ts";
import { printNumber } from "../codecs/numbers.ts";

/** The value of a mapped field, with what the sink picks a codec by. */
export type FieldValue =
  | { readonly kind: "json"; readonly node: JsonNode }
  | {
    readonly kind: "typed";
    /** Null where the sink fails on the missing schema. */
    readonly external: ExternalType | null;
    readonly value: ConnectValue;
    readonly schema: ConnectSchema | null;
  };

/** Whether a field has no value. */
export function isNullField(field: FieldValue): boolean {
  return field.kind === "json"
    ? field.node.kind === "null" || field.node.kind === "missing"
    : field.value === null;
}

/** A field of a struct, or a header. */
export function typedField({ schema, value }: SchemaAndValue): FieldValue {
  return { kind: "typed", external: externalTypeOf(schema), value, schema };
}

/** Text as a whole key or value. */
export function textField(value: string | null): FieldValue {
  return {
    kind: "typed",
    external: { kind: "string" },
    value: value === null ? null : { kind: "string", value },
    schema: null,
  };
}

/** A field's value for a message, cut to a sensible length. */
export function showField(field: FieldValue): string {
  if (field.kind === "json") {
    return showValue(printJson(field.node));
  }
  return showConnect(field.value);
}

/** A Connect value for a message. */
export function showConnect(value: ConnectValue): string {
  if (value === null) return "null";
  switch (value.kind) {
    case "string":
      return showValue(JSON.stringify(value.value));
    case "boolean":
      return String(value.value);
    case "bytes":
      return `${value.value.length} bytes`;
    case "date":
      return `the moment ${new Date(Number(value.ms)).toISOString()}`;
    case "array":
      return `a list of ${value.items.length}`;
    case "map":
    case "struct":
      return "an object";
    default:
      return printNumber(javaNumber(value));
  }
}

/** The text of a field that is text, or null. */
export function fieldText(field: FieldValue): string | null {
  if (field.kind === "json") {
    return field.node.kind === "string" ? nodeText(field.node) : null;
  }
  return field.value?.kind === "string" ? field.value.value : null;
}

/** Trailing zeros of decimals dropped, and what no double holds made infinite, as the DataStax sink's reader of JSON does. */
export function stripDecimals(node: JsonNode): JsonNode {
  switch (node.kind) {
    case "decimal": {
      const double = toDouble(node.value);
      return Number.isFinite(double)
        ? madeOf(
          { kind: "decimal", value: stripTrailingZeros(node.value) },
          node,
        )
        : madeOf({ kind: "double", value: double }, node);
    }
    case "array":
      return { kind: "array", items: node.items.map(stripDecimals) };
    case "object":
      return {
        kind: "object",
        fields: new Map(
          [...node.fields].map(([name, field]) => [name, stripDecimals(field)]),
        ),
      };
    default:
      return node;
  }
}

/** A value without schema as Jackson writes it: what the DataStax sink makes of a map. Dates become numbers. */
export function jsonOf(value: ConnectValue): JsonNode {
  return madeOf(plainJsonOf(value), value);
}

function plainJsonOf(value: ConnectValue): JsonNode {
  if (value === null) return { kind: "null" };
  if (isInteger(value)) return { kind: "integer", value: value.value };
  switch (value.kind) {
    case "boolean":
    case "string":
      return value;
    case "float32":
    case "float64": {
      const text = value.kind === "float32"
        ? printFloat(value.value)
        : printDouble(value.value);
      const decimal = parseBigDecimal(text);
      return decimal === null
        ? { kind: "string", value: text }
        : { kind: "decimal", value: decimal };
    }
    case "decimal":
      return { kind: "decimal", value: value.value };
    case "date":
      return { kind: "integer", value: value.ms };
    case "bytes":
      return {
        kind: "string",
        value: btoa(String.fromCharCode(...value.value)),
      };
    case "array":
      return { kind: "array", items: value.items.map(jsonOf) };
    case "map":
      return {
        kind: "object",
        fields: new Map(
          value.entries.map(([key, field]) => {
            if (key?.kind !== "string") {
              throw new NotSimulated("a map whose keys are no text");
            }
            return [key.value, jsonOf(field)] as const;
          }),
        ),
      };
    case "struct":
      throw new NotSimulated("a struct in a map");
    default:
      throw new NotSimulated("a value in a map");
  }
}
