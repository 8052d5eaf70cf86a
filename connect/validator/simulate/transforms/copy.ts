import { structField } from "../connect_schema.ts";
import type {
  ConnectSchema,
  ConnectStruct,
  ConnectValue,
} from "../connect_value.ts";

/** Setting by which most SMTs decide whether a default stands in for null. */
export const nullWithDefault = "replace.null.with.default";

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
