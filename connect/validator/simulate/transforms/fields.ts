import {
  type ConnectSchema,
  type ConnectValue,
  integerOf,
  mapOf,
  textOf,
} from "../connect_value.ts";
import {
  fieldOf,
  structField,
  structOf,
  structSchema,
} from "../connect_schema.ts";
import { longValue } from "../codecs/context.ts";
import { parseBigDecimal, toDouble } from "../java/big_decimal.ts";
import { NotSimulated, RecordRefused } from "../refusal.ts";
import type { PluginSettings } from "../settings.ts";
import { basics, copied, nullWithDefault } from "./copy.ts";
import {
  type Part,
  requireMap,
  requireStruct,
  type Transform,
  withPart,
} from "./part.ts";

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
