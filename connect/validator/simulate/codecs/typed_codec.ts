import type { CqlType } from "../../../../cql/schema_model.ts";
import {
  type ConnectSchema,
  type ConnectValue,
  isNumber,
} from "../connect_value.ts";
import { NotSimulated, RecordRefused } from "../refusal.ts";
import { fieldOf, structField } from "../connect_schema.ts";
import { type CodecContext, numberToInstant } from "./context.ts";
import { encodeCollection, encodeFields, encodeNumber } from "./encode.ts";
import { distinct, required } from "./json_codec.ts";
import {
  isNumericType,
  type JavaNumber,
  narrowNumber,
  printNumber,
} from "./numbers.ts";
import {
  encodeAscii,
  encodeTemporal,
  encodeText,
  generatedUuid,
} from "./text_codec.ts";

/** The Java type that the engine picks a codec by: of a field with a schema, or of a raw value. */
export type ExternalType =
  | { readonly kind: "string" | "boolean" | "bytes" | "struct" }
  | { readonly kind: "int8" | "int16" | "int32" | "int64" }
  | { readonly kind: "float32" | "float64" }
  | { readonly kind: "array"; readonly element: ExternalType }
  | {
    readonly kind: "map";
    readonly key: ExternalType;
    readonly value: ExternalType;
  }
  /** A class that no codec takes, such as a list without a schema. */
  | { readonly kind: "other"; readonly className: string };

/** Converts one value to a column's bytes. @throws {RecordRefused} */
export type Encoder = (value: ConnectValue) => Uint8Array | null;

/** The type that the engine sees for a schema; null where it fails on the schema itself. */
export function externalTypeOf(
  schema: ConnectSchema | null,
): ExternalType | null {
  if (schema === null) return null;
  switch (schema.type) {
    case "array": {
      const element = externalTypeOf(schema.value);
      return element === null ? null : { kind: "array", element };
    }
    case "map": {
      const key = externalTypeOf(schema.key);
      const value = externalTypeOf(schema.value);
      return key === null || value === null
        ? null
        : { kind: "map", key, value };
    }
    default:
      return { kind: schema.type };
  }
}

/**
 * The codec for values of a Java type into a column, as the engine's factory finds it: a missing codec fails even for
 * null.
 *
 * @throws {RecordRefused} if there is none.
 */
export function typedEncoder(
  external: ExternalType,
  type: CqlType,
  context: CodecContext,
): Encoder {
  if (type.kind === "custom") {
    throw new NotSimulated(`the type ${type.className}`);
  }
  switch (external.kind) {
    case "string":
      return cast("string", (value) => encodeText(value.value, type, context));
    case "boolean":
      return booleanEncoder(type);
    case "bytes":
      if (type.kind === "native" && type.name === "blob") {
        return cast("bytes", (value) => value.value);
      }
      if (type.kind === "vector") throw new NotSimulated("bytes into a vector");
      throw noCodec(external, type);
    case "array":
      return arrayEncoder(external, type, context);
    case "map":
      return mapEncoder(external, type, context);
    case "struct":
      if (type.kind === "udt") return structEncoder(type, context);
      throw noCodec(external, type);
    case "other":
      throw noCodec(external, type);
    default:
      return numberEncoder(external, type, context);
  }
}

type KindOf<Kind> = Extract<NonNullable<ConnectValue>, { kind: Kind }>;

function cast<Kind extends NonNullable<ConnectValue>["kind"]>(
  kind: Kind,
  encode: (value: KindOf<Kind>) => Uint8Array | null,
): Encoder {
  return (value) => {
    if (value === null) return null;
    if (value.kind !== kind) throw wrongClass(value, kind);
    return encode(value as KindOf<Kind>);
  };
}

function booleanEncoder(type: CqlType): Encoder {
  const external = { kind: "boolean" } as const;
  if (type.kind !== "native") throw noCodec(external, type);
  const { name } = type;
  if (name === "boolean") {
    return cast("boolean", ({ value }) => Uint8Array.of(value ? 1 : 0));
  }
  if (name === "text" || name === "varchar") {
    return cast(
      "boolean",
      ({ value }) => new TextEncoder().encode(String(value)),
    );
  }
  if (isNumericType(name) && name !== "counter") {
    return cast(
      "boolean",
      ({ value }) =>
        encodeNumber(
          narrowNumber({ kind: "integer", value: value ? 1n : 0n }, name),
          name,
        ),
    );
  }
  throw noCodec(external, type);
}

function numberEncoder(
  external: ExternalType,
  type: CqlType,
  context: CodecContext,
): Encoder {
  if (type.kind !== "native") throw noCodec(external, type);
  const { name } = type;
  const encode =
    (use: (number: JavaNumber) => Uint8Array | null): Encoder => (value) => {
      if (value === null) return null;
      if (!isNumber(value)) throw wrongClass(value, "a number");
      return use(javaNumber(value));
    };
  if (
    isNumericType(name) && (name !== "counter" || external.kind === "int64")
  ) {
    return encode((number) => encodeNumber(narrowNumber(number, name), name));
  }
  switch (name) {
    case "timestamp":
      return encode((number) =>
        encodeTemporal(
          {
            instant: numberToInstant(number, context.unit),
            epochDay: null,
            nanoOfDay: null,
          },
          "timestamp",
          "a number",
        )
      );
    case "uuid":
    case "timeuuid":
      return encode((number) => {
        numberToInstant(number, context.unit);
        return generatedUuid;
      });
    case "boolean":
      return encode((number) => {
        const text = printNumber(number);
        if (/^[01](?:\.0)?$/.test(text)) {
          return Uint8Array.of(text.startsWith("1") ? 1 : 0);
        }
        throw new RecordRefused(`${text} is neither 1 (true) nor 0 (false)`);
      });
    case "text":
    case "varchar":
    case "ascii":
      return encode((number) => encodeAscii(printNumber(number)));
    default:
      throw noCodec(external, type);
  }
}

function arrayEncoder(
  external: ExternalType & { kind: "array" },
  type: CqlType,
  context: CodecContext,
): Encoder {
  if (type.kind === "list" || type.kind === "set") {
    const encodeElement = typedEncoder(external.element, type.element, context);
    return cast("array", ({ items }) => {
      if (items.length === 0) return null;
      const elements = items.map((item) =>
        required(encodeElement(unwrapped(item)), "element")
      );
      return encodeCollection(
        type.kind === "set" ? distinct(elements) : elements,
      );
    });
  }
  if (type.kind !== "tuple" && type.kind !== "udt") {
    throw noCodec(external, type);
  }
  const types = type.kind === "tuple"
    ? type.elements
    : type.fields.map((field) => field.type);
  const encoders = types.map((element) =>
    typedEncoder(external.element, element, context)
  );
  return cast("array", ({ items }) => {
    if (items.length === 0) return null;
    if (items.length !== encoders.length) {
      throw new RecordRefused(
        `the list has ${items.length} elements, and the column ${encoders.length}`,
      );
    }
    return encodeFields(
      encoders.map((encode, index) => encode(unwrapped(items[index] ?? null))),
    );
  });
}

// The adapter hands structs over in a shape of the engine's own, but not those inside lists and maps.
function unwrapped(item: ConnectValue): ConnectValue {
  if (item?.kind !== "struct") return item;
  throw new RecordRefused(
    "the sink cannot take a struct out of a list or a map",
    "produce the record without a schema, or have the list as JSON text",
  );
}

function mapEncoder(
  external: ExternalType & { kind: "map" },
  type: CqlType,
  context: CodecContext,
): Encoder {
  if (type.kind === "map") {
    const encodeKey = typedEncoder(external.key, type.key, context);
    const encodeValue = typedEncoder(external.value, type.value, context);
    return cast("map", ({ entries }) => {
      if (entries.length === 0) return null;
      const cells = new Map<string, readonly [Uint8Array, Uint8Array]>();
      for (const [key, value] of entries) {
        const bytes = required(encodeKey(key), "map key");
        cells.set(bytes.toString(), [
          bytes,
          required(encodeValue(unwrapped(value)), "map value"),
        ]);
      }
      return encodeCollection([...cells.values()].flat(), cells.size);
    });
  }
  if (type.kind !== "udt") throw noCodec(external, type);
  if (external.key.kind !== "string") {
    throw new NotSimulated("a map without text keys into a user-defined type");
  }
  const encoders = type.fields.map((field) => ({
    name: field.name,
    encode: typedEncoder(external.value, field.type, context),
  }));
  return cast("map", ({ entries }) => {
    if (entries.length === 0) return null;
    const values = new Map(
      entries.map(([key, value]) =>
        [key?.kind === "string" ? key.value : "", value] as const
      ),
    );
    const missing = encoders.find(({ name }) => !values.has(name));
    if (values.size !== encoders.length || missing !== undefined) {
      throw new RecordRefused(
        `the map must have exactly the fields of the type ${type.name}`,
      );
    }
    return encodeFields(
      encoders.map(({ name, encode }) =>
        encode(unwrapped(values.get(name) ?? null))
      ),
    );
  });
}

function structEncoder(
  type: CqlType & { kind: "udt" },
  context: CodecContext,
): Encoder {
  return cast("struct", (struct) => {
    const present = struct.schema.fields.map(({ name }) => name);
    const missing = type.fields.filter(({ name }) => !present.includes(name));
    if (missing.length > 0 || present.length !== type.fields.length) {
      throw new RecordRefused(
        `the struct must have exactly the fields of the type ${type.name}`,
      );
    }
    return encodeFields(type.fields.map((field) => {
      const schema = fieldOf(struct.schema, field.name)!.schema;
      const external = externalTypeOf(schema);
      if (external === null) throw new NotSimulated("a field without a schema");
      return typedEncoder(external, field.type, context)(
        structField(struct, field.name),
      );
    }));
  });
}

/** A Connect number as Java's. */
export function javaNumber(
  value: ConnectValue & object,
): JavaNumber {
  switch (value.kind) {
    case "int8":
    case "int16":
    case "int32":
    case "int64":
      return { kind: "integer", value: value.value };
    case "float32":
      return { kind: "float", value: value.value };
    case "float64":
      return { kind: "double", value: value.value };
    case "decimal":
      return { kind: "decimal", value: value.value };
    default:
      throw wrongClass(value, "a number");
  }
}

const classNames: Readonly<Record<string, string>> = {
  date: "java.util.Date (a logical type)",
  decimal: "java.math.BigDecimal (a logical type)",
  struct: "a struct",
};

function wrongClass(
  value: NonNullable<ConnectValue>,
  wanted: string,
): RecordRefused {
  return new RecordRefused(
    `the value is ${
      classNames[value.kind] ?? value.kind
    }, but the sink reads it as ${wanted}`,
  );
}

function noCodec(external: ExternalType, type: CqlType): RecordRefused {
  return new RecordRefused(
    `the sink has no conversion from ${describeExternal(external)} to ${
      describeType(type)
    }`,
  );
}

function describeExternal(external: ExternalType): string {
  switch (external.kind) {
    case "array":
      return `a list of ${describeExternal(external.element)}`;
    case "map":
      return `a map of ${describeExternal(external.value)}`;
    case "other":
      return external.className;
    default:
      return external.kind;
  }
}

/** A CQL type as one writes it. */
export function describeType(type: CqlType): string {
  switch (type.kind) {
    case "native":
    case "udt":
      return type.name;
    case "list":
    case "set":
      return `${type.kind}<${describeType(type.element)}>`;
    case "map":
      return `map<${describeType(type.key)}, ${describeType(type.value)}>`;
    case "tuple":
      return `tuple<${type.elements.map(describeType).join(", ")}>`;
    case "vector":
      return `vector<${describeType(type.element)}, ${type.dimensions}>`;
    case "custom":
      return type.className;
  }
}
