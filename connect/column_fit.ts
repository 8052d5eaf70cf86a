import type * as z from "zod";

/** What a column is to its table's primary key. */
export type ColumnRole = "partition_key" | "clustering" | "regular" | "static";

/** A table as a type: what `cql/table.ts` is generated as, and what one may write by hand, both `as const`. */
export interface TableType {
  readonly keyspace: string;
  readonly name: string;
  /** By name as Cassandra keeps it; `type` as in CQL, such as `frozen<list<text>>`. */
  readonly columns: Readonly<
    Record<string, { readonly type: string; readonly kind: ColumnRole }>
  >;
  /** The user-defined types that columns name: type by field. Values for one that is not listed are not checked. */
  readonly types?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

type UserTypes = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The user-defined types of a table; none if it lists none. */
export type TypesOf<Table extends TableType> = Table extends
  { readonly types: infer Types extends UserTypes } ? Types
  : Record<never, never>;

/** Names of the columns that make up a table's primary key. */
export type KeyColumn<Table extends TableType> = {
  [Name in keyof Table["columns"] & string]:
    Table["columns"][Name]["kind"] extends "partition_key" | "clustering" ? Name
      : never;
}[keyof Table["columns"] & string];

type Text = "text" | "varchar" | "ascii";
type WideInteger = "bigint" | "varint" | "decimal" | "double";

/** The whole numbers that each zod format promises to stay within, and the columns wide enough for them. */
interface NumberColumns {
  readonly int32: "int" | WideInteger;
  readonly uint32: WideInteger;
  /** The range is in the schema's `min` and `max`, which types do not show: `topicToTable` compares it. */
  readonly safeint: "int" | "smallint" | "tinyint" | WideInteger;
  readonly float32: "float" | "double" | "decimal";
  readonly float64: "double" | "decimal";
}

/** CQL types without parameters that a JSON value of a zod schema can be put into without loss. */
type ScalarColumn<Schema> = Schema extends z.ZodISODateTime ? "timestamp" | Text
  : Schema extends z.ZodISODate ? "date" | Text
  : Schema extends z.ZodISOTime ? "time" | Text
  : Schema extends z.ZodISODuration ? "duration" | Text
  : Schema extends z.ZodUUID | z.ZodGUID ? "uuid" | "timeuuid" | Text
  : Schema extends z.ZodIPv4 | z.ZodIPv6 ? "inet" | Text
  : Schema extends z.ZodBase64 ? "blob" | Text
  : Schema extends z.ZodString | z.ZodStringFormat | z.ZodEnum | z.ZodLiteral
    ? z.infer<Schema> extends string ? Text : never
  : Schema extends z.ZodNumberFormat<infer Format> ? NumberColumns[Format]
  : Schema extends z.ZodNumber ? "double" | "decimal"
  : Schema extends z.ZodBoolean ? "boolean"
  : never;

/** True if every value of a zod schema, as JSON, can be put into a column of a CQL type. */
export type Fits<Schema, Cql extends string, Types> = Cql extends
  `frozen<${infer Inner}>` ? Fits<Schema, Inner, Types>
  : Cql extends `list<${infer Element}>` | `set<${infer Element}>`
    ? Schema extends z.ZodArray<infer Item> ? Fits<Item, Element, Types> : false
  : Cql extends `vector<${infer Element}, ${string}>`
    ? Schema extends z.ZodArray<infer Item> ? Fits<Item, Element, Types> : false
  : Cql extends `map<${infer Key}, ${infer Value}>`
    ? Schema extends z.ZodRecord<infer SchemaKey, infer SchemaValue>
      ? Fits<SchemaKey, Key, Types> extends true
        ? Fits<SchemaValue, Value, Types>
      : false
    : false
  : Cql extends `tuple<${infer Elements}>`
    ? Schema extends z.ZodTuple<infer Items, null>
      ? TupleFits<Items, Elements, Types>
    : false
  : Cql extends keyof Types
    ? Schema extends z.ZodObject<infer Shape>
      ? UdtFits<Shape, Types[Cql], Types>
    : false
  : Cql extends ScalarColumn<Schema> ? true
  : IsKnownScalar<Cql> extends true ? false
  // A user-defined type whose fields nobody told.
  : Schema extends z.ZodObject ? true
  : false;

type TupleFits<Items, Elements extends string, Types> = Items extends
  readonly [infer Item, ...infer Rest]
  ? Elements extends `${infer Head}, ${infer Tail}`
    ? Fits<Item, Head, Types> extends true ? TupleFits<Rest, Tail, Types>
    : false
  : Rest extends readonly [] ? Fits<Item, Elements, Types>
  : false
  : false;

type UdtFits<Shape, Fields, Types> = [keyof Shape] extends [keyof Fields]
  ? [keyof Fields] extends [keyof Shape] ? {
      [Field in keyof Shape]: Field extends keyof Fields
        ? Fields[Field] extends string
          ? Fits<NonNull<Shape[Field]>, Fields[Field], Types>
        : false
        : false;
    }[keyof Shape] extends true ? true
    : false
  : false
  : false;

type IsKnownScalar<Cql extends string> = Cql extends
  | Text
  | WideInteger
  | "blob"
  | "boolean"
  | "counter"
  | "date"
  | "duration"
  | "float"
  | "inet"
  | "int"
  | "smallint"
  | "time"
  | "timestamp"
  | "timeuuid"
  | "tinyint"
  | "uuid" ? true
  : Cql extends `${string}<${string}` ? true
  : false;

/** A schema without the null it allows. */
export type NonNull<Schema> = Schema extends z.ZodNullable<infer Inner> ? Inner
  : Schema;

/** Names of the fields of an object's schema that fit a CQL type; a key column takes none that may be null. */
export type FieldThatFits<
  Shape,
  Cql extends string,
  Options extends { types: unknown; nullable: boolean },
> = {
  [Field in keyof Shape & string]: Shape[Field] extends
    z.ZodNullable<infer Inner>
    ? Options["nullable"] extends true
      ? Fits<Inner, Cql, Options["types"]> extends true ? Field : never
    : never
    : Fits<Shape[Field], Cql, Options["types"]> extends true ? Field
    : never;
}[keyof Shape & string];
