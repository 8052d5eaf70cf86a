/** What the driver gives for a CQL type. */
interface DriverValues {
  readonly text: string;
  readonly timestamp: Date;
  readonly double: number;
  readonly int: number;
}

/** A table as `cql/table.ts` has it. */
interface Table {
  readonly columns: Readonly<
    Record<string, { readonly type: keyof DriverValues; readonly kind: string }>
  >;
}

/**
 * A row of a table of `cql/table.ts` as the driver gives it: a property a column. Those of the primary key always have a
 * value, any other may be null.
 */
export type RowOf<T extends Table> = {
  readonly [Name in keyof T["columns"]]:
    | DriverValues[T["columns"][Name]["type"]]
    | (T["columns"][Name]["kind"] extends "partition_key" | "clustering" ? never
      : null);
};
