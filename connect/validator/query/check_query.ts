import { CqlSyntaxError } from "../../../cql/lexer.ts";
import type { Column, TableSchema } from "../../../cql/schema_model.ts";
import type { CheckContext } from "../checks/check_context.ts";
import { hasProviderReference } from "../connector_config.ts";
import { suggestion } from "../did_you_mean.ts";
import { parseJavaBoolean } from "../java_values.ts";
import { bindVariable, type Mapping } from "../mapping.ts";
import type { Code } from "../report.ts";
import type { TableGroup } from "../table_groups.ts";
import { faultOfTerm } from "./constants.ts";
import {
  type Marker,
  type OtherQuery,
  parseQuery,
  type WriteQuery,
} from "./parse_query.ts";

/** What a query is checked against. */
export interface QueryScope {
  readonly group: TableGroup;
  /** The mapping, or null if it could not be parsed. */
  readonly mapping: Mapping | null;
}

/** Checks a hand-written query: its settings, its CQL, its variables against the mapping, its columns against the table. */
export function checkQuery(scope: QueryScope, context: CheckContext): void {
  const { group } = scope;
  const { report } = context;
  const setting = `${group.prefix}query`;
  const text = group.settings.query!;
  const deletes = group.settings.deletesEnabled;
  if (
    deletes === undefined ||
    (!hasProviderReference(deletes) && parseJavaBoolean(deletes) === true)
  ) {
    report.add("query-with-deletes", {
      setting: deletes === undefined
        ? setting
        : `${group.prefix}deletesEnabled`,
      message: deletes === undefined
        ? `${setting} needs ${group.prefix}deletesEnabled=false, which is not given`
        : `${setting} needs ${group.prefix}deletesEnabled=false`,
      fix: `add "${group.prefix}deletesEnabled": "false"`,
    });
  }
  reportIgnored(group, context);
  if (hasProviderReference(text)) return;
  let query: WriteQuery | OtherQuery;
  try {
    query = parseQuery(text);
  } catch (error) {
    if (!(error instanceof CqlSyntaxError)) throw error;
    const start = offsetOf(error, text);
    report.add("query-syntax", {
      setting,
      message: `the query cannot be parsed: ${error.reason}`,
      where: { start, end: Math.min(start + 1, text.length) },
    });
    return;
  }
  if (query.kind === "other") {
    report.add("query-not-a-write", {
      setting,
      message: `${query.keyword.toUpperCase()} writes no rows`,
      where: { start: 0, end: query.end },
    });
    return;
  }
  if (query.kind === "batch") {
    report.couldNotCheck(`${setting}: a BATCH is not looked into`);
    return;
  }
  new QueryCheck(query as WriteQuery, scope, context).run();
}

function reportIgnored(group: TableGroup, { report }: CheckContext): void {
  for (const name of ["ttl", "ttlTimeUnit", "timestampTimeUnit"] as const) {
    if (group.settings[name] === undefined) continue;
    report.add("query-setting-ignored", {
      setting: group.prefix + name,
      message: `${group.prefix}${name} has no effect beside query`,
    });
  }
}

function offsetOf(error: CqlSyntaxError, text: string): number {
  const lines = text.split("\n").slice(0, error.line - 1);
  return lines.reduce((sum, line) => sum + line.length + 1, 0) +
    error.column - 1;
}

class QueryCheck {
  readonly #setting: string;
  readonly #text: string;

  constructor(
    readonly query: WriteQuery,
    readonly scope: QueryScope,
    readonly context: CheckContext,
  ) {
    this.#setting = `${scope.group.prefix}query`;
    this.#text = scope.group.settings.query!;
  }

  run(): void {
    this.#checkDuplicates();
    this.#checkShape();
    const table = this.#findTable();
    if (table !== null) this.#checkColumns(table);
    this.#checkMarkers(table);
  }

  #add(
    code: Code,
    message: string,
    where?: { readonly start: number; readonly end: number },
    fix?: string,
  ): void {
    this.context.report.add(code, {
      setting: this.#setting,
      message,
      where: where === undefined
        ? null
        : { start: where.start, end: where.end },
      ...(fix === undefined ? {} : { fix }),
    });
  }

  #checkDuplicates(): void {
    const { columns, kind } = this.query;
    if (kind !== "insert") return;
    columns.forEach((column, index) => {
      if (columns.findIndex(({ name }) => name === column.name) < index) {
        this.#add(
          "query-syntax",
          `the column ${column.name} stands twice`,
          column,
        );
      }
    });
  }

  #checkShape(): void {
    const { conditional, using } = this.query;
    if (conditional && using.includes("timestamp")) {
      this.#add(
        "query-syntax",
        "a conditional statement cannot have USING TIMESTAMP",
      );
    }
  }

  #findTable(): TableSchema | null {
    const { query, scope: { group }, context: { schema, report } } = this;
    const where = { start: query.tableStart, end: query.tableEnd };
    if (query.keyspace === null) {
      this.#add(
        "query-table-unknown",
        `the query names the table ${query.table} without its keyspace`,
        where,
        `write ${group.keyspace.written}.${query.table}`,
      );
      return null;
    }
    if (
      query.keyspace !== group.keyspace.internal ||
      query.table !== group.table.internal
    ) {
      this.#add(
        "query-other-table",
        `the query writes ${query.keyspace}.${query.table}, the setting is for ${group.keyspace.internal}.${group.table.internal}`,
        where,
      );
    }
    if (schema === null) return null;
    const table = schema.tables.find(({ keyspace, name }) =>
      keyspace === query.keyspace && name === query.table
    );
    if (table !== undefined) return table;
    const inKeyspace = schema.tables.filter(({ keyspace }) =>
      keyspace === query.keyspace
    );
    const isSystem = /^system(_|$)/.test(query.keyspace);
    if (isSystem || !this.context.schemaIsComplete) {
      report.couldNotCheck(
        `${query.keyspace}.${query.table}: its columns, since no CQL file given defines it`,
      );
      return null;
    }
    this.#add(
      "query-table-unknown",
      `there is no table ${query.keyspace}.${query.table}${
        suggestion(query.table, inKeyspace.map(({ name }) => name))
      }`,
      where,
    );
    return null;
  }

  #checkColumns(table: TableSchema): void {
    const { query } = this;
    const columns = new Map(table.columns.map((c) => [c.name, c]));
    for (const used of query.columns) {
      const column = columns.get(used.name);
      if (column === undefined) {
        this.#add(
          "query-column-unknown",
          `${table.keyspace}.${table.name} has no column ${used.name}${
            suggestion(used.name, columns.keys())
          }`,
          used,
        );
        continue;
      }
      const isKey = isKeyColumn(column);
      if (
        isKey && used.value !== null &&
        /^null$/i.test(this.#text.slice(used.value.start, used.value.end))
      ) {
        this.#add(
          "query-syntax",
          `${used.name} is part of the primary key, which cannot be null`,
          used.value,
        );
      }
      if (isKey && (used.use === "set" || used.use === "increment")) {
        this.#add(
          "query-syntax",
          `${used.name} is part of the primary key, which SET cannot change`,
          used,
        );
      }
      if (!isKey && used.use === "where") {
        this.#add(
          "query-syntax",
          `${used.name} is not part of the primary key, so it cannot stand in WHERE`,
          used,
          "move it behind IF, or remove it",
        );
      }
      if (isKey && (used.use === "delete" || used.use === "if")) {
        this.#add(
          "query-syntax",
          `${used.name} is part of the primary key, which ${
            used.use === "if" ? "IF cannot test" : "cannot be deleted alone"
          }`,
          used,
        );
      }
      this.#checkCounter(column, used.use, used);
      const fault = used.value === null ? null : faultOfTerm(
        this.#text.slice(used.value.start, used.value.end),
        column.type,
      );
      if (fault !== null) {
        this.#add(
          "query-syntax",
          `${fault}: the type of ${column.name} is another`,
          used.value!,
        );
      }
      const inLiteral = used.markers.find((marker) => marker.inLiteral);
      if (
        inLiteral !== undefined &&
        ["list", "set", "map"].includes(column.type.kind)
      ) {
        this.#add(
          "query-syntax",
          `a variable cannot stand inside a literal ${column.type.kind}`,
          inLiteral,
          `set ${column.name} to one variable, and map the whole ${column.type.kind} to it`,
        );
      }
    }
    if (isCounterTable(table)) {
      if (query.kind === "insert") {
        this.#add(
          "query-syntax",
          "a counter table takes no INSERT",
          undefined,
          "write an UPDATE … SET c = c + :c",
        );
      }
      if (query.conditional) {
        this.#add("query-syntax", "a counter update cannot have a condition");
      }
      if (query.using.length > 0) {
        this.#add(
          "query-syntax",
          "a counter update takes neither TIMESTAMP nor TTL",
        );
      }
    }
    if (!query.json) this.#checkKey(table);
  }

  #checkCounter(
    column: Column,
    use: string,
    where: { readonly start: number; readonly end: number },
  ): void {
    const { type } = column;
    const isCounter = type.kind === "native" && type.name === "counter";
    if (isCounter && use === "set") {
      this.#add(
        "query-syntax",
        `the counter ${column.name} can only be added to`,
        where,
        `write SET ${column.name} = ${column.name} + :${column.name}`,
      );
    }
    if (!isCounter && use === "increment" && type.kind === "native") {
      this.#add(
        "query-syntax",
        `${column.name} is no counter and no collection, so nothing can be added to it`,
        where,
      );
    }
  }

  #checkKey(table: TableSchema): void {
    const { query } = this;
    const written = query.columns.filter(({ use }) => use !== "where")
      .map(({ name }) => table.columns.find((column) => column.name === name))
      .filter((column) => column?.kind !== "partition_key");
    const onlyStatics = written.length > 0 &&
      written.every((column) => column?.kind === "static");
    for (const column of table.columns.filter(isKeyColumn)) {
      const isClustering = column.kind === "clustering";
      const partOfPartition = query.kind === "delete" && !query.conditional;
      if (isClustering && (partOfPartition || onlyStatics)) continue;
      const given = query.columns.some(({ name, use, exact }) =>
        name === column.name &&
        (query.kind === "insert" ? use === "insert" : use === "where" && exact)
      );
      if (!given) {
        this.#add(
          "query-key-missing",
          `the query does not ${
            query.kind === "insert" ? "insert" : "name in WHERE"
          } the key column ${column.name}`,
        );
      }
    }
  }

  #checkMarkers(table: TableSchema | null): void {
    const { query, scope: { mapping, group } } = this;
    const positional = query.markers.find((marker) => marker.positional);
    if (positional !== undefined) {
      this.#add(
        "query-positional",
        `the marker ? is bound by the name ${JSON.stringify(positional.name)}`,
        positional,
        `write :${positional.name}`,
      );
    }
    if (mapping === null) return;
    const filled = new Map(
      mapping.entries.map((entry) => [bindVariable(entry.column), entry]),
    );
    const reported = new Set<string>();
    for (const marker of query.markers) {
      if (filled.has(marker.name) || reported.has(marker.name)) continue;
      reported.add(marker.name);
      this.#reportUnfilled(marker, [...filled.keys()], table);
    }
    const used = new Set(query.markers.map(({ name }) => name));
    for (const [name, entry] of filled) {
      if (used.has(name)) continue;
      this.context.report.add("query-mapping-unused", {
        setting: `${group.prefix}mapping`,
        message: `the query has no variable ${JSON.stringify(name)}${
          suggestion(name, used)
        }`,
        where: { start: entry.start, end: entry.end },
      });
    }
  }

  #reportUnfilled(
    marker: Marker,
    filled: readonly string[],
    table: TableSchema | null,
  ): void {
    const keyColumn = this.query.columns.find(({ name, use, markers }) =>
      markers.includes(marker) &&
      (use === "where" ||
        (use === "insert" &&
          table?.columns.some((column) =>
            column.name === name && isKeyColumn(column)
          )))
    );
    const alike = filled.find((name) =>
      name.toLowerCase() === marker.name.toLowerCase()
    );
    const fix = alike === undefined
      ? undefined
      : `CQL reads an unquoted variable in lower case: write :"${alike}", or call the mapping's entry ${marker.name}`;
    const what = `the mapping has no entry ${JSON.stringify(marker.name)}`;
    if (this.context.kind === "own") {
      this.#add("query-variable-refused", what, marker, fix);
    } else if (this.query.json) {
      this.#add(
        "query-key-unmapped",
        `${what}, so there is no row`,
        marker,
        fix,
      );
    } else if (keyColumn === undefined) {
      this.#add("query-variable-unmapped", what, marker, fix);
    } else {
      this.#add(
        "query-key-unmapped",
        `${what}, so the key column ${keyColumn.name} is never set`,
        marker,
        fix,
      );
    }
  }
}

function isKeyColumn({ kind }: Column): boolean {
  return kind === "partition_key" || kind === "clustering";
}

function isCounterTable({ columns }: TableSchema): boolean {
  return columns.some(({ type }) =>
    type.kind === "native" && type.name === "counter"
  );
}
