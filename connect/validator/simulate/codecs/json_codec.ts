import type { CqlType, NativeTypeName } from "../../../../cql/schema_model.ts";
import { NotSimulated, RecordRefused, showValue } from "../refusal.ts";
import {
  type JsonNode,
  nodeText,
  nodeTypeName,
  printJson,
} from "../json_text.ts";
import type { CodecContext } from "./context.ts";
import {
  concatBytes,
  encodeCollection,
  encodeFields,
  encodeNumber,
} from "./encode.ts";
import { isNumericType, type JavaNumber, narrowNumber } from "./numbers.ts";
import {
  encodeNativeText,
  encodeTemporal,
  encodeText,
  parseTemporal,
} from "./text_codec.ts";

/**
 * Converts a JSON value to a column's bytes as the engine's `JsonNodeTo...Codec`s do; null where the column gets null.
 *
 * @throws {RecordRefused} where the codec throws.
 */
export function encodeJson(
  node: JsonNode,
  type: CqlType,
  context: CodecContext,
): Uint8Array | null {
  if (type.kind === "vector") return encodeVector(node, type, context);
  if (node.kind === "null" || node.kind === "missing") return null;
  if (type.kind === "native") return encodeNative(node, type.name, context);
  if (node.kind === "string" && node.value === "") return null;
  switch (type.kind) {
    case "list":
    case "set": {
      if (node.kind !== "array") throw expecting("ARRAY", node, type);
      const elements = node.items.map((item) =>
        required(encodeJson(item, type.element, context), "element")
      );
      return encodeCollection(
        type.kind === "set" ? distinct(elements) : elements,
      );
    }
    case "map":
      return encodeMap(node, type, context);
    case "tuple": {
      if (node.kind !== "array") throw expecting("ARRAY", node, type);
      mustHaveSize(node.items.length, type.elements.length, "tuple");
      return encodeFields(
        type.elements.map((element, index) =>
          encodeJson(node.items[index]!, element, context)
        ),
      );
    }
    case "udt":
      return encodeUdt(node, type, context);
    case "custom":
      throw new NotSimulated(`the type ${type.className}`);
  }
}

function encodeNative(
  node: JsonNode,
  type: NativeTypeName,
  context: CodecContext,
): Uint8Array | null {
  const isContainer = node.kind === "array" || node.kind === "object";
  if (type === "text" || type === "varchar" || type === "ascii") {
    return encodeNativeText(
      isContainer ? printJson(node) : nodeText(node),
      type,
      context,
    );
  }
  const text = nodeText(node);
  if (isContainer) return encodeContainer(node, type);
  const number = nodeNumber(node);
  if (isNumericType(type) && number !== null) {
    return encodeNumber(narrowNumber(number, type), type);
  }
  if (type === "timestamp" || type === "date" || type === "time") {
    const format = context[type];
    if (number !== null && format.numeric) {
      try {
        return encodeTemporal(format.ofNumber(number), type, format.pattern);
      } catch (error) {
        if (error instanceof NotSimulated) throw error;
        throw new RecordRefused(
          error instanceof Error ? error.message : String(error),
        );
      }
    }
    return encodeTemporal(
      text === "" ? null : parseTemporal(text, type, format),
      type,
      format.pattern,
    );
  }
  return encodeNativeText(text, type, context);
}

// The text of an object or a list is empty to Jackson, and most codecs take empty text for null.
function encodeContainer(
  node: JsonNode,
  type: NativeTypeName,
): Uint8Array | null {
  if (type === "blob") return new Uint8Array();
  if (type === "boolean" || type === "inet" || type === "duration") {
    throw new RecordRefused(
      `${describe(node)} cannot be stored as ${type}`,
    );
  }
  return null;
}

function nodeNumber(node: JsonNode): JavaNumber | null {
  switch (node.kind) {
    case "integer":
    case "decimal":
    case "double":
      return node;
    default:
      return null;
  }
}

function encodeMap(
  node: JsonNode,
  type: CqlType & { kind: "map" },
  context: CodecContext,
): Uint8Array {
  if (node.kind !== "object") throw expecting("OBJECT", node, type);
  const entries = new Map<string, readonly [Uint8Array, Uint8Array]>();
  for (const [name, value] of node.fields) {
    const key = required(encodeText(name, type.key, context), "map key");
    entries.set(key.toString(), [
      key,
      required(encodeJson(value, type.value, context), "map value"),
    ]);
  }
  return encodeCollection([...entries.values()].flat(), entries.size);
}

function encodeUdt(
  node: JsonNode,
  type: CqlType & { kind: "udt" },
  context: CodecContext,
): Uint8Array {
  if (node.kind === "array") {
    mustHaveSize(node.items.length, type.fields.length, "user-defined type");
    return encodeFields(
      type.fields.map((field, index) =>
        encodeJson(node.items[index]!, field.type, context)
      ),
    );
  }
  if (node.kind !== "object") throw expecting("OBJECT or ARRAY", node, type);
  const missing = type.fields.filter(({ name }) => !node.fields.has(name))
    .map(({ name }) => name);
  const extra = [...node.fields.keys()].filter((name) =>
    !type.fields.some((field) => field.name === name)
  );
  if (missing.length > 0 || extra.length > 0) {
    const faults = [
      missing.length > 0 ? `lacks ${missing.join(", ")}` : [],
      extra.length > 0 ? `has ${extra.join(", ")} too much` : [],
    ].flat();
    throw new RecordRefused(
      `the object must have exactly the fields of the type ${type.name}, and ${
        faults.join(" and ")
      }`,
    );
  }
  return encodeFields(
    type.fields.map((field) =>
      encodeJson(node.fields.get(field.name)!, field.type, context)
    ),
  );
}

function encodeVector(
  node: JsonNode,
  type: CqlType & { kind: "vector" },
  context: CodecContext,
): Uint8Array | null {
  if (node.kind !== "array") return null;
  const elements = node.items.map((item) =>
    required(encodeJson(item, type.element, context), "element")
  );
  if (elements.length < type.dimensions) {
    throw new RecordRefused(
      `the list has ${elements.length} numbers, and the vector ${type.dimensions}`,
    );
  }
  return concatBytes(elements.slice(0, type.dimensions));
}

/** Refuses null where the driver does: inside a collection. @throws {RecordRefused} */
export function required(bytes: Uint8Array | null, what: string): Uint8Array {
  if (bytes === null) {
    throw new RecordRefused(`a ${what} is null, which no collection may hold`);
  }
  return bytes;
}

/** Drops repeated elements of a set. */
export function distinct(elements: readonly Uint8Array[]): Uint8Array[] {
  return [
    ...new Map(elements.map((element) => [element.toString(), element]))
      .values(),
  ];
}

function mustHaveSize(actual: number, expected: number, what: string): void {
  if (actual !== expected) {
    throw new RecordRefused(
      `the list has ${actual} elements, and the ${what} ${expected}`,
    );
  }
}

function expecting(
  expected: string,
  node: JsonNode,
  type: CqlType,
): RecordRefused {
  return new RecordRefused(
    `${describe(node)} is a JSON ${
      nodeTypeName(node).toLowerCase()
    }, and a ${type.kind} needs ${
      expected === "ARRAY"
        ? "a JSON list"
        : expected === "OBJECT"
        ? "a JSON object"
        : "a JSON object or list"
    }`,
  );
}

function describe(node: JsonNode): string {
  return showValue(printJson(node));
}
