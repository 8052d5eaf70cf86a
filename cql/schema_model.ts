/** Names of the CQL types that have no parameters, in lower case; `varchar` is kept apart from its alias `text`. */
export const nativeTypeNames = [
  "ascii",
  "bigint",
  "blob",
  "boolean",
  "counter",
  "date",
  "decimal",
  "double",
  "duration",
  "float",
  "inet",
  "int",
  "smallint",
  "text",
  "time",
  "timestamp",
  "timeuuid",
  "tinyint",
  "uuid",
  "varchar",
  "varint",
] as const;

/** Name of a CQL type that has no parameters. */
export type NativeTypeName = typeof nativeTypeNames[number];

/** A CQL type, as written in a table's definition or read from `system_schema`. */
export type CqlType =
  | { readonly kind: "native"; readonly name: NativeTypeName }
  | {
    readonly kind: "list" | "set";
    readonly element: CqlType;
    readonly frozen: boolean;
  }
  | {
    readonly kind: "map";
    readonly key: CqlType;
    readonly value: CqlType;
    readonly frozen: boolean;
  }
  | { readonly kind: "tuple"; readonly elements: readonly CqlType[] }
  | {
    readonly kind: "vector";
    readonly element: CqlType;
    readonly dimensions: number;
  }
  | {
    readonly kind: "udt";
    readonly keyspace: string;
    readonly name: string;
    readonly fields: readonly {
      readonly name: string;
      readonly type: CqlType;
    }[];
    readonly frozen: boolean;
  }
  /** A type of Cassandra's Java classes, written as a string: its values are bytes to everybody else. */
  | { readonly kind: "custom"; readonly className: string };

/** What a column is to its table's primary key. */
export type ColumnKind = "partition_key" | "clustering" | "regular" | "static";

/** A column; names are as Cassandra keeps them: lower case unless they were quoted. */
export interface Column {
  readonly name: string;
  readonly type: CqlType;
  readonly kind: ColumnKind;
}

/** A table and its columns, partition key first, then clustering columns, both in key order, then the others. */
export interface TableSchema {
  readonly keyspace: string;
  readonly name: string;
  readonly columns: readonly Column[];
}

/** What a set of CQL files, or a cluster's `system_schema`, defines. */
export interface CqlSchema {
  /** In files also those that tables name without creating them. */
  readonly keyspaces: readonly string[];
  readonly tables: readonly TableSchema[];
}
