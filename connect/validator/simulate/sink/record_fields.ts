import type { FieldSource } from "../../mapping.ts";
import type {
  ConnectRecord,
  ConnectValue,
  SchemaAndValue,
} from "../connect_value.ts";
import { structField } from "../connect_schema.ts";
import { decodeUtf8 } from "../java/charsets.ts";
import {
  type JsonNode,
  JsonTextError,
  printJson,
  readJson,
} from "../json_text.ts";
import { NotSimulated, RecordRefused } from "../refusal.ts";
import { madeOf } from "../spoilt.ts";
import {
  type FieldValue,
  jsonOf,
  showConnect,
  stripDecimals,
  textField,
  typedField,
} from "./field_value.ts";

/** What a sink sees of a record. */
export interface RecordFields {
  /** A field's value; null if the record does not have it. @throws {RecordRefused} if asking for it fails the record. */
  get(source: Exclude<FieldSource, { part: "now" }>): FieldValue | null;
  /** Names of the fields of the key or value, for messages. */
  names(part: "key" | "value"): readonly string[];
  /** Whether the value has no fields, so that all `value.*` count as null: only the DataStax sink is so lenient. */
  readonly valueIsPlain: boolean;
  readonly isTombstone: boolean;
}

/** The worker's default converter applies, which is not known. */
export type UnknownPart = "unknown";

/** The parts of a record that the chain left; a part is unknown where the worker's default converter made it. */
export interface SinkRecord extends Omit<ConnectRecord, "key" | "value"> {
  readonly key: SchemaAndValue | UnknownPart;
  readonly value: SchemaAndValue | UnknownPart;
}

/** What is not known where a config leaves a converter to the worker. */
export function defaultConverter(part: "key" | "value"): NotSimulated {
  return new NotSimulated(`the worker's ${part}.converter`);
}

/** A key or value as the DataStax sink takes it apart. */
interface Parted {
  readonly whole: FieldValue;
  readonly fields: ReadonlyMap<string, FieldValue>;
}

/** The DataStax sink's view: text that holds a JSON object has its fields, any other text is one plain value. */
export function datastaxFields(record: SinkRecord): RecordFields {
  const value = record.value === "unknown" ? null : part(record.value);
  const key = record.key === "unknown" ? null : part(record.key);
  const partOf = (name: "key" | "value") => {
    const parted = name === "key" ? key : value;
    if (parted === null) throw defaultConverter(name);
    return parted;
  };
  return {
    get: (source) => {
      if (source.part === "header") return headerOf(record, source.name);
      const parted = partOf(source.part);
      return source.name === null
        ? parted.whole
        : parted.fields.get(source.name) ?? null;
    },
    names: (name) => [...partOf(name).fields.keys()],
    valueIsPlain: value?.fields.size === 0,
    isTombstone: isTombstone(record),
  };
}

function isTombstone({ value }: SinkRecord): boolean {
  return value !== "unknown" && value.value === null;
}

function headerOf(record: SinkRecord, name: string): FieldValue | null {
  const header = record.headers.find(({ key }) => key === name);
  return header === undefined ? null : typedField(header);
}

function part({ schema, value }: SchemaAndValue): Parted {
  if (value === null) return { whole: textField(null), fields: new Map() };
  switch (value.kind) {
    case "struct":
      return {
        whole: {
          kind: "typed",
          external: { kind: "struct" },
          value,
          schema,
        },
        fields: new Map(
          value.schema.fields.map((field) => [
            field.name,
            typedField({
              schema: field.schema,
              value: structField(value, field.name),
            }),
          ]),
        ),
      };
    case "string":
      return jsonText(value.value);
    case "map": {
      const node = jsonOf(value);
      return {
        whole: typedText(printJson(node), value),
        fields: objectFields(stripDecimals(node)),
      };
    }
    case "array":
      return {
        whole: {
          kind: "typed",
          external: { kind: "other", className: "a list without a schema" },
          value,
          schema: null,
        },
        fields: new Map(),
      };
    case "date":
    case "decimal":
      throw new NotSimulated(`a whole ${value.kind}`);
    default:
      return {
        whole: {
          kind: "typed",
          external: { kind: value.kind },
          value,
          schema,
        },
        fields: new Map(),
      };
  }
}

function typedText(text: string, from: ConnectValue): FieldValue {
  return {
    kind: "typed",
    external: { kind: "string" },
    value: madeOf({ kind: "string", value: text }, from),
    schema: null,
  };
}

function jsonText(text: string): Parted {
  let node: JsonNode;
  try {
    node = readJson(text);
  } catch (error) {
    if (error instanceof JsonTextError) node = { kind: "missing" };
    else throw error;
  }
  return { whole: textField(text), fields: objectFields(stripDecimals(node)) };
}

function objectFields(node: JsonNode): ReadonlyMap<string, FieldValue> {
  return node.kind === "object"
    ? new Map(
      [...node.fields].map(([name, field]) => [
        name,
        { kind: "json" as const, node: field },
      ]),
    )
    : new Map();
}

/** Our own sink's view: only an object has fields, and asking anything else for one fails the record. */
export function ownFields(record: SinkRecord): RecordFields {
  const partOf = (name: "key" | "value"): SchemaAndValue => {
    const found = record[name];
    if (found === "unknown") throw defaultConverter(name);
    return found;
  };
  const parsed = new Map<string, JsonNode>();
  const jsonPart = (
    name: "key" | "value",
    value: NonNullable<ConnectValue>,
  ) => {
    let node = parsed.get(name);
    if (node === undefined) {
      node = ownJson(name, value);
      parsed.set(name, node);
    }
    return node;
  };
  return {
    get: (source) => {
      if (source.part === "header") return headerOf(record, source.name);
      const { schema, value } = partOf(source.part);
      if (source.name === null) return ownWhole({ schema, value });
      if (value === null) return source.part === "key" ? null : textField(null);
      switch (value.kind) {
        case "struct": {
          const field = value.schema.fields.find(({ name }) =>
            name === source.name
          );
          return field === undefined ? null : typedField({
            schema: field.schema,
            value: structField(value, field.name),
          });
        }
        case "map": {
          const entry = value.entries.find(([key]) =>
            key?.kind === "string" && key.value === source.name
          );
          return entry === undefined ? null : ownMapValue(entry[1]);
        }
        default: {
          const node = jsonPart(source.part, value);
          const field = node.kind === "object"
            ? node.fields.get(source.name)
            : undefined;
          return field === undefined ? null : { kind: "json", node: field };
        }
      }
    },
    names: (name) => {
      const { value } = partOf(name);
      if (value?.kind === "struct") {
        return value.schema.fields.map((field) => field.name);
      }
      if (value?.kind === "map") {
        return value.entries.map(([key]) =>
          key?.kind === "string" ? key.value : ""
        );
      }
      if (value === null) return [];
      const node = jsonPart(name, value);
      return node.kind === "object" ? [...node.fields.keys()] : [];
    },
    valueIsPlain: false,
    isTombstone: isTombstone(record),
  };
}

function ownWhole({ schema, value }: SchemaAndValue): FieldValue {
  if (value?.kind === "map" || value?.kind === "array") {
    return schema === null
      ? { kind: "json", node: doublesKept(value) }
      : typedField({ schema, value });
  }
  return {
    kind: "typed",
    external: value === null ? { kind: "string" } : null,
    value,
    schema,
  };
}

function ownMapValue(value: ConnectValue): FieldValue {
  if (value?.kind === "date") {
    return { kind: "typed", external: null, value, schema: null };
  }
  return { kind: "json", node: doublesKept(value) };
}

// Our sink keeps a double a double, where Jackson's text would make it a decimal.
function doublesKept(value: ConnectValue): JsonNode {
  return madeOf(plainDoublesKept(value), value);
}

function plainDoublesKept(value: ConnectValue): JsonNode {
  switch (value?.kind) {
    case "float64":
      return { kind: "double", value: value.value };
    case "float32":
      throw new NotSimulated("a float without a schema");
    case "date":
      throw new NotSimulated("a moment within an object");
    case "array":
      return { kind: "array", items: value.items.map(doublesKept) };
    case "map":
      return {
        kind: "object",
        fields: new Map(
          value.entries.map(([key, field]) => [
            key?.kind === "string" ? key.value : "",
            doublesKept(field),
          ]),
        ),
      };
    default:
      return jsonOf(value);
  }
}

function ownJson(name: string, value: NonNullable<ConnectValue>): JsonNode {
  if (value.kind !== "string" && value.kind !== "bytes") {
    throw new RecordRefused(
      `the ${name} is no object, so it has no fields: ${showConnect(value)}`,
    );
  }
  const text = value.kind === "bytes" ? decodeUtf8(value.value) : value.value;
  let node: JsonNode;
  try {
    node = readJson(text, { failOnTrailing: true });
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    throw new RecordRefused(
      `the ${name} is no JSON, so it has no fields: ${
        showConnect(value)
      } (${error.message})`,
    );
  }
  if (node.kind !== "object") {
    throw new RecordRefused(
      `the ${name} is no JSON object, so it has no fields: ${
        showConnect(value)
      }`,
    );
  }
  return node;
}
