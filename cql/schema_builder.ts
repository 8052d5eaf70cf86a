import type { ColumnKind, CqlSchema } from "./schema_model.ts";
import {
  resolveType,
  type TypeScope,
  type UdtField,
  type WrittenType,
} from "./type_parser.ts";

/** A column as its statement defines it. */
export interface WrittenColumn {
  readonly name: string;
  readonly type: WrittenType;
  readonly kind: ColumnKind;
}

/** A table as its statements define it. */
export interface WrittenTable {
  readonly keyspace: string;
  readonly name: string;
  readonly columns: readonly WrittenColumn[];
}

interface WrittenUdt {
  readonly keyspace: string;
  readonly name: string;
  readonly fields: readonly { name: string; type: WrittenType }[];
}

interface Named {
  readonly keyspace: string;
  readonly name: string;
}

/** The schema while statements make and change it. What a statement cannot do is a RangeError that says why. */
export class SchemaBuilder {
  /** As the last USE says. */
  currentKeyspace: string | undefined;
  readonly #keyspaces = new Set<string>();
  readonly #tables = new Map<string, WrittenTable>();
  readonly #types = new Map<string, WrittenUdt>();

  /** Where types named in statements about `keyspace` are looked up. */
  scope(keyspace: string): TypeScope {
    return {
      keyspace,
      hasUdt: (keyspace, name) => this.has("type", keyspace, name),
    };
  }

  /** Whether there is such a table or type. */
  has(object: "table" | "type", keyspace: string, name: string): boolean {
    const objects = object === "table" ? this.#tables : this.#types;
    return objects.has(keyOf({ keyspace, name }));
  }

  /** The table. @throws {RangeError} if there is none of that name. */
  table(keyspace: string, name: string): WrittenTable {
    return existing(this.#tables, { keyspace, name }, "table");
  }

  /** Adds a keyspace; one that exists stays as it is. */
  createKeyspace(name: string): void {
    this.#keyspaces.add(name);
  }

  /** Removes a keyspace with all that is in it. */
  dropKeyspace(name: string): void {
    this.#keyspaces.delete(name);
    for (const objects of [this.#tables, this.#types]) {
      for (const [key, { keyspace }] of objects) {
        if (keyspace === name) objects.delete(key);
      }
    }
  }

  /** Adds a table. @throws {RangeError} if it exists, unless that is to be kept. */
  createTable(table: WrittenTable, { keep }: { keep: boolean }): void {
    create(this.#tables, table, { keep, what: "table" });
    this.#keyspaces.add(table.keyspace);
  }

  /** Adds a type. @throws {RangeError} if it exists, unless that is to be kept. */
  createType(type: WrittenUdt, { keep }: { keep: boolean }): void {
    create(this.#types, type, { keep, what: "type" });
    this.#keyspaces.add(type.keyspace);
  }

  /** Adds a column to a table or a field to a type. @throws {RangeError} if it is there. */
  add(
    object: "table" | "type",
    of: Named,
    column: WrittenColumn & { readonly ifNotExists: boolean },
  ): void {
    const { name, type, kind, ifNotExists } = column;
    if (object === "type" && this.#uses(type, of)) {
      throw new RangeError(`type ${of.name} would contain itself`);
    }
    const members = this.#members(object, of);
    if (members.some((member) => member.name === name)) {
      if (ifNotExists) return;
      throw new RangeError(`${object} ${of.name} has ${name} already`);
    }
    this.#replace(object, of, [...members, { name, type, kind }]);
  }

  /** Renames a column of a table or a field of a type. @throws {RangeError} if it is not there, or the new name is. */
  rename(
    object: "table" | "type",
    of: Named,
    { from, to }: { from: string; to: string },
  ): void {
    const members = this.#members(object, of);
    if (!members.some(({ name }) => name === from)) {
      throw new RangeError(`${object} ${of.name} has no ${from}`);
    }
    if (members.some(({ name }) => name === to)) {
      throw new RangeError(`${object} ${of.name} has ${to} already`);
    }
    const renamed = members.map((member) =>
      member.name === from ? { ...member, name: to } : member
    );
    this.#replace(object, of, renamed);
  }

  /** Removes a column. @throws {RangeError} if it is not there or part of the primary key. */
  drop(of: Named, column: string, { ifExists }: { ifExists: boolean }): void {
    const { columns } = existing(this.#tables, of, "table");
    const found = columns.find(({ name }) => name === column);
    if (found === undefined) {
      if (ifExists) return;
      throw new RangeError(`table ${of.name} has no column ${column}`);
    }
    if (found.kind === "partition_key" || found.kind === "clustering") {
      throw new RangeError(`column ${column} is part of the primary key`);
    }
    this.#replace("table", of, columns.filter((other) => other !== found));
  }

  /** Removes a table or type. @throws {RangeError} if there is none of that name, or the type is in use. */
  remove(object: "table" | "type", keyspace: string, name: string): void {
    const of = { keyspace, name };
    if (object === "table") {
      existing(this.#tables, of, object);
      this.#tables.delete(keyOf(of));
      return;
    }
    existing(this.#types, of, object);
    const types = [
      ...[...this.#tables.values()].flatMap(({ columns }) => columns),
      ...[...this.#types.values()].flatMap(({ fields }) => fields),
    ];
    if (types.some(({ type }) => this.#uses(type, of))) {
      throw new RangeError(`type ${name} is in use`);
    }
    this.#types.delete(keyOf(of));
  }

  /** The schema as it is now. */
  build(): CqlSchema {
    const find = (keyspace: string, name: string) =>
      // Their own types are resolved when the type that has them is.
      this.#types.get(keyOf({ keyspace, name }))?.fields as
        | readonly UdtField[]
        | undefined;
    return {
      keyspaces: [...this.#keyspaces],
      tables: [...this.#tables.values()].map((table) => ({
        ...table,
        columns: table.columns.map((column) => ({
          ...column,
          type: resolveType(column.type, find),
        })),
      })),
    };
  }

  #uses(type: WrittenType, udt: Named): boolean {
    const inner = (type: WrittenType) => this.#uses(type, udt);
    switch (type.kind) {
      case "native":
      case "custom":
        return false;
      case "list":
      case "set":
      case "vector":
        return inner(type.element);
      case "map":
        return inner(type.key) || inner(type.value);
      case "tuple":
        return type.elements.some(inner);
      case "udt":
        return keyOf(type) === keyOf(udt) ||
          existing(this.#types, type, "type").fields
            .some((field) => inner(field.type));
    }
  }

  #members(
    object: "table" | "type",
    of: Named,
  ): readonly (Omit<WrittenColumn, "kind"> & { kind?: ColumnKind })[] {
    return object === "table"
      ? existing(this.#tables, of, object).columns
      : existing(this.#types, of, object).fields;
  }

  #replace(
    object: "table" | "type",
    { keyspace, name }: Named,
    members: readonly (Omit<WrittenColumn, "kind"> & { kind?: ColumnKind })[],
  ): void {
    const key = keyOf({ keyspace, name });
    if (object === "type") {
      const fields = members.map(({ name, type }) => ({ name, type }));
      this.#types.set(key, { keyspace, name, fields });
    } else {
      const columns = members.map(({ kind = "regular", ...member }) => ({
        ...member,
        kind,
      }));
      this.#tables.set(key, { keyspace, name, columns });
    }
  }
}

function keyOf({ keyspace, name }: Named): string {
  return JSON.stringify([keyspace, name]);
}

function existing<T extends Named>(
  objects: ReadonlyMap<string, T>,
  of: Named,
  what: string,
): T {
  const found = objects.get(keyOf(of));
  if (found === undefined) {
    throw new RangeError(`there is no ${what} ${of.keyspace}.${of.name}`);
  }
  return found;
}

function create<T extends Named>(
  objects: Map<string, T>,
  object: T,
  { keep, what }: { keep: boolean; what: string },
): void {
  const key = keyOf(object);
  if (!objects.has(key)) objects.set(key, object);
  else if (!keep) {
    throw new RangeError(
      `${what} ${object.keyspace}.${object.name} exists already`,
    );
  }
}
