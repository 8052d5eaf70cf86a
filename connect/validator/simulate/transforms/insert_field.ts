import {
  type ConnectSchema,
  type ConnectValue,
  integerOf,
  mapOf,
  textOf,
} from "../connect_value.ts";
import {
  logicalSchema,
  schemaOf,
  structOf,
  structSchema,
} from "../connect_schema.ts";
import { type Note, NotSimulated } from "../refusal.ts";
import type { PluginSettings } from "../settings.ts";
import { basics, copied, nullWithDefault } from "./copy.ts";
import {
  type Part,
  requireMap,
  requireStruct,
  type Transform,
  withPart,
} from "./part.ts";

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
          note({
            kind: "overwritten",
            message: `InsertField overwrites the record's field ${name}`,
          });
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
