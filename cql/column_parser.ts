import type { SchemaBuilder, WrittenColumn } from "./schema_builder.ts";
import type { ColumnKind } from "./schema_model.ts";
import type { TokenReader } from "./token_reader.ts";
import { readType, type WrittenType } from "./type_parser.ts";

/**
 * Reads a table's columns and primary key, in their parentheses.
 *
 * @throws {CqlSyntaxError} if that is not what is there, or the key does not fit the columns.
 */
export function readColumns(
  reader: TokenReader,
  schema: SchemaBuilder,
  keyspace: string,
): readonly WrittenColumn[] {
  const { start: tableStart } = reader.peek();
  reader.expect("(");
  const columns = new Map<string, { type: WrittenType; kind: ColumnKind }>();
  let key: PrimaryKey | undefined;
  do {
    const { start } = reader.peek();
    const isKey = reader.sees("primary", "key");
    const column = isKey ? undefined : readColumn(reader, schema, keyspace);
    if (column !== undefined) {
      if (columns.has(column.name)) {
        throw reader.errorAt(start, `column ${column.name} is there twice`);
      }
      columns.set(column.name, column);
    }
    if (!reader.accept("primary")) continue;
    reader.expect("key");
    if (key !== undefined) {
      throw reader.errorAt(start, "the table has a second PRIMARY KEY");
    }
    key = column === undefined
      ? readPrimaryKey(reader)
      : { partition: [{ name: column.name, start }], clustering: [] };
  } while (reader.accept(","));
  if (!reader.accept(")")) throw reader.expected('"," or ")"');
  if (key === undefined) {
    throw reader.errorAt(tableStart, "the table has no PRIMARY KEY");
  }
  return orderColumns(reader, columns, key);
}

/**
 * Reads one column: name, type, STATIC and mask.
 *
 * @throws {CqlSyntaxError} if that is not what is there.
 */
export function readColumn(
  reader: TokenReader,
  schema: SchemaBuilder,
  keyspace: string,
): WrittenColumn {
  const name = reader.readName("the name of a column");
  const type = readType(reader, schema.scope(keyspace));
  const kind = reader.accept("static") ? "static" : "regular";
  skipMask(reader);
  return { name, type, kind };
}

/** `MASKED WITH DEFAULT` or `MASKED WITH function(…)`: who may see a value, nothing of its type. */
function skipMask(reader: TokenReader): void {
  if (!reader.accept("masked")) return;
  reader.expect("with");
  if (reader.accept("default")) return;
  reader.readQualifiedName("the name of a function");
  reader.expect("(");
  for (let depth = 1; depth > 0;) {
    if (reader.peek().kind === "end") throw reader.expected('")"');
    if (reader.accept("(")) depth++;
    else if (reader.accept(")")) depth--;
    else reader.next();
  }
}

interface PrimaryKey {
  readonly partition: readonly { name: string; start: number }[];
  readonly clustering: readonly { name: string; start: number }[];
}

function readPrimaryKey(reader: TokenReader): PrimaryKey {
  reader.expect("(");
  const partition = [];
  const clustering = [];
  const readKeyColumn = () => {
    const { start } = reader.peek();
    return { name: reader.readName("the name of a key column"), start };
  };
  if (reader.accept("(")) {
    do partition.push(readKeyColumn()); while (reader.accept(","));
    reader.expect(")");
  } else {
    partition.push(readKeyColumn());
  }
  while (reader.accept(",")) clustering.push(readKeyColumn());
  if (!reader.accept(")")) throw reader.expected('"," or ")"');
  return { partition, clustering };
}

function orderColumns(
  reader: TokenReader,
  columns: Map<string, { type: WrittenType; kind: ColumnKind }>,
  { partition, clustering }: PrimaryKey,
): readonly WrittenColumn[] {
  const take = (kind: ColumnKind) =>
  (
    { name, start }: { name: string; start: number },
  ) => {
    const column = columns.get(name);
    if (column === undefined) {
      throw reader.errorAt(
        start,
        `column ${name} of the PRIMARY KEY is not in the table, or is named twice`,
      );
    }
    columns.delete(name);
    return { name, type: column.type, kind };
  };
  return [
    ...partition.map(take("partition_key")),
    ...clustering.map(take("clustering")),
    ...[...columns].map(([name, column]) => ({ ...column, name })),
  ];
}
