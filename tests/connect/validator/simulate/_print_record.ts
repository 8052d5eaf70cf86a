import { structField } from "../../../../connect/validator/simulate/connect_schema.ts";
import type {
  ConnectRecord,
  ConnectSchema,
  ConnectValue,
} from "../../../../connect/validator/simulate/connect_value.ts";

/** Prints a record in the form in which the real converters' and SMTs' answers were recorded. */
export function printRecord(record: ConnectRecord): string {
  const { topic, key, value, headers } = record;
  const printed = headers.map((header) =>
    ` ${header.key}=${printSchema(header.schema)} ${printValue(header.value)}`
  );
  return `${topic} K ${printSchema(key.schema)} ${printValue(key.value)} V ${
    printSchema(value.schema)
  } ${printValue(value.value)} H${printed.join("")}`
    .replaceAll("\n", "\\n").replaceAll("\r", "\\r");
}

const integerLetters = { int8: "b", int16: "s", int32: "i", int64: "l" };

function printValue(value: ConnectValue): string {
  if (value === null) return "~";
  switch (value.kind) {
    case "int8":
    case "int16":
    case "int32":
    case "int64":
      return `${integerLetters[value.kind]}${value.value}`;
    case "float32": {
      const view = new DataView(new ArrayBuffer(4));
      view.setFloat32(0, value.value);
      return `f${view.getUint32(0).toString(16)}`;
    }
    case "float64": {
      const view = new DataView(new ArrayBuffer(8));
      view.setFloat64(0, value.value);
      return `d${view.getBigUint64(0).toString(16)}`;
    }
    case "boolean":
      return String(value.value);
    case "string":
      return `"${value.value}"`;
    case "bytes":
      return `x${btoa(String.fromCharCode(...value.value))}`;
    case "date":
      return `t${value.ms}`;
    case "decimal":
      return `n${value.value.unscaled}e${value.value.scale}`;
    case "array":
      return `[${value.items.map((item) => `${printValue(item)},`).join("")}]`;
    case "map": {
      const entries = value.entries.map(([key, item]) =>
        [printValue(key), printValue(item)] as const
      );
      const sorted = [...new Map(entries)].sort(([a], [b]) => a < b ? -1 : 1);
      return `{{${sorted.map((entry) => entry.join("=")).join(", ")}}}`;
    }
    case "struct":
      return `S{${
        value.schema.fields.map(({ name }) =>
          `${name}=${printValue(structField(value, name))},`
        ).join("")
      }}`;
  }
}

function printSchema(schema: ConnectSchema | null): string {
  if (schema === null) return "-";
  const name = schema.name?.replace("org.apache.kafka.connect.data.", "");
  const head = schema.type + (schema.optional ? "?" : "") +
    (name === undefined ? "" : `(${name})`) +
    (schema.default === null ? "" : `=${printValue(schema.default)}`);
  switch (schema.type) {
    case "struct":
      return `${head}{${
        schema.fields.map((field) =>
          `${field.name}:${printSchema(field.schema)};`
        ).join("")
      }}`;
    case "array":
      return `${head}[${printSchema(schema.value)}]`;
    case "map":
      return `${head}<${printSchema(schema.key)},${printSchema(schema.value)}>`;
    default:
      return head;
  }
}
