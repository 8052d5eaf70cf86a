import {
  type ConnectSchema,
  type ConnectStruct,
  type ConnectValue,
  logicalNames,
  mapFields,
  mapOf,
  textOf,
} from "../connect_value.ts";
import {
  fieldOf,
  logicalSchema,
  schemaOf,
  structField,
  structOf,
  structSchema,
} from "../connect_schema.ts";
import { parseBigDecimal } from "../java/big_decimal.ts";
import { longValue } from "../codecs/context.ts";
import { integerOf } from "../connect_value.ts";
import { toDouble } from "../java/big_decimal.ts";
import { type Note, NotSimulated, RecordRefused } from "../refusal.ts";
import type { PluginSettings } from "../settings.ts";
import {
  kindOf,
  type Part,
  requireMap,
  requireStruct,
  type Transform,
  withPart,
} from "./part.ts";

const nullWithDefault = "replace.null.with.default";

/** `ExtractField`: a field in place of the whole. */
export function extractField(settings: PluginSettings, part: Part): Transform {
  const text = settings.required("field");
  const path = settings.text("field.syntax.version")?.toUpperCase() === "V2"
    ? parsePath(text)
    : [text];
  const withDefault = settings.boolean(nullWithDefault, true);
  return (record) => {
    const { schema, value } = record[part];
    if (schema === null) {
      let current: ConnectValue = value;
      for (const step of path) {
        if (current === null) break;
        current = requireMap(current).get(step) ?? null;
      }
      return withPart(record, part, { schema: null, value: current });
    }
    let fieldSchema = schema;
    for (const step of path) {
      if (fieldSchema.type !== "struct") {
        throw new RecordRefused(
          `there is no field "${text}": this is ${kindOf(value)}`,
        );
      }
      const field = fieldOf(fieldSchema, step);
      if (field === null) {
        throw new RecordRefused(`there is no field "${text}"`);
      }
      fieldSchema = field.schema;
    }
    let current: ConnectValue = value;
    for (const [index, step] of path.entries()) {
      if (current === null) break;
      const last = index === path.length - 1;
      current = structField(requireStruct(current), step, !last || withDefault);
    }
    return withPart(record, part, { schema: fieldSchema, value: current });
  };
}

// Paths with backticks are rare enough to leave alone.
function parsePath(text: string): readonly string[] {
  if (text.includes("`")) throw new NotSimulated("a field path with backticks");
  return text.split(".");
}

/** `HoistField`: the whole becomes a field. */
export function hoistField(settings: PluginSettings, part: Part): Transform {
  const name = settings.required("field");
  return (record) => {
    const { schema, value } = record[part];
    if (schema === null) {
      return withPart(record, part, {
        schema: null,
        value: mapOf([[name, value]]),
      });
    }
    const hoisted = structSchema([{ name, schema }]);
    return withPart(record, part, {
      schema: hoisted,
      value: structOf(hoisted, [[name, value]]),
    });
  };
}

/** `Flatten`: nested fields become fields of the top, their names joined. */
export function flatten(settings: PluginSettings, part: Part): Transform {
  const delimiter = settings.text("delimiter") ?? ".";
  const join = (prefix: string, name: string) =>
    prefix === "" ? name : prefix + delimiter + name;
  return (record) => {
    const { schema, value } = record[part];
    if (value === null) return record;
    if (schema === null) {
      const flat = new Map<string, ConnectValue>();
      flattenMap(requireMap(value), "", { flat, join });
      return withPart(record, part, { schema: null, value: mapOf(flat) });
    }
    const struct = requireStruct(value);
    const flatSchema = structSchema(
      flatFields(schema, "", {
        join,
        optional: schema.optional,
        parent: schema.default?.kind === "struct" ? schema.default : null,
      }),
      basics(schema),
    );
    const flat: (readonly [string, ConnectValue])[] = [];
    flattenStruct(struct, "", { flat, join });
    return withPart(record, part, {
      schema: flatSchema,
      value: structOf(flatSchema, flat),
    });
  };
}

type Join = (prefix: string, name: string) => string;

function flattenMap(
  map: ReadonlyMap<string, ConnectValue>,
  prefix: string,
  out: { readonly flat: Map<string, ConnectValue>; readonly join: Join },
): void {
  for (const [field, value] of map) {
    const name = out.join(prefix, field);
    if (value?.kind === "map") flattenMap(mapFields(value), name, out);
    else if (
      value !== null && ["date", "decimal", "struct"].includes(value.kind)
    ) {
      throw new RecordRefused(
        `Flatten does not know the ${value.kind} in the field ${name}`,
      );
    } else out.flat.set(name, value);
  }
}

function flatFields(
  schema: ConnectSchema,
  prefix: string,
  context: {
    readonly join: Join;
    readonly optional: boolean;
    readonly parent: ConnectStruct | null;
  },
): ConnectSchema["fields"] {
  return schema.fields.flatMap((field) => {
    const name = context.join(prefix, field.name);
    const optional = context.optional || field.schema.optional;
    const inherited = field.schema.default ??
      (context.parent === null
        ? null
        : structField(context.parent, field.name));
    if (field.schema.type === "struct") {
      return flatFields(field.schema, name, {
        join: context.join,
        optional,
        parent: inherited?.kind === "struct" ? inherited : null,
      });
    }
    if (field.schema.type === "map") {
      throw new RecordRefused(
        `Flatten does not take maps with a schema, such as the field ${name}`,
      );
    }
    return [{
      name,
      schema: { ...field.schema, optional, default: inherited },
    }];
  });
}

function flattenStruct(
  struct: ConnectStruct,
  prefix: string,
  out: {
    readonly flat: (readonly [string, ConnectValue])[];
    readonly join: Join;
  },
): void {
  for (const { name: field, schema } of struct.schema.fields) {
    const name = out.join(prefix, field);
    if (schema.type === "struct") {
      const inner = struct.values.get(field) ?? null;
      if (inner?.kind === "struct") flattenStruct(inner, name, out);
    } else out.flat.push([name, structField(struct, field)]);
  }
}

/** `InsertField`: fields from the record's metadata, or a static one. */
export function insertField(
  settings: PluginSettings,
  part: Part,
  note: Note,
): Transform {
  const specs = ["topic", "partition", "offset", "timestamp", "static"].flatMap(
    (source) => {
      const text = settings.text(`${source}.field`);
      if (text === null) return [];
      const marked = /[?!]$/.test(text);
      return [{
        source,
        name: marked ? text.slice(0, -1) : text,
        optional: !text.endsWith("!"),
      }];
    },
  );
  if (specs.length === 0) throw new NotSimulated("InsertField without fields");
  const literal = settings.text("static.value");
  if (literal === null && specs.some(({ source }) => source === "static")) {
    throw new NotSimulated("InsertField without static.value");
  }
  const withDefault = settings.boolean(nullWithDefault, true);
  return (record) => {
    const { schema, value } = record[part];
    if (value === null) return record;
    const inserted = (source: string): ConnectValue => {
      switch (source) {
        case "topic":
          return textOf(record.topic);
        case "partition":
          return integerOf("int32", BigInt(record.partition));
        // Offsets are not in a sample, but any will do.
        case "offset":
          return integerOf("int64", 0n);
        case "timestamp":
          if (record.timestamp === null) return null;
          return schema === null
            ? integerOf("int64", record.timestamp)
            : { kind: "date", ms: record.timestamp };
        default:
          return textOf(literal!);
      }
    };
    if (schema === null) {
      const map = requireMap(value);
      for (const { source, name } of specs) {
        const field = inserted(source);
        if (field === null) continue;
        if ((map.get(name) ?? null) !== null) {
          note(
            `InsertField overwrites the record's field ${name}`,
            "overwritten",
          );
        }
        map.set(name, field);
      }
      return withPart(record, part, { schema: null, value: mapOf(map) });
    }
    const struct = requireStruct(value);
    const updated = structSchema([
      ...struct.schema.fields,
      ...specs.map(({ source, name, optional }) => ({
        name,
        schema: insertedSchema(source, optional),
      })),
    ], basics(struct.schema));
    return withPart(record, part, {
      schema: updated,
      value: structOf(updated, [
        ...copied(struct, withDefault),
        ...specs.flatMap(({ source, name }) => {
          const field = inserted(source);
          return field === null ? [] : [[name, field] as const];
        }),
      ]),
    });
  };
}

function insertedSchema(source: string, optional: boolean): ConnectSchema {
  switch (source) {
    case "partition":
      return schemaOf("int32", { optional });
    case "offset":
      return schemaOf("int64", { optional });
    case "timestamp":
      return logicalSchema("timestamp", optional);
    default:
      return schemaOf("string", { optional });
  }
}

/** `MaskField`: a field's value is replaced by its type's empty value, or by one of the user's. */
export function maskField(settings: PluginSettings, part: Part): Transform {
  const fields = settings.list("fields");
  const replacement = settings.text("replacement");
  const withDefault = settings.boolean(nullWithDefault, true);
  return (record) => {
    const { schema, value } = record[part];
    if (schema === null) {
      const map = requireMap(value);
      for (const name of fields) {
        map.set(name, masked(map.get(name) ?? null, replacement));
      }
      return withPart(record, part, { schema: null, value: mapOf(map) });
    }
    const struct = requireStruct(value);
    return withPart(record, part, {
      schema,
      value: structOf(
        struct.schema,
        copied(struct, withDefault).map(([name, field]) =>
          [
            name,
            fields.includes(name) ? masked(field, replacement) : field,
          ] as const
        ),
      ),
    });
  };
}

function masked(value: ConnectValue, replacement: string | null): ConnectValue {
  if (value === null) return null;
  switch (value.kind) {
    case "string":
      return textOf(replacement ?? "");
    case "boolean":
      if (replacement !== null) break;
      return { kind: "boolean", value: false };
    case "int8":
    case "int16":
    case "int32":
    case "int64":
    case "float32":
    case "float64":
    case "decimal": {
      const number = parseBigDecimal(replacement ?? "0");
      if (number === null) {
        throw new RecordRefused(
          `"${replacement}" is not a number to mask with`,
        );
      }
      if (value.kind === "decimal") return { kind: "decimal", value: number };
      if (value.kind === "float32" || value.kind === "float64") {
        const double = toDouble(number);
        return {
          kind: value.kind,
          value: value.kind === "float32" ? Math.fround(double) : double,
        };
      }
      return integerOf(
        value.kind,
        longValue({ kind: "decimal", value: number }),
      );
    }
    case "date":
      if (replacement !== null) break;
      return { kind: "date", ms: 0n };
    case "array":
      if (replacement !== null) break;
      return { kind: "array", items: [] };
    case "map":
      if (replacement !== null) break;
      return { kind: "map", entries: [] };
  }
  throw new RecordRefused(`MaskField cannot mask a ${value.kind}`);
}

/** `ReplaceField`: fields dropped, kept or renamed. */
export function replaceField(settings: PluginSettings, part: Part): Transform {
  const exclude = settings.list("exclude");
  const include = settings.list("include");
  const renames = new Map(
    settings.list("renames").map((rename) => {
      const [from, to, more] = rename.split(":");
      if (from === undefined || to === undefined || more !== undefined) {
        throw new NotSimulated(`the rename ${rename}`);
      }
      return [from, to] as const;
    }),
  );
  const origins = new Map([...renames].map(([from, to]) => [to, from]));
  const withDefault = settings.boolean(nullWithDefault, true);
  const kept = (name: string) =>
    !exclude.includes(name) && (include.length === 0 || include.includes(name));
  return (record) => {
    const { schema, value } = record[part];
    if (value === null) return record;
    if (schema === null) {
      const renamed = [...requireMap(value)].filter(([name]) => kept(name))
        .map(([name, field]) => [renames.get(name) ?? name, field] as const);
      if (new Set(renamed.map(([name]) => name)).size < renamed.length) {
        throw new NotSimulated("a rename to a field that is there already");
      }
      return withPart(record, part, { schema: null, value: mapOf(renamed) });
    }
    const struct = requireStruct(value);
    const updated = structSchema(
      struct.schema.fields.filter(({ name }) => kept(name)).map((field) => ({
        name: renames.get(field.name) ?? field.name,
        schema: field.schema,
      })),
      basics(struct.schema),
    );
    return withPart(record, part, {
      schema: updated,
      value: structOf(
        updated,
        updated.fields.map(({ name }) => {
          const origin = origins.get(name) ?? name;
          if (fieldOf(struct.schema, origin) === null) {
            throw new RecordRefused(`${origin} is not a valid field name`);
          }
          return [name, structField(struct, origin, withDefault)] as const;
        }),
      ),
    });
  };
}

/** `SetSchemaMetadata`: another name or version for the schema. */
export function setSchemaMetadata(
  settings: PluginSettings,
  part: Part,
): Transform {
  const name = settings.text("schema.name");
  const version = settings.text("schema.version");
  const withDefault = settings.boolean(nullWithDefault, true);
  return (record) => {
    const { schema, value } = record[part];
    if (schema === null) {
      if (value === null) return record;
      throw new RecordRefused(
        "SetSchemaMetadata needs a schema, and there is none",
      );
    }
    if (schema.type !== "struct") {
      throw new RecordRefused(
        `SetSchemaMetadata works on structs only, and this is ${schema.type}`,
      );
    }
    const updated: ConnectSchema = {
      ...schema,
      name: name ?? schema.name,
      version: version === null ? schema.version : Number(version),
    };
    return withPart(record, part, {
      schema: updated,
      value: value?.kind === "struct"
        ? structOf(updated, copied(value, withDefault))
        : value,
    });
  };
}

/** `ValueToKey`: a new key of some of the value's fields. */
export function valueToKey(settings: PluginSettings): Transform {
  const fields = settings.list("fields");
  const withDefault = settings.boolean(nullWithDefault, true);
  return (record) => {
    const { schema, value } = record.value;
    if (schema === null) {
      const map = requireMap(value);
      return withPart(record, "key", {
        schema: null,
        value: mapOf(fields.map((name) => [name, map.get(name) ?? null])),
      });
    }
    const struct = requireStruct(value);
    const keySchema = structSchema(fields.map((name) => {
      const field = fieldOf(struct.schema, name);
      if (field === null) {
        throw new RecordRefused(`there is no field "${name}"`);
      }
      return field;
    }));
    return withPart(record, "key", {
      schema: keySchema,
      value: structOf(
        keySchema,
        fields.map((name) =>
          [name, structField(struct, name, withDefault)] as const
        ),
      ),
    });
  };
}

/** A struct's fields, defaults in place of null if asked for. */
export function copied(
  struct: ConnectStruct,
  withDefault: boolean,
): (readonly [string, ConnectValue])[] {
  return struct.schema.fields.map(({ name }) =>
    [name, structField(struct, name, withDefault)] as const
  );
}

/** What `SchemaUtil.copySchemaBasics` keeps: neither optionality nor default. */
export function basics(
  schema: ConnectSchema,
): Pick<ConnectSchema, "name" | "version" | "parameters"> {
  const { name, version, parameters } = schema;
  return { name, version, parameters };
}

/** Whether a schema is a logical type of Connect's. */
export function isLogical(schema: ConnectSchema | null): boolean {
  return schema !== null &&
    Object.values<string | null>(logicalNames).includes(schema.name);
}
