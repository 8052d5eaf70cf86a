import {
  type ConnectSchema,
  type ConnectStruct,
  type ConnectValue,
  mapFields,
  mapOf,
} from "../connect_value.ts";
import {
  fieldOf,
  structField,
  structOf,
  structSchema,
} from "../connect_schema.ts";
import { NotSimulated, RecordRefused } from "../refusal.ts";
import type { PluginSettings } from "../settings.ts";
import { basics, nullWithDefault } from "./copy.ts";
import {
  kindOf,
  type Part,
  requireMap,
  requireStruct,
  type Transform,
  withPart,
} from "./part.ts";

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
