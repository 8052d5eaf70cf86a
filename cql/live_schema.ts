import type { Client, types } from "cassandra-driver";
import type {
  Column,
  ColumnKind,
  CqlSchema,
  TableSchema,
} from "./schema_model.ts";
import { type FindUdt, parseCqlType } from "./type_parser.ts";

/**
 * Reads the keyspaces, tables and user-defined types of a cluster as they are now. Views are not tables: nothing can
 * be written to them.
 *
 * @param client connected.
 * @param keyspaces names; all but Cassandra's own when left out. One that does not exist is not in the answer.
 */
export async function readLiveSchema(
  client: Client,
  keyspaces?: readonly string[],
): Promise<CqlSchema> {
  const all = await select(client, "keyspaces", "keyspace_name");
  const names = all.map((row): string => row["keyspace_name"])
    .filter((name) => keyspaces?.includes(name) ?? !isSystem(name))
    .sort();
  const tables = await Promise.all(
    names.map((keyspace) => readTables(client, keyspace)),
  );
  return { keyspaces: names, tables: tables.flat() };
}

async function readTables(
  client: Client,
  keyspace: string,
): Promise<TableSchema[]> {
  const [types, tables, columns] = await Promise.all([
    select(client, "types", "type_name, field_names, field_types", keyspace),
    select(client, "tables", "table_name", keyspace),
    select(
      client,
      "columns",
      "table_name, column_name, kind, position, type",
      keyspace,
    ),
  ]);
  const find = findAmong(types, keyspace);
  return tables.map((table) => ({
    keyspace,
    name: table["table_name"],
    columns: columns
      .filter((column) => column["table_name"] === table["table_name"])
      .sort(byKeyOrder)
      .map((column): Column => ({
        name: column["column_name"],
        type: parseCqlType(column["type"], { keyspace, find }),
        kind: column["kind"],
      })),
  }));
}

async function select(
  client: Client,
  table: string,
  columns: string,
  keyspace?: string,
): Promise<types.Row[]> {
  const { rows } = await client.execute(
    `SELECT ${columns} FROM system_schema.${table}` +
      (keyspace === undefined ? "" : " WHERE keyspace_name = ?"),
    keyspace === undefined ? [] : [keyspace],
    // Rows come in pages of this size, and only the first is read.
    { prepare: true, fetchSize: 1_000_000 },
  );
  return rows;
}

function findAmong(types: readonly types.Row[], keyspace: string): FindUdt {
  const find: FindUdt = (_, name) => {
    const found = types.find((type) => type["type_name"] === name);
    const texts: string[] = found?.["field_types"] ?? [];
    const names: string[] = found?.["field_names"] ?? [];
    return found && names.map((name, index) => ({
      name,
      type: parseCqlType(texts[index]!, { keyspace, find }),
    }));
  };
  return find;
}

const kindOrder: readonly ColumnKind[] = [
  "partition_key",
  "clustering",
  "static",
  "regular",
];

function byKeyOrder(one: types.Row, other: types.Row): number {
  return kindOrder.indexOf(one["kind"]) - kindOrder.indexOf(other["kind"]) ||
    one["position"] - other["position"];
}

function isSystem(keyspace: string): boolean {
  return /^(system|dse)_|^system$/.test(keyspace);
}
