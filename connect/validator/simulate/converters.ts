import type { ConnectorConfig } from "../connector_config.ts";
import {
  type ConnectSchema,
  type ConnectValue,
  integerOf,
  type SchemaAndValue,
} from "./connect_value.ts";
import { schemaOf } from "./connect_schema.ts";
import { parseHeaderText } from "./header_values.ts";
import { decoderOf, decodeUtf8 } from "./java/charsets.ts";
import { jsonConverter } from "./json_converter.ts";
import { type Note, NotSimulated, RecordRefused } from "./refusal.ts";
import { PluginSettings } from "./settings.ts";

/** Turns bytes into a value with a schema. @throws {RecordRefused} */
export type Converter = (bytes: Uint8Array | null) => SchemaAndValue;

/**
 * The converter of a record's part. Null where the worker's default applies, which is not in the connector's config.
 * One that cannot be simulated throws {@linkcode NotSimulated} when it is used.
 */
export function converterOf(
  config: ConnectorConfig,
  part: "key" | "value" | "header",
  note: Note,
): Converter | null {
  const setting = `${part}.converter`;
  const className = config[setting];
  if (className === undefined) {
    return part === "header" ? simpleHeader : null;
  }
  const settings = new PluginSettings(config, `${setting}.`);
  const name = className.trim().replace(/^.*\./, "");
  const packageName = className.trim().slice(0, -name.length);
  const known = packageName === "" ||
    packageName.startsWith("org.apache.kafka.connect.");
  if (known) {
    switch (name.replace(/Converter$/, "")) {
      case "String":
        return stringConverter(settings);
      case "Json":
        return jsonConverter(settings, note);
      case "ByteArray":
        return (bytes) =>
          withSchema(
            "bytes",
            bytes === null ? null : { kind: "bytes", value: bytes },
          );
      case "SimpleHeader":
        if (part === "header") return simpleHeader;
        break;
      case "Boolean":
        return booleanConverter;
      case "Integer":
        return numberConverter("int32", 4);
      case "Long":
        return numberConverter("int64", 8);
      case "Short":
        return numberConverter("int16", 2);
      case "Float":
        return numberConverter("float32", 4);
      case "Double":
        return numberConverter("float64", 8);
    }
  }
  return () => {
    throw new NotSimulated(`the converter ${className}`);
  };
}

function withSchema(
  type: ConnectSchema["type"],
  value: ConnectValue,
): SchemaAndValue {
  return { schema: schemaOf(type, { optional: true }), value };
}

function stringConverter(settings: PluginSettings): Converter {
  return (bytes) => {
    const encoding = settings.text("converter.encoding") ?? "UTF8";
    const decode = decoderOf(encoding);
    if (decode === null) throw new NotSimulated(`the encoding ${encoding}`);
    if (bytes === null) return withSchema("string", null);
    const text = decode(bytes);
    if (text === null) {
      throw new NotSimulated(`what the encoding ${encoding} has beyond ASCII`);
    }
    return withSchema("string", { kind: "string", value: text });
  };
}

const booleanConverter: Converter = (bytes) => {
  if (bytes === null) return withSchema("boolean", null);
  if (bytes.length !== 1 || bytes[0]! > 1) {
    throw new RecordRefused(
      "BooleanConverter needs exactly one byte, 0 or 1",
    );
  }
  return withSchema("boolean", { kind: "boolean", value: bytes[0] === 1 });
};

function numberConverter(
  kind: "int16" | "int32" | "int64" | "float32" | "float64",
  size: number,
): Converter {
  return (bytes) => {
    if (bytes === null) return withSchema(kind, null);
    if (bytes.length !== size) {
      throw new RecordRefused(
        `the converter for ${kind} needs exactly ${size} bytes, and there are ${bytes.length}`,
      );
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, size);
    switch (kind) {
      case "float32":
        return withSchema(kind, { kind, value: view.getFloat32(0) });
      case "float64":
        return withSchema(kind, { kind, value: view.getFloat64(0) });
      default: {
        let value = 0n;
        for (const byte of bytes) value = value << 8n | BigInt(byte);
        return withSchema(kind, integerOf(kind, value));
      }
    }
  };
}

// Text without a schema of its own: numbers, booleans and times are recognised.
const simpleHeader: Converter = (bytes) =>
  bytes === null
    ? { schema: null, value: null }
    : parseHeaderText(decodeUtf8(bytes));
