import type {
  Column,
  CqlSchema,
  CqlType,
  TableSchema,
} from "../../../../cql/schema_model.ts";
import { CqlSyntaxError } from "../../../../cql/lexer.ts";
import {
  bindVariable,
  type FieldSource,
  fieldSource,
  type Mapping,
  type MappingEntry,
  MappingSyntaxError,
  parseMapping,
  timestampVariable,
  ttlVariable,
} from "../../mapping.ts";
import { parseQuery } from "../../query/parse_query.ts";
import { faultOfJsonRow, faultOfJsonText } from "./cassandra_json.ts";
import type { TableGroup } from "../../table_groups.ts";

/** A mapping entry with what it writes to. */
export interface TargetEntry {
  readonly entry: MappingEntry;
  readonly source: FieldSource;
  /** The bind variable that it fills. */
  readonly variable: string;
  readonly role: "column" | "ttl" | "timestamp";
  /** Whether the row keeps the value, unlike that of a variable in a query's USING. */
  readonly kept: boolean;
  /** The column that gets the value, or null where a query gives it to none alone. */
  readonly column: string | null;
  /** Null where the column or its type is not known. */
  readonly type: CqlType | null;
  /** Why Cassandra refuses the value's text, which is JSON to it, or null if it takes it. Null where the value is none. */
  readonly faultOfJson: ((text: string | null) => string | null) | null;
  readonly keyColumn: boolean;
}

/** One table group: its mapping compiled against the table. */
export interface TableTarget {
  readonly group: TableGroup;
  readonly entries: readonly TargetEntry[];
  /** Whether the table's columns are known. */
  readonly known: boolean;
  readonly partitionKey: readonly string[];
  readonly primaryKey: readonly string[];
  /** Whether a record without values outside the key deletes the row. */
  readonly deletes: boolean;
  readonly isQuery: boolean;
  readonly isCounter: boolean;
  readonly ttlTimeUnit: string;
  readonly timestampTimeUnit: string;
}

/** Which sink it is: DataStax's, or our own, which takes more and loses less. */
export type Dialect = "datastax" | "own";

/** Compiles a group, or null where its mapping or query is broken: that is not the samples' fault. */
export function tableTarget(
  group: TableGroup,
  schema: CqlSchema | null,
  dialect: Dialect,
): TableTarget | null {
  const { settings } = group;
  const mapping = parsed(settings.mapping);
  if (mapping === null) return null;
  const table = schema?.tables.find(({ keyspace, name }) =>
    keyspace === group.keyspace.internal && name === group.table.internal
  );
  const columns = new Map<string, Column>(
    table?.columns.map((column) => [column.name, column]),
  );
  const variables = settings.query === undefined
    ? null
    : queryVariables(settings.query, table);
  if (settings.query !== undefined && variables === null) return null;
  const keys = (kinds: readonly Column["kind"][]) =>
    [...columns.values()].filter(({ kind }) => kinds.includes(kind))
      .map(({ name }) => name);
  const primaryKey = keys(["partition_key", "clustering"]);
  const mapped = mapping.entries.map(({ column }) => bindVariable(column));
  const allMapped = dialect === "datastax"
    // Counted only, so that __ttl can stand in for a column.
    ? mapped.length === columns.size
    : [...columns.keys()].every((name) => mapped.includes(name));
  const entries = mapping.entries.flatMap((entry): TargetEntry[] => {
    const source = fieldSource(entry.field);
    const variable = bindVariable(entry.column);
    if (source === null) return [];
    if (variables !== null && !variables.has(variable)) return [];
    const column = variables === null
      ? variable
      : variables.get(variable)?.column ?? null;
    const role = variable === ttlVariable
      ? "ttl"
      : variable === timestampVariable
      ? "timestamp"
      : "column";
    return [{
      entry,
      source,
      variable,
      role,
      kept: role === "column" && variables?.get(variable)?.inUsing !== true,
      column,
      type: variables === null
        ? columns.get(variable)?.type ?? null
        : variables.get(variable)?.type ?? null,
      faultOfJson: variables?.get(variable)?.faultOfJson ?? null,
      keyColumn: column !== null && primaryKey.includes(column),
    }];
  });
  return {
    group,
    entries,
    known: table !== undefined,
    partitionKey: keys(["partition_key"]),
    primaryKey,
    deletes: settings.query === undefined && table !== undefined &&
      settings.deletesEnabled?.trim().toLowerCase() !== "false" &&
      allMapped,
    isQuery: settings.query !== undefined,
    isCounter: [...columns.values()].some(({ type }) =>
      type.kind === "native" && type.name === "counter"
    ),
    ttlTimeUnit: settings.ttlTimeUnit?.trim() ?? "SECONDS",
    timestampTimeUnit: settings.timestampTimeUnit?.trim() ?? "MICROSECONDS",
  };
}

function parsed(text: string | undefined): Mapping | null {
  if (text === undefined) return null;
  try {
    return parseMapping(text);
  } catch (error) {
    if (error instanceof MappingSyntaxError) return null;
    throw error;
  }
}

interface QueryVariable {
  readonly type: CqlType | null;
  readonly inUsing: boolean;
  readonly faultOfJson: TargetEntry["faultOfJson"];
  /** The one column that it fills. */
  readonly column: string | null;
}

// The type of a variable that is neither a column's own value nor of USING is not known.
function queryVariables(
  query: string,
  table: TableSchema | undefined,
): Map<string, QueryVariable> | null {
  const columns = new Map(
    table?.columns.map((column) => [column.name, column]),
  );
  try {
    const parsedQuery = parseQuery(query);
    if (!("markers" in parsedQuery)) return null;
    const isJson = parsedQuery.json;
    const variables = new Map<string, QueryVariable>(
      parsedQuery.markers.map(({ name }) => [name, {
        type: isJson ? { kind: "native", name: "text" } : null,
        inUsing: false,
        faultOfJson: isJson && table !== undefined
          ? (text: string | null) => faultOfJsonRow(text, table)
          : null,
        column: null,
      }]),
    );
    for (const { word, marker } of parsedQuery.usingMarkers) {
      const name = word === "ttl" ? "int" : "bigint";
      variables.set(marker.name, {
        type: { kind: "native", name },
        inUsing: true,
        faultOfJson: null,
        column: null,
      });
    }
    for (const column of parsedQuery.columns) {
      const [marker] = column.markers;
      const exact = column.use === "insert" || column.use === "increment" ||
        column.use === "set" || (column.use === "where" && column.exact);
      const type = columns.get(column.name)?.type;
      if (
        marker === undefined || column.markers.length !== 1 || !exact ||
        type === undefined
      ) continue;
      const before = query.slice(
        column.use === "insert" ? column.value?.start : column.end,
        marker.start,
      );
      const plain = /^[\s="a-z0-9_+-]*$/i.test(before) &&
        !/\bin\b|\[|\(/i.test(before);
      const scalar = type.kind === "native";
      if (/\bfrom_?json\s*\(\s*$/i.test(before)) {
        variables.set(marker.name, {
          type: { kind: "native", name: "text" },
          inUsing: false,
          faultOfJson: (text) => faultOfJsonText(text, type),
          column: null,
        });
        continue;
      }
      if (
        plain && (scalar || column.use === "insert" || column.use === "set")
      ) {
        variables.set(marker.name, {
          type,
          inUsing: false,
          faultOfJson: null,
          column: column.use === "set" || column.use === "increment"
            ? null
            : column.name,
        });
      }
    }
    return variables;
  } catch (error) {
    if (error instanceof CqlSyntaxError) return null;
    throw error;
  }
}
