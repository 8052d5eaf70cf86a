import {
  type ConnectField,
  type ConnectSchema,
  type ConnectStruct,
  type ConnectType,
  type ConnectValue,
  logicalNames,
} from "./connect_value.ts";
import { RecordRefused } from "./refusal.ts";

/** A schema of a type, required and unnamed but for what `parts` says. */
export function schemaOf(
  type: ConnectType,
  parts: Partial<Omit<ConnectSchema, "type">> = {},
): ConnectSchema {
  return {
    type,
    optional: false,
    name: null,
    version: null,
    parameters: new Map(),
    default: null,
    fields: [],
    key: null,
    value: null,
    ...parts,
  };
}

/** The schema of a logical type, by its short name. */
export function logicalSchema(
  name: "date" | "time" | "timestamp",
  optional: boolean,
): ConnectSchema {
  return schemaOf(name === "timestamp" ? "int64" : "int32", {
    name: logicalNames[name],
    version: 1,
    optional,
  });
}

/** A struct's schema. @throws {RecordRefused} for a name that is empty or occurs twice. */
export function structSchema(
  fields: readonly ConnectField[],
  parts: Partial<Omit<ConnectSchema, "type" | "fields">> = {},
): ConnectSchema {
  const names = new Set<string>();
  for (const { name } of fields) {
    if (name === "") throw new RecordRefused("a field's name is empty");
    if (names.has(name)) {
      throw new RecordRefused(`the field ${name} occurs twice in a schema`);
    }
    names.add(name);
  }
  return schemaOf("struct", { ...parts, fields });
}

/** A struct's field, or null. */
export function fieldOf(
  schema: ConnectSchema,
  name: string,
): ConnectField | null {
  return schema.fields.find((field) => field.name === name) ?? null;
}

/** A struct with these values, each validated. @throws {RecordRefused} */
export function structOf(
  schema: ConnectSchema,
  values: Iterable<readonly [string, ConnectValue]>,
): ConnectStruct {
  const map = new Map(values);
  for (const [name, value] of map) {
    const field = fieldOf(schema, name);
    if (field === null) {
      throw new RecordRefused(`${name} is not a field of the schema`);
    }
    validateValue(field.schema, value, `field "${name}"`);
  }
  return { kind: "struct", schema, values: map };
}

/** A struct's field; with `withDefault`, the schema's default in place of null. */
export function structField(
  struct: ConnectStruct,
  name: string,
  withDefault = true,
): ConnectValue {
  const value = struct.values.get(name) ?? null;
  return value === null && withDefault
    ? fieldOf(struct.schema, name)?.schema.default ?? null
    : value;
}

/** Checks a value against its schema as `ConnectSchema.validateValue` does. @throws {RecordRefused} */
export function validateValue(
  schema: ConnectSchema,
  value: ConnectValue,
  place = "value",
): void {
  if (value === null) {
    if (schema.optional) return;
    throw new RecordRefused(
      `null is not allowed for the required ${place} of type ${schema.type}`,
    );
  }
  if (!expectedKinds(schema).includes(value.kind)) {
    throw new RecordRefused(
      `${place} is ${value.kind}, but its schema says ${
        schema.name ?? schema.type
      }`,
    );
  }
  switch (value.kind) {
    case "struct":
      if (!sameSchema(value.schema, schema)) {
        throw new RecordRefused(`the struct schemas of ${place} do not match`);
      }
      for (const { name, schema: field } of value.schema.fields) {
        const inner = value.values.get(name) ?? null;
        if (inner === null && (field.optional || field.default !== null)) {
          continue;
        }
        validateValue(field, inner, `field "${name}"`);
      }
      return;
    case "array":
      for (const item of value.items) {
        validateValue(known(schema.value, place), item, `element of ${place}`);
      }
      return;
    case "map":
      for (const [key, item] of value.entries) {
        validateValue(known(schema.key, place), key, `key of ${place}`);
        validateValue(known(schema.value, place), item, `value of ${place}`);
      }
  }
}

/** Whether two schemas are equal in all that decides whether a struct fits. */
export function sameSchema(left: ConnectSchema, right: ConnectSchema): boolean {
  return left === right || print(left) === print(right);
}

function print(schema: ConnectSchema): string {
  return JSON.stringify(
    schema,
    (_, value) =>
      typeof value === "bigint"
        ? `${value}n`
        : value instanceof Map
        ? [...value]
        : value,
  );
}

function known(schema: ConnectSchema | null, place: string): ConnectSchema {
  if (schema === null) {
    throw new RecordRefused(`no schema defined for ${place}`);
  }
  return schema;
}

function expectedKinds(
  schema: ConnectSchema,
): readonly NonNullable<ConnectValue>["kind"][] {
  switch (schema.name) {
    case logicalNames.decimal:
      return ["decimal"];
    case logicalNames.date:
    case logicalNames.time:
    case logicalNames.timestamp:
      return ["date"];
    default:
      return [schema.type];
  }
}
