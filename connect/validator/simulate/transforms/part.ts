import {
  type ConnectRecord,
  type ConnectStruct,
  type ConnectValue,
  mapFields,
  type SchemaAndValue,
} from "../connect_value.ts";
import { RecordRefused } from "../refusal.ts";

/** One step of the chain; null drops the record. @throws {RecordRefused} */
export type Transform = (record: ConnectRecord) => ConnectRecord | null;

/** The half of a record that a `$Key` or `$Value` works on. */
export type Part = "key" | "value";

/** The record with another key or value. */
export function withPart(
  record: ConnectRecord,
  part: Part,
  data: SchemaAndValue,
): ConnectRecord {
  return { ...record, [part]: data };
}

/** A map's fields by name. @throws {RecordRefused} if the value is no map. */
export function requireMap(value: ConnectValue): Map<string, ConnectValue> {
  if (value?.kind !== "map") {
    throw new RecordRefused(
      `it works on an object only, and without a schema this is ${
        kindOf(value)
      }`,
      value?.kind === "string"
        ? "let the converter parse the JSON (JsonConverter instead of StringConverter)"
        : null,
    );
  }
  return mapFields(value);
}

/** @throws {RecordRefused} if the value is no struct. */
export function requireStruct(value: ConnectValue): ConnectStruct {
  if (value?.kind !== "struct") {
    throw new RecordRefused(
      `it works on an object only, and this is ${kindOf(value)}`,
      value?.kind === "string"
        ? "let the converter parse the JSON (JsonConverter instead of StringConverter)"
        : null,
    );
  }
  return value;
}

/** A value's kind in words. */
export function kindOf(value: ConnectValue): string {
  if (value === null) return "null";
  return value.kind === "string" ? "plain text" : value.kind;
}
