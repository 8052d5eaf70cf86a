import type { CqlType } from "../../../../cql/schema_model.ts";
import {
  type ConnectSchema,
  type ConnectValue,
  logicalNames,
} from "../connect_value.ts";
import { fieldOf, schemaOf, structField } from "../connect_schema.ts";
import type { CodecContext } from "../codecs/context.ts";
import { encodeCollection, encodeFields } from "../codecs/encode.ts";
import { distinct, encodeJson, required } from "../codecs/json_codec.ts";
import { encodeTemporal } from "../codecs/text_codec.ts";
import { describeType, typedEncoder } from "../codecs/typed_codec.ts";
import { dayMs, localToEpochMs } from "../java/calendar.ts";
import type { JsonNode } from "../json_text.ts";
import { NotSimulated, RecordRefused } from "../refusal.ts";
import type { FieldValue } from "./field_value.ts";
import { jsonOf } from "./field_value.ts";

/**
 * Encodes a field as our own sink does: like the engine, and also Connect's logical types, and structs, lists and maps
 * down to their elements. What the engine would take for null, or cut, since it has another shape than the column, is
 * refused.
 *
 * @throws {RecordRefused}
 */
export function encodeOwn(
  field: FieldValue,
  type: CqlType,
  context: CodecContext,
): Uint8Array | null {
  return field.kind === "json"
    ? encodeShaped(field.node, type, context)
    : encodeValue(field.schema, field.value, { type, context });
}

interface Target {
  readonly type: CqlType;
  readonly context: CodecContext;
}

function encodeValue(
  schema: ConnectSchema | null,
  value: ConnectValue,
  { type, context }: Target,
): Uint8Array | null {
  if (value === null) return null;
  const into = (inner: CqlType): Target => ({ type: inner, context });
  switch (value.kind) {
    case "struct":
      return encodeStruct(value, { type, context });
    case "array":
      if (schema === null) break;
      if (type.kind === "list" || type.kind === "set") {
        const elements = value.items.map((item) =>
          required(
            encodeValue(schema.value, item, into(type.element)),
            "element",
          )
        );
        return encodeCollection(
          type.kind === "set" ? distinct(elements) : elements,
        );
      }
      if (type.kind === "tuple") {
        mustFit(value.items.length === type.elements.length, type);
        return encodeFields(
          type.elements.map((element, index) =>
            encodeValue(schema.value, value.items[index]!, into(element))
          ),
        );
      }
      break;
    case "map":
      if (schema === null || type.kind !== "map") break;
      return encodeCollection(
        value.entries.flatMap(([key, item]) => [
          required(encodeValue(schema.key, key, into(type.key)), "map key"),
          required(
            encodeValue(schema.value, item, into(type.value)),
            "map value",
          ),
        ]),
        value.entries.length,
      );
    case "date":
      return encodeDate(schema, value.ms, { type, context });
    case "decimal":
      return typedEncoder({ kind: "float64" }, type, context)(value);
    default:
      return typedEncoder({ kind: value.kind }, type, context)(value);
  }
  return encodeShaped(jsonOf(value), type, context);
}

function encodeShaped(
  node: JsonNode,
  type: CqlType,
  context: CodecContext,
): Uint8Array | null {
  checkShape(node, type);
  return encodeJson(node, type, context);
}

/** Refuses objects and lists for what is neither, and lists of another length than their vector. @throws {RecordRefused} */
function checkShape(node: JsonNode, type: CqlType): void {
  if (type.kind === "vector" && node.kind !== "null") {
    const fits = node.kind === "array" && node.items.length === type.dimensions;
    mustFit(fits, type);
  }
  if (node.kind !== "array" && node.kind !== "object") return;
  const inner = node.kind === "array" ? node.items : [...node.fields.values()];
  switch (type.kind) {
    case "list":
    case "set":
    case "vector":
      for (const item of inner) checkShape(item, type.element);
      return;
    case "map":
      for (const item of inner) checkShape(item, type.value);
      return;
    case "tuple":
      inner.slice(0, type.elements.length).forEach((item, index) =>
        checkShape(item, type.elements[index]!)
      );
      return;
    case "udt":
      type.fields.forEach(({ name, type: field }, index) => {
        const item = node.kind === "array"
          ? node.items[index]
          : node.fields.get(name);
        if (item !== undefined) checkShape(item, field);
      });
      return;
    case "native":
      if (["text", "varchar", "ascii"].includes(type.name)) return;
      throw new RecordRefused(
        `a JSON ${
          node.kind === "array" ? "list" : "object"
        } does not fit ${type.name}`,
      );
  }
}

function encodeStruct(
  struct: ConnectValue & { kind: "struct" },
  { type, context }: Target,
): Uint8Array {
  const field = (name: string, inner: CqlType) =>
    encodeValue(
      fieldOf(struct.schema, name)!.schema,
      structField(struct, name),
      { type: inner, context },
    );
  const names = struct.schema.fields.map(({ name }) => name);
  switch (type.kind) {
    case "udt":
      mustFit(
        names.length === type.fields.length &&
          type.fields.every(({ name }) => names.includes(name)),
        type,
      );
      return encodeFields(
        type.fields.map(({ name, type: inner }) => field(name, inner)),
      );
    case "tuple":
      mustFit(names.length === type.elements.length, type);
      return encodeFields(
        type.elements.map((inner, index) => field(names[index]!, inner)),
      );
    case "map":
      return encodeCollection(
        names.flatMap((name) => [
          required(
            encodeValue(schemaOf("string"), { kind: "string", value: name }, {
              type: type.key,
              context,
            }),
            "map key",
          ),
          required(field(name, type.value), "map value"),
        ]),
        names.length,
      );
    default:
      throw new RecordRefused(`a struct does not fit ${describeType(type)}`);
  }
}

function encodeDate(
  schema: ConnectSchema | null,
  ms: bigint,
  { type, context }: Target,
): Uint8Array | null {
  const name = schema?.name ?? logicalNames.timestamp;
  const target = type.kind === "native" ? type.name : "";
  const millis = Number(ms);
  const epochDay = Math.floor(millis / dayMs);
  const instant = (at: number) => ({
    seconds: BigInt(Math.floor(at / 1000)),
    nano: (at - Math.floor(at / 1000) * 1000) * 1e6,
  });
  if (name === logicalNames.date) {
    if (target === "date" || target === "timestamp") {
      return encodeTemporal(
        {
          epochDay,
          nanoOfDay: null,
          instant: instant(localToEpochMs(epochDay * dayMs, context.zone)),
        },
        target,
        "a Date",
      );
    }
  } else if (name === logicalNames.time) {
    const nanoOfDay = (millis - epochDay * dayMs) * 1e6;
    if (target === "time") {
      return encodeTemporal(
        { epochDay: null, nanoOfDay, instant: null },
        target,
        "a Time",
      );
    }
    if (target === "timestamp") throw new NotSimulated("a Time in a timestamp");
  } else {
    if (target === "timestamp") {
      return encodeTemporal(
        { epochDay: null, nanoOfDay: null, instant: instant(millis) },
        target,
        "a Timestamp",
      );
    }
    if (target === "date" || target === "time") {
      throw new NotSimulated(`a Timestamp in a ${target}`);
    }
  }
  if (target === "uuid" || target === "timeuuid") {
    throw new NotSimulated("a moment in a UUID");
  }
  throw new RecordRefused(
    `the sink has no conversion from ${name.replace(/^.*\./, "")} to ${
      describeType(type)
    }`,
  );
}

function mustFit(fits: boolean, type: CqlType): void {
  if (!fits) {
    throw new RecordRefused(
      `it does not have exactly what ${describeType(type)} has`,
    );
  }
}
