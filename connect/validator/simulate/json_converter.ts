import { schemaOf, structSchema } from "./connect_schema.ts";
import type {
  ConnectSchema,
  ConnectType,
  SchemaAndValue,
} from "./connect_value.ts";
import {
  type JsonNode,
  JsonTextError,
  nodeTypeName,
  readJson,
} from "./json_text.ts";
import { type JsonValueOptions, toConnect } from "./json_values.ts";
import {
  type Note,
  NotSimulated,
  RecordRefused,
  showValue,
} from "./refusal.ts";
import type { PluginSettings } from "./settings.ts";

/** `org.apache.kafka.connect.json.JsonConverter` of Kafka 4.3.1, as a sink uses it. */
export function jsonConverter(
  settings: PluginSettings,
  note: Note,
): (bytes: Uint8Array | null) => SchemaAndValue {
  return (bytes) => {
    if (bytes === null) return { schema: null, value: null };
    const options: JsonValueOptions = {
      replaceNull: settings.boolean("replace.null.with.default", true),
      note,
    };
    const enabled = settings.boolean("schemas.enable", true);
    const node = readBytes(bytes);
    if (!enabled) {
      return { schema: null, value: toConnect(null, node, options) };
    }
    const content = settings.text("schema.content") ?? "";
    if (content !== "") {
      const schema = asSchema(parseContent(content), options);
      return { schema, value: toConnect(schema, node, options) };
    }
    if (
      node.kind !== "object" || node.fields.size !== 2 ||
      !node.fields.has("schema") || !node.fields.has("payload")
    ) {
      throw new RecordRefused(
        `JsonConverter with schemas.enable needs an object with exactly "schema" and "payload", and this is ${
          describe(node)
        }`,
        `set ${settings.prefix}schemas.enable=false if the records are plain JSON`,
      );
    }
    const schema = asSchema(node.fields.get("schema")!, options);
    return {
      schema,
      value: toConnect(schema, node.fields.get("payload")!, options),
    };
  };
}

function readBytes(bytes: Uint8Array): JsonNode {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    if (bytes.includes(0)) throw new NotSimulated("JSON that is not UTF-8");
    throw new RecordRefused("it is not UTF-8, so JsonConverter cannot read it");
  }
  try {
    return readJson(text, { leadingZeros: true });
  } catch (error) {
    if (error instanceof JsonTextError) {
      throw new RecordRefused(
        `JsonConverter cannot read "${
          showValue(text)
        }" as JSON: ${error.message}`,
      );
    }
    throw error;
  }
}

function parseContent(content: string): JsonNode {
  try {
    return readJson(content, { leadingZeros: true });
  } catch {
    // The converter then cannot be configured at all, which is not the record's fault.
    throw new NotSimulated("schema.content that is not JSON");
  }
}

function describe(node: JsonNode): string {
  return node.kind === "object"
    ? `an object of ${
      showValue([...node.fields.keys()].join(", ")) || "nothing"
    }`
    : `a JSON ${nodeTypeName(node).toLowerCase()}`;
}

const types: Readonly<Record<string, ConnectType>> = {
  boolean: "boolean",
  int8: "int8",
  int16: "int16",
  int32: "int32",
  int64: "int64",
  float: "float32",
  double: "float64",
  bytes: "bytes",
  string: "string",
  array: "array",
  map: "map",
  struct: "struct",
};

function asSchema(
  node: JsonNode,
  options: JsonValueOptions,
): ConnectSchema | null {
  if (node.kind === "null") return null;
  const get = (name: string): JsonNode | undefined =>
    node.kind === "object" ? node.fields.get(name) : undefined;
  const typeName = textIn(get("type"));
  if (typeName === null) {
    throw new RecordRefused(`a schema must have a "type"`);
  }
  const type = types[typeName];
  if (type === undefined) {
    throw new RecordRefused(`the schema type ${typeName} is unknown`);
  }
  const inner = (name: string, what: string): ConnectSchema => {
    const part = get(name);
    const schema = part === undefined ? null : asSchema(part, options);
    if (schema === null) {
      throw new RecordRefused(`the ${type} schema has no ${what}`);
    }
    return schema;
  };
  const version = get("version");
  const optional = get("optional");
  const parts = {
    optional: optional?.kind === "boolean" && optional.value,
    name: textIn(get("name")),
    version: version?.kind === "integer" ? Number(version.value) : null,
    parameters: parametersOf(get("parameters")),
  };
  const schema = type === "struct"
    ? structSchema(fieldsOf(get("fields"), options), parts)
    : schemaOf(type, {
      ...parts,
      key: type === "map" ? inner("keys", "key type") : null,
      value: type === "map"
        ? inner("values", "value type")
        : type === "array"
        ? inner("items", "element type")
        : null,
    });
  const defaultNode = get("default");
  return defaultNode === undefined
    ? schema
    : { ...schema, default: toConnect(schema, defaultNode, options) };
}

function fieldsOf(
  node: JsonNode | undefined,
  options: JsonValueOptions,
): ConnectSchema["fields"] {
  if (node?.kind !== "array") {
    throw new RecordRefused(`the struct schema's "fields" is not a list`);
  }
  return node.items.map((field) => {
    const name = field.kind === "object"
      ? textIn(field.fields.get("field"))
      : null;
    if (name === null) {
      throw new RecordRefused(
        `a field of the struct schema has no "field" name`,
      );
    }
    return { name, schema: asSchema(field, options)! };
  });
}

function parametersOf(node: JsonNode | undefined): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  if (node?.kind !== "object") return parameters;
  for (const [name, value] of node.fields) {
    if (value.kind !== "string") {
      throw new RecordRefused("schema parameters must be texts");
    }
    parameters.set(name, value.value);
  }
  return parameters;
}

function textIn(node: JsonNode | undefined): string | null {
  return node?.kind === "string" ? node.value : null;
}
