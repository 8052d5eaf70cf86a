import type { Column, CqlSchema, TableSchema } from "./schema_model.ts";
import { printCqlName, printCqlType } from "./type_parser.ts";

/** One thing in which a cluster is not as the CQL files say. */
export interface SchemaDifference {
  readonly keyspace: string;
  /** Null where the whole keyspace is missing. */
  readonly table: string | null;
  /** Null where it is not about one column. */
  readonly column: string | null;
  readonly message: string;
}

/**
 * Says in what `actual` is not as `wanted`. Keyspaces, tables and columns outside the key that are only in `actual` are
 * no difference: nothing that is written to the wanted ones meets them.
 */
export function compareSchemas(
  wanted: CqlSchema,
  actual: CqlSchema,
): SchemaDifference[] {
  const missing = wanted.keyspaces
    .filter((keyspace) => !actual.keyspaces.includes(keyspace))
    .map((keyspace): SchemaDifference => ({
      keyspace,
      table: null,
      column: null,
      message: `keyspace ${keyspace} does not exist`,
    }));
  const tables = wanted.tables
    .filter(({ keyspace }) => actual.keyspaces.includes(keyspace))
    .flatMap((table) => compareTable(table, actual.tables));
  return [...missing, ...tables];
}

function compareTable(
  wanted: TableSchema,
  tables: readonly TableSchema[],
): SchemaDifference[] {
  const { keyspace, name } = wanted;
  const actual = tables.find((table) =>
    table.keyspace === keyspace && table.name === name
  );
  const difference = (column: string | null, message: string) => ({
    keyspace,
    table: name,
    column,
    message: `${keyspace}.${name}: ${message}`,
  });
  if (actual === undefined) {
    return [{
      ...difference(null, ""),
      message: `table ${keyspace}.${name} does not exist`,
    }];
  }
  const columns = wanted.columns.flatMap((column) => {
    const message = compareColumn(column, actual.columns);
    return message === undefined ? [] : [difference(column.name, message)];
  });
  const [keyWanted, keyActual] = [printKey(wanted), printKey(actual)];
  return keyWanted === keyActual ? columns : [
    difference(
      null,
      `the primary key is ${keyActual}, and should be ${keyWanted}`,
    ),
    ...columns,
  ];
}

function compareColumn(
  wanted: Column,
  columns: readonly Column[],
): string | undefined {
  const actual = columns.find(({ name }) => name === wanted.name);
  if (actual === undefined) return `column ${wanted.name} does not exist`;
  const [type, typeWanted] = [actual, wanted].map(({ type }) =>
    printCqlType(type)
  );
  if (type !== typeWanted) {
    return `column ${wanted.name} is ${type}, and should be ${typeWanted}`;
  }
  if ((actual.kind === "static") !== (wanted.kind === "static")) {
    return `column ${wanted.name} ${
      actual.kind === "static"
        ? "is static, and should not"
        : "should be static"
    }`;
  }
  return undefined;
}

function printKey({ columns }: TableSchema): string {
  const names = (kind: Column["kind"]) =>
    columns.filter((column) => column.kind === kind)
      .map(({ name }) => printCqlName(name));
  const partition = `(${names("partition_key").join(", ")})`;
  return `(${[partition, ...names("clustering")].join(", ")})`;
}
