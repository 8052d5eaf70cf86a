import type { CqlFile } from "./lexer.ts";
import type { CqlSchema } from "./schema_model.ts";
import { readColumn, readColumns } from "./column_parser.ts";
import { SchemaBuilder, type WrittenColumn } from "./schema_builder.ts";
import { type QualifiedName, TokenReader } from "./token_reader.ts";
import { readType, type WrittenType } from "./type_parser.ts";

export { type CqlFile, CqlSyntaxError } from "./lexer.ts";

/**
 * Parses CQL files: what the statements of all of them, in order, leave behind. Statements that neither make nor change
 * keyspaces, types and tables (indexes, views, functions, roles, data, commands of cqlsh) are skipped.
 *
 * @param files the text, or several files; a keyspace in `USE` holds until the next one, across files.
 * @throws {CqlSyntaxError} at the first mistake: the file, line and column, and what was expected.
 */
export function parseCqlSchema(
  files: string | readonly CqlFile[],
): CqlSchema {
  const schema = new SchemaBuilder();
  for (const file of typeof files === "string" ? [files] : files) {
    const reader = new TokenReader(file);
    while (reader.peek().kind !== "end") readStatement(reader, schema);
  }
  return schema.build();
}

const skippedStatements = new Set(
  ("add apply batch begin delete grant insert list restrict revoke select " +
    "truncate unrestrict update").split(" "),
);
const cqlshCommands = new Set(
  ("capture clear cls consistency copy desc describe elapsed exit expand help " +
    "history login paging quit serial show source tracing unicode").split(" "),
);
const skippedObjects = new Set(
  ("aggregate custom function identity index materialized or role search " +
    "service service_level superuser trigger user").split(" "),
);

function readStatement(reader: TokenReader, schema: SchemaBuilder): void {
  if (reader.accept(";")) return;
  if (reader.accept("use")) {
    schema.currentKeyspace = reader.readName("the name of a keyspace");
    return reader.expectStatementEnd();
  }
  const { kind, value } = reader.peek();
  if (kind === "word" && skippedStatements.has(value)) {
    return reader.skipStatement();
  }
  if (kind === "word" && cqlshCommands.has(value)) return reader.skipLine();
  const verbs = { create: readCreate, alter: readAlter, drop: readDrop };
  const verb = (["create", "alter", "drop"] as const)
    .find((name) => reader.accept(name));
  if (verb === undefined) throw reader.expected("a CQL statement");
  const object = readObject(reader);
  if (object === undefined) return reader.skipStatement();
  verbs[verb](reader, schema, object);
}

type SchemaObject = "keyspace" | "table" | "type";

function readObject(reader: TokenReader): SchemaObject | undefined {
  if (reader.accept("keyspace") || reader.accept("schema")) return "keyspace";
  if (reader.accept("table") || reader.accept("columnfamily")) return "table";
  if (reader.accept("type")) return "type";
  const { kind, value } = reader.peek();
  if (kind === "word" && skippedObjects.has(value)) return undefined;
  throw reader.expected("KEYSPACE, TABLE, TYPE or what else CQL creates");
}

function readCreate(
  reader: TokenReader,
  schema: SchemaBuilder,
  object: SchemaObject,
): void {
  const ifNotExists = reader.accept("if");
  if (ifNotExists) reader.expect("not", "exists");
  const existing = { keep: ifNotExists };
  if (object === "keyspace") {
    schema.createKeyspace(reader.readName("the name of a keyspace"));
    return reader.skipStatement();
  }
  const name = reader.readQualifiedName(`the name of a ${object}`);
  const keyspace = keyspaceOf(reader, schema, name);
  if (object === "type") {
    reader.expect("(");
    const fields = readFields(reader, schema, keyspace);
    guard(
      reader,
      name,
      () => schema.createType({ keyspace, name: name.name, fields }, existing),
    );
    return reader.expectStatementEnd();
  }
  const columns = reader.accept("like")
    ? readLike(reader, schema)
    : readColumns(reader, schema, keyspace);
  guard(
    reader,
    name,
    () => schema.createTable({ keyspace, name: name.name, columns }, existing),
  );
  if (reader.accept("with")) return reader.skipStatement();
  reader.expectStatementEnd();
}

function readFields(
  reader: TokenReader,
  schema: SchemaBuilder,
  keyspace: string,
): { name: string; type: WrittenType }[] {
  const fields: { name: string; type: WrittenType }[] = [];
  do {
    const { start } = reader.peek();
    const name = reader.readName("the name of a field");
    if (fields.some((field) => field.name === name)) {
      throw reader.errorAt(start, `field ${name} is there twice`);
    }
    fields.push({ name, type: readType(reader, schema.scope(keyspace)) });
  } while (reader.accept(","));
  if (!reader.accept(")")) throw reader.expected('"," or ")"');
  return fields;
}

function readLike(
  reader: TokenReader,
  schema: SchemaBuilder,
): readonly WrittenColumn[] {
  const name = reader.readQualifiedName("the name of a table");
  const keyspace = keyspaceOf(reader, schema, name);
  return guard(reader, name, () => schema.table(keyspace, name.name)).columns;
}

function readAlter(
  reader: TokenReader,
  schema: SchemaBuilder,
  object: SchemaObject,
): void {
  if (object === "keyspace") return reader.skipStatement();
  const ifExists = acceptIfExists(reader);
  const name = reader.readQualifiedName(`the name of a ${object}`);
  const keyspace = keyspaceOf(reader, schema, name);
  if (ifExists && !schema.has(object, keyspace, name.name)) {
    return reader.skipStatement();
  }
  // Options, and types and masks of columns, which Cassandra no longer changes.
  if (
    reader.sees("with") || reader.sees("alter") ||
    reader.sees("drop", "compact", "storage")
  ) {
    return reader.skipStatement();
  }
  const change = (apply: () => void) => guard(reader, name, apply);
  if (reader.accept("add")) {
    for (const column of readAdded(reader, schema, keyspace)) {
      change(() => schema.add(object, { keyspace, name: name.name }, column));
    }
  } else if (reader.accept("rename")) {
    acceptIfExists(reader);
    do {
      const from = reader.readName("the present name");
      reader.expect("to");
      const to = reader.readName("the new name");
      change(() =>
        schema.rename(object, { keyspace, name: name.name }, { from, to })
      );
    } while (reader.accept("and"));
  } else if (object === "table" && reader.accept("drop")) {
    for (const { column, ifExists } of readDropped(reader)) {
      change(() =>
        schema.drop({ keyspace, name: name.name }, column, { ifExists })
      );
    }
  } else {
    throw reader.expected("ADD, DROP, RENAME or WITH");
  }
  reader.expectStatementEnd();
}

function readAdded(
  reader: TokenReader,
  schema: SchemaBuilder,
  keyspace: string,
): (WrittenColumn & { ifNotExists: boolean })[] {
  const ifNotExists = reader.accept("if", "not", "exists");
  const parenthesis = reader.accept("(");
  const added = [];
  do {
    added.push({ ...readColumn(reader, schema, keyspace), ifNotExists });
  } while (reader.accept(","));
  if (parenthesis) reader.expect(")");
  return added;
}

function readDropped(
  reader: TokenReader,
): { column: string; ifExists: boolean }[] {
  const ifExists = acceptIfExists(reader);
  const parenthesis = reader.accept("(");
  const dropped = [];
  do {
    dropped.push({ column: reader.readName("the name of a column"), ifExists });
  } while (reader.accept(","));
  if (parenthesis) reader.expect(")");
  if (reader.accept("using")) {
    reader.expect("timestamp");
    reader.next();
  }
  return dropped;
}

function readDrop(
  reader: TokenReader,
  schema: SchemaBuilder,
  object: SchemaObject,
): void {
  const ifExists = acceptIfExists(reader);
  if (object === "keyspace") {
    schema.dropKeyspace(reader.readName("the name of a keyspace"));
    return reader.expectStatementEnd();
  }
  const name = reader.readQualifiedName(`the name of a ${object}`);
  const keyspace = keyspaceOf(reader, schema, name);
  if (!ifExists || schema.has(object, keyspace, name.name)) {
    guard(reader, name, () => schema.remove(object, keyspace, name.name));
  }
  reader.expectStatementEnd();
}

function acceptIfExists(reader: TokenReader): boolean {
  if (!reader.accept("if")) return false;
  reader.expect("exists");
  return true;
}

function keyspaceOf(
  reader: TokenReader,
  schema: SchemaBuilder,
  { keyspace = schema.currentKeyspace, name, token }: QualifiedName,
): string {
  if (keyspace === undefined) {
    throw reader.errorAt(
      token.start,
      `${name} is in no keyspace: write keyspace.${name}, or USE a keyspace before`,
    );
  }
  return keyspace;
}

/** Gives what the builder refuses the place of the statement's name. */
function guard<T>(
  reader: TokenReader,
  { token }: QualifiedName,
  build: () => T,
): T {
  try {
    return build();
  } catch (error) {
    if (error instanceof RangeError) {
      throw reader.errorAt(token.start, error.message);
    }
    throw error;
  }
}
