import { structOf } from "./connect_schema.ts";
import {
  type ConnectSchema,
  type ConnectValue,
  type IntegerKind,
  integerOf,
  logicalNames,
  mapOf,
} from "./connect_value.ts";
import { decodeBase64 } from "./codecs/literals.ts";
import {
  decimalOf,
  sameNumber,
  toDouble,
  truncate,
} from "./java/big_decimal.ts";
import { type JsonNode, nodeTypeName, printJson } from "./json_text.ts";
import { type Note, RecordRefused, showValue } from "./refusal.ts";

/** How JsonConverter makes values. */
export interface JsonValueOptions {
  /** Whether a default stands in for null. */
  readonly replaceNull: boolean;
  readonly note: Note;
}

/**
 * Makes a Connect value of JSON by a schema, or by what JSON tells where there is none.
 *
 * @throws {RecordRefused}
 */
export function toConnect(
  schema: ConnectSchema | null,
  node: JsonNode | undefined,
  options: JsonValueOptions,
): ConnectValue {
  if (schema === null) return withoutSchema(node ?? { kind: "null" }, options);
  if (node === undefined || node.kind === "null") {
    if (schema.default !== null && options.replaceNull) return schema.default;
    if (schema.optional) return null;
    throw new RecordRefused(
      `null is not allowed for the required ${schema.type} field`,
    );
  }
  return logicalValue(schema, node) ?? typedValue(schema, node, options);
}

function withoutSchema(
  node: JsonNode,
  options: JsonValueOptions,
): ConnectValue {
  switch (node.kind) {
    case "null":
    case "missing":
      return null;
    case "boolean":
    case "string":
      return node;
    case "integer":
      return kept("int64", node, options);
    case "decimal":
      return { kind: "float64", value: toDouble(node.value) };
    case "double":
      return { kind: "float64", value: node.value };
    case "array":
      return {
        kind: "array",
        items: node.items.map((item) => withoutSchema(item, options)),
      };
    case "object":
      return mapOf(
        [...node.fields].map(([name, field]) =>
          [name, withoutSchema(field, options)] as const
        ),
      );
  }
}

function logicalValue(
  schema: ConnectSchema,
  node: JsonNode,
): ConnectValue | undefined {
  const integer = () => {
    const fits = node.kind === "integer" &&
      (schema.name === logicalNames.timestamp ||
        BigInt.asIntN(32, node.value) === node.value);
    if (!fits) {
      throw new RecordRefused(
        `${schema.name} needs a whole number, and this is a JSON ${
          nodeTypeName(node).toLowerCase()
        }`,
      );
    }
    return BigInt.asIntN(64, (node as { value: bigint }).value);
  };
  switch (schema.name) {
    case logicalNames.timestamp:
      return { kind: "date", ms: integer() };
    case logicalNames.date:
      return { kind: "date", ms: integer() * 86_400_000n };
    case logicalNames.time: {
      const ms = integer();
      if (ms < 0n || ms > 86_400_000n) {
        throw new RecordRefused("a Time is more than a day");
      }
      return { kind: "date", ms };
    }
    case logicalNames.decimal:
      return decimalValue(schema, node);
    default:
      return undefined;
  }
}

function decimalValue(schema: ConnectSchema, node: JsonNode): ConnectValue {
  if (node.kind === "decimal") return { kind: "decimal", value: node.value };
  if (node.kind === "integer") {
    return { kind: "decimal", value: { unscaled: node.value, scale: 0 } };
  }
  const bytes = node.kind === "string" ? jacksonBase64(node.value) : null;
  const scale = schema.parameters.get("scale");
  if (
    bytes === null || bytes.length === 0 || scale === undefined ||
    !/^[+-]?\d+$/.test(scale)
  ) {
    throw new RecordRefused(
      "a Decimal must be a number or the Base64 of its bytes",
    );
  }
  let unscaled = 0n;
  for (const byte of bytes) unscaled = unscaled << 8n | BigInt(byte);
  return {
    kind: "decimal",
    value: {
      unscaled: BigInt.asIntN(bytes.length * 8, unscaled),
      scale: Number(scale),
    },
  };
}

// Unlike Java's own decoder, Jackson wants the padding and skips blanks.
function jacksonBase64(text: string): Uint8Array | null {
  const digits = text.replace(/[\0- ]/g, "");
  return digits.length % 4 === 0 ? decodeBase64(digits) : null;
}

// Jackson's getters do not complain of another kind of value: text as a number is 0, a number as text is null.
function typedValue(
  schema: ConnectSchema,
  node: JsonNode,
  options: JsonValueOptions,
): ConnectValue {
  const { type } = schema;
  switch (type) {
    case "boolean":
      if (node.kind === "boolean") return node;
      return noteLoss({ kind: type, value: false }, node, { type, options });
    case "int8":
    case "int16":
    case "int32":
    case "int64":
      return kept(type, node, options);
    case "float32":
    case "float64": {
      const real = realOf(node);
      if (real === null) {
        return noteLoss({ kind: type, value: 0 }, node, { type, options });
      }
      return {
        kind: type,
        value: type === "float32" ? Math.fround(real) : real,
      };
    }
    case "string":
      return node.kind === "string"
        ? node
        : noteLoss(null, node, { type, options });
    case "bytes": {
      if (node.kind !== "string") {
        return noteLoss(null, node, { type, options });
      }
      const bytes = jacksonBase64(node.value);
      if (bytes === null) throw new RecordRefused("bytes must be Base64");
      return { kind: type, value: bytes };
    }
    case "array": {
      const items = node.kind === "array"
        ? node.items
        : node.kind === "object"
        ? [...node.fields.values()]
        : [];
      return {
        kind: type,
        items: items.map((item) => toConnect(schema.value, item, options)),
      };
    }
    case "map":
      return mapValue(schema, node, options);
    case "struct": {
      if (node.kind !== "object") {
        throw new RecordRefused(
          `a struct must be a JSON object, and this is a JSON ${
            nodeTypeName(node).toLowerCase()
          }`,
        );
      }
      return structOf(
        schema,
        schema.fields.map((field) => {
          const value = inField(
            field.name,
            () =>
              toConnect(field.schema, node.fields.get(field.name), {
                ...options,
                note: (change) =>
                  options.note({ ...change, field: field.name }),
              }),
          );
          return [field.name, value] as const;
        }),
      );
    }
  }
}

function mapValue(
  schema: ConnectSchema,
  node: JsonNode,
  options: JsonValueOptions,
): ConnectValue {
  if (schema.key?.type === "string") {
    if (node.kind !== "object") {
      throw new RecordRefused("a map with text keys must be a JSON object");
    }
    return mapOf(
      [...node.fields].map(([name, value]) =>
        [name, toConnect(schema.value, value, options)] as const
      ),
    );
  }
  if (node.kind !== "array") {
    throw new RecordRefused("a map without text keys must be a list of pairs");
  }
  return {
    kind: "map",
    entries: node.items.map((pair) => {
      if (pair.kind !== "array" || pair.items.length !== 2) {
        throw new RecordRefused("an entry of a map must be a pair");
      }
      return [
        toConnect(schema.key, pair.items[0], options),
        toConnect(schema.value, pair.items[1], options),
      ] as const;
    }),
  };
}

function inField<Value>(name: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof RecordRefused) {
      throw new RecordRefused(`field "${name}": ${error.message}`, error.fix);
    }
    throw error;
  }
}

function kept(
  type: IntegerKind,
  node: JsonNode,
  options: JsonValueOptions,
): ConnectValue {
  const whole = node.kind === "integer"
    ? node.value
    : node.kind === "decimal"
    ? truncate(node.value)
    : 0n;
  // The narrow types are cut twice: Jackson gives an int, which Connect casts.
  const value = integerOf(
    type,
    type === "int64" ? whole : BigInt.asIntN(32, whole),
  ) as ConnectValue & { kind: IntegerKind };
  const exact = node.kind === "integer"
    ? node.value === value.value
    : node.kind === "decimal" &&
      sameNumber(node.value, decimalOf(value.value));
  return exact ? value : noteLoss(value, node, { type, options });
}

function realOf(node: JsonNode): number | null {
  if (node.kind === "integer") return Number(node.value);
  return node.kind === "decimal" ? toDouble(node.value) : null;
}

function noteLoss(
  value: ConnectValue,
  node: JsonNode,
  { type, options }: {
    readonly type: string;
    readonly options: JsonValueOptions;
  },
): ConnectValue {
  options.note({
    kind: "spoilt",
    value,
    message: `JsonConverter does not keep ${
      showValue(printJson(node))
    } when it makes it ${type}`,
  });
  return value;
}
