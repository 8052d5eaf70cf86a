import { structField, structOf, structSchema } from "../connect_schema.ts";
import type { ConnectHeader } from "../connect_value.ts";
import { mapOf } from "../connect_value.ts";
import { parseHeaderText } from "../header_values.ts";
import { NotSimulated, RecordRefused } from "../refusal.ts";
import type { PluginSettings } from "../settings.ts";
import { basics } from "./copy.ts";
import {
  type Part,
  requireMap,
  requireStruct,
  type Transform,
} from "./part.ts";

/** `DropHeaders`. */
export function dropHeaders(settings: PluginSettings): Transform {
  const names = settings.list("headers");
  return (record) => ({
    ...record,
    headers: record.headers.filter(({ key }) => !names.includes(key)),
  });
}

/** `InsertHeader`: a literal, typed as SimpleHeaderConverter would. */
export function insertHeader(settings: PluginSettings): Transform {
  const key = settings.required("header");
  const literal = parseHeaderText(settings.required("value.literal"));
  return (record) => ({
    ...record,
    headers: [...record.headers, { key, ...literal }],
  });
}

/** `HeaderFrom`: fields copied or moved into headers. */
export function headerFrom(settings: PluginSettings, part: Part): Transform {
  const fields = settings.list("fields");
  const names = settings.list("headers");
  const operation = settings.required("operation");
  const withDefault = settings.boolean("replace.null.with.default", true);
  if (fields.length !== names.length || !/^(?:move|copy)$/.test(operation)) {
    throw new NotSimulated("HeaderFrom with settings that do not fit");
  }
  const move = operation === "move";
  return (record) => {
    const { schema, value } = record[part];
    if (schema === null) {
      const map = requireMap(value);
      const added = fields.map((field, index): ConnectHeader => ({
        key: names[index]!,
        schema: null,
        value: map.get(field) ?? null,
      }));
      if (move) fields.forEach((field) => map.delete(field));
      return {
        ...record,
        headers: [...record.headers, ...added],
        [part]: { schema: null, value: mapOf(map) },
      };
    }
    const struct = requireStruct(value);
    const updated = move
      ? structSchema(
        schema.fields.filter(({ name }) => !fields.includes(name)),
        basics(schema),
      )
      : schema;
    const data = move
      ? structOf(
        updated,
        updated.fields.map(({ name }) =>
          [name, structField(struct, name, withDefault)] as const
        ),
      )
      : struct;
    const added = fields.map((field, index): ConnectHeader => {
      const found = schema.fields.find(({ name }) => name === field);
      if (found === undefined) {
        throw new RecordRefused(`there is no field "${field}"`);
      }
      return {
        key: names[index]!,
        schema: found.schema,
        value: structField(struct, field, withDefault),
      };
    });
    return {
      ...record,
      headers: [...record.headers, ...added],
      [part]: { schema: updated, value: data },
    };
  };
}
