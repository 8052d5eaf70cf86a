// Schemas reduced to what our manifests use: the whole ones are half a megabyte, and other people's text.

/** A JSON or OpenAPI schema, as far as custom resource definitions and Kubernetes' own kinds use it. */
export interface Schema {
  readonly [keyword: string]: unknown;
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly required?: readonly string[];
}

/** Keywords that say what a value may be, and that need no schemas within. */
const facts = [
  "type",
  "enum",
  "pattern",
  "minimum",
  "maximum",
  "minLength",
  "minItems",
  "required",
] as const;

const open = "x-kubernetes-preserve-unknown-fields";
const intOrString = "x-kubernetes-int-or-string";

/** Where the schema is that `$ref` names. */
export type Resolve = (ref: string) => Schema;

/**
 * Keeps of a schema what says something of the values, and lets no other field be.
 *
 * @throws {TypeError} if a value has a field that the schema has not.
 */
export function reduceSchema(
  schema: Schema,
  values: readonly unknown[],
  { resolve, path }: { readonly resolve: Resolve; readonly path: string },
): Schema {
  const whole = schema.$ref === undefined ? schema : resolve(schema.$ref);
  const { properties, additionalProperties, items } = whole;
  const kept = Object.fromEntries(
    facts.filter((name) => whole[name] !== undefined)
      .map((name) => [name, whole[name]]),
  );
  if (whole[intOrString]) {
    return { ...kept, type: ["integer", "string"] };
  }
  const lists = values.filter((value) => Array.isArray(value));
  if (items !== undefined) {
    const of = { resolve, path: `${path}[]` };
    return { ...kept, items: reduceSchema(items, lists.flat(), of) };
  }
  const fields = fieldsOf(values);
  if (fields.size === 0 || whole[open]) return kept;
  if (properties !== undefined) {
    const reduced = [...fields].map(([name, inner]) => {
      const field = properties[name];
      const of = { resolve, path: `${path}.${name}` };
      if (field === undefined) throw new TypeError(`${of.path} does not exist`);
      return [name, reduceSchema(field, inner, of)] as const;
    });
    return {
      ...kept,
      properties: Object.fromEntries(reduced),
      additionalProperties: false,
    };
  }
  if (typeof additionalProperties === "object") {
    const of = { resolve, path: `${path}.*` };
    return {
      ...kept,
      additionalProperties: reduceSchema(
        additionalProperties,
        [...fields.values()].flat(),
        of,
      ),
    };
  }
  // CRDs leave metadata to the server, and an empty object to whoever fills it.
  if (path.endsWith(".metadata")) return kept;
  throw new TypeError(`${path} takes no fields`);
}

/** The values of each field that any of the values has. */
function fieldsOf(values: readonly unknown[]): Map<string, unknown[]> {
  const fields = new Map<string, unknown[]>();
  for (const value of values) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      continue;
    }
    for (const [name, inner] of Object.entries(value)) {
      fields.set(name, [...fields.get(name) ?? [], inner]);
    }
  }
  return fields;
}
