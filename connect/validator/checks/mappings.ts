import type {
  Column,
  CqlType,
  TableSchema,
} from "../../../cql/schema_model.ts";
import { hasProviderReference } from "../connector_config.ts";
import { didYouMean, suggestion } from "../did_you_mean.ts";
import { parseJavaBoolean, parseJavaInteger } from "../java_values.ts";
import {
  bindVariable,
  fieldSource,
  isReservedVariable,
  type Mapping,
  type MappingEntry,
  type MappingSyntaxError,
  parseMappingEntries,
} from "../mapping.ts";
import type { TableGroup } from "../table_groups.ts";
import type { CheckContext } from "./check_context.ts";

/**
 * Checks one table's mapping, by itself and against the table.
 *
 * @returns the mapping, or null if it is unknown or not wholly understood.
 */
export function checkMapping(
  group: TableGroup,
  context: CheckContext,
): Mapping | null {
  const read = readMapping(group, context);
  if (read !== null) {
    checkFields(read.mapping, { group, context });
    checkTtlTwice(read.mapping, { group, context });
  }
  const table = findTable(group, context);
  // A query says itself which columns are written.
  if (group.settings.query === undefined && read !== null && table !== null) {
    const scope = { group, context, table };
    checkColumns(read.mapping, scope);
    if (read.isWhole) checkWholeMapping(read.mapping, scope);
  }
  return read?.isWhole ? read.mapping : null;
}

interface Scope {
  readonly group: TableGroup;
  readonly context: CheckContext;
}

interface ReadMapping {
  readonly mapping: Mapping;
  /** Whether each entry could be parsed, so that what is missing is really missing. */
  readonly isWhole: boolean;
}

function readMapping(
  { settings, prefix }: TableGroup,
  { report }: CheckContext,
): ReadMapping | null {
  const text = settings.mapping;
  if (text === undefined || hasProviderReference(text)) return null;
  const { mapping, errors } = parseMappingEntries(text);
  for (const error of errors) {
    report.add("mapping-syntax", {
      setting: `${prefix}mapping`,
      message: `the mapping cannot be parsed: ${error.message}`,
      where: { start: error.start, end: Math.max(error.end, error.start + 1) },
      fix: fixOfSyntax(error, text),
    });
  }
  return { mapping, isWhole: errors.length === 0 };
}

function fixOfSyntax(error: MappingSyntaxError, text: string): string {
  const found = text.slice(error.start, error.end);
  if (text.trim() === "") return "write column=field entries";
  if (error.start >= text.trimEnd().length) {
    return text.trimEnd().endsWith(",")
      ? "remove the comma at the end"
      : "complete the last entry as column=field";
  }
  switch (found) {
    case ",":
      return "remove the extra comma";
    case ";":
      return "separate entries by commas";
    case "=":
      return "write one = in each entry, and a comma between two entries";
    case ".":
      return "a column is one name; a field begins with value., key. or header.";
    default:
      return found.includes('"')
        ? 'put a quoted field wholly in quotes, as in "value.my-field"'
        : `put the whole name in double quotes, as in "value.my-field", if ${
          JSON.stringify(found)
        } belongs to it`;
  }
}

function checkFields(mapping: Mapping, { group, context }: Scope): void {
  const { report } = context;
  const setting = `${group.prefix}mapping`;
  const text = group.settings.mapping!;
  const seen = new Map<string, MappingEntry>();
  for (const entry of mapping.entries) {
    const { column, field } = entry;
    const variable = bindVariable(column);
    if (seen.has(variable)) {
      report.add("mapping-column-twice", {
        setting,
        message: `the column ${column.text} is mapped twice`,
        where: { start: column.start, end: column.end },
      });
    }
    seen.set(variable, entry);
    const where = { start: field.start, end: field.end };
    const source = fieldSource(field);
    if (source === null) {
      report.add("mapping-field-unknown", {
        setting,
        message: `${JSON.stringify(field.text)} is no field of a record`,
        where,
        fix: fixOfField(field.text),
      });
      continue;
    }
    if (source.part === "now") {
      if (isReservedVariable(variable)) {
        report.add("reserved-null", {
          setting,
          message: `${column.text} needs a number, but now() is a UUID`,
          where,
        });
      }
      continue;
    }
    if (source.name === "") {
      report.add("mapping-field-nameless", {
        setting,
        message: `${field.text} names no field`,
        where,
      });
    } else if (
      !field.quoted && /\s/.test(text.slice(field.start, field.end))
    ) {
      report.add("mapping-field-joined", {
        setting,
        message: `the blank is dropped: the field is read as ${field.text}`,
        where,
      });
    } else if (
      source.part !== "header" && source.name?.includes(".") &&
      !makesDottedNames(context)
    ) {
      report.add("mapping-field-nested", {
        setting,
        message: `${field.text} is one field called ${
          JSON.stringify(source.name)
        }, not a path`,
        where,
      });
    }
  }
}

function fixOfField(text: string): string {
  const [first, ...rest] = text.split(".");
  const meant = didYouMean(first!.toLowerCase(), ["value", "key", "header"]);
  if (/^now\b/i.test(text)) return "write now(), in lower case";
  if (first === "header" || first === "headers") {
    return "write header.<name>, which is the first header of that name";
  }
  if (meant !== null && rest.length > 0) {
    return `write ${[meant, ...rest].join(".")}`;
  }
  if (text.endsWith(")")) return "now() is the only function";
  return `write value.${text}, key.${text} or header.${text}`;
}

function makesDottedNames({ config }: CheckContext): boolean {
  return Object.entries(config).some(([setting, value]) =>
    setting.startsWith("transforms.") &&
    (value.includes("Flatten") || value.includes("."))
  );
}

function checkTtlTwice(mapping: Mapping, { group, context }: Scope): void {
  const ttl = parseJavaInteger(group.settings.ttl ?? "-1", "int");
  const entry = mapping.entries.find(({ column }) =>
    bindVariable(column) === "message_internal_ttl"
  );
  if (entry === undefined || ttl === null || ttl < 0n) return;
  context.report.add("ttl-set-twice", {
    setting: `${group.prefix}ttl`,
    message: `ttl has no effect: the mapping's ${entry.column.text} wins`,
  });
}

function findTable(
  { keyspace, table, prefix }: TableGroup,
  { schema, schemaIsComplete, report }: CheckContext,
): TableSchema | null {
  const setting = `${prefix}mapping`;
  const name = `${keyspace.internal}.${table.internal}`;
  const unknown = `${name}: its columns, since no CQL file given defines it`;
  if (schema === null) {
    report.couldNotCheck(unknown);
    return null;
  }
  const keyspaces = new Set([
    ...schema.keyspaces,
    ...schema.tables.map((table) => table.keyspace),
  ]);
  const inKeyspace = schema.tables.filter((table) =>
    table.keyspace === keyspace.internal
  );
  const found = inKeyspace.find(({ name }) => name === table.internal);
  if (found !== undefined) return found;
  if (!schemaIsComplete || /^system(_|$)/.test(keyspace.internal)) {
    report.couldNotCheck(unknown);
    return null;
  }
  if (!keyspaces.has(keyspace.internal)) {
    report.add("keyspace-unknown", {
      setting,
      message: `there is no keyspace ${keyspace.internal}${
        suggestion(keyspace.internal, keyspaces)
      }`,
      ...nameFix(keyspace.internal, [...keyspaces]),
    });
    return null;
  }
  const names = inKeyspace.map(({ name }) => name);
  report.add("table-unknown", {
    setting,
    message: `there is no table ${keyspace.internal}.${table.internal}${
      suggestion(table.internal, names)
    }`,
    ...nameFix(table.internal, names),
  });
  return null;
}

function nameFix(
  name: string,
  names: readonly string[],
): { readonly fix?: string } {
  const alike = names.find((other) =>
    other.toLowerCase() === name.toLowerCase()
  );
  return alike === undefined ? {} : {
    fix:
      `write ${alike}: names are taken literally, with their case, and not folded to lower case`,
  };
}

interface TableScope extends Scope {
  readonly table: TableSchema;
}

function checkWholeMapping(mapping: Mapping, scope: TableScope): void {
  checkKeys(mapping, scope);
  checkSwapped(mapping, scope);
  const isCounter = scope.table.columns.some(({ type }) =>
    isNative(type, "counter")
  );
  if (isCounter) checkCounter(mapping, scope);
  else checkDeletes(mapping, scope);
}

function checkColumns(
  mapping: Mapping,
  { group, context, table }: TableScope,
): void {
  const { report } = context;
  const setting = `${group.prefix}mapping`;
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  for (const { column, field } of mapping.entries) {
    const variable = bindVariable(column);
    if (isReservedVariable(variable)) continue;
    const found = columns.get(variable);
    if (found === undefined) {
      report.add("mapping-column-unknown", {
        setting,
        message: `${table.keyspace}.${table.name} has no column ${
          JSON.stringify(variable)
        }${suggestion(variable, columns.keys())}`,
        where: { start: column.start, end: column.end },
        ...nameFix(variable, [...columns.keys()]),
      });
      continue;
    }
    if (fieldSource(field)?.part === "now" && !isUuid(found.type)) {
      report.add("mapping-now-type", {
        setting,
        message: `now() cannot go into ${found.name}, which is ${
          describeType(found.type)
        }`,
        where: { start: field.start, end: field.end },
      });
    }
  }
}

function checkKeys(
  mapping: Mapping,
  { group, context, table }: TableScope,
): void {
  const mapped = new Set(
    mapping.entries.map(({ column }) => bindVariable(column)),
  );
  for (const column of table.columns) {
    if (!isKeyColumn(column) || mapped.has(column.name)) continue;
    const alike = [...mapped].find((name) =>
      name.toLowerCase() === column.name.toLowerCase()
    );
    context.report.add("mapping-key-missing", {
      setting: `${group.prefix}mapping`,
      message: `the ${
        column.kind === "partition_key" ? "partition key" : "clustering"
      } column ${column.name} is not mapped`,
      fix: alike === undefined
        ? `add ${column.name}=value.${column.name}, or whatever field holds it`
        : `write ${column.name} instead of ${alike}`,
    });
  }
}

function checkCounter(
  mapping: Mapping,
  { group, context, table }: TableScope,
): void {
  const ttl = parseJavaInteger(group.settings.ttl ?? "-1", "int");
  const hasTtl = (ttl !== null && ttl !== -1n) ||
    mapping.entries.some(({ column }) =>
      bindVariable(column) === "message_internal_ttl"
    );
  if (hasTtl) {
    context.report.add("counter-ttl", {
      setting: group.settings.ttl === undefined
        ? `${group.prefix}mapping`
        : `${group.prefix}ttl`,
      message: `${table.name} is a counter table, which has no TTL`,
    });
  }
  const counts = mapping.entries.some(({ column }) =>
    table.columns.some(({ name, type }) =>
      name === bindVariable(column) && isNative(type, "counter")
    )
  );
  // This project's sink makes an UPDATE that needs no timestamp.
  if (context.kind === "own" && counts) return;
  context.report.add("counter-insert", {
    setting: `${group.prefix}mapping`,
    message: `${table.name} is a counter table, and there is no query for it`,
  });
}

// Two columns that each get the field of the other's name.
function checkSwapped(mapping: Mapping, { group, context }: TableScope): void {
  const fieldOf = (entry: MappingEntry) => {
    const source = fieldSource(entry.field);
    return source === null || source.part === "now" ? null : source;
  };
  const byColumn = new Map(
    mapping.entries.map((entry) => [bindVariable(entry.column), entry]),
  );
  for (const [column, entry] of byColumn) {
    const source = fieldOf(entry);
    const other = byColumn.get(source?.name ?? "");
    if (source === null || other === undefined || column >= source.name!) {
      continue;
    }
    const back = fieldOf(other);
    if (back?.name !== column || back.part !== source.part) continue;
    context.report.add("mapping-swapped", {
      setting: `${group.prefix}mapping`,
      message:
        `${column} gets ${source.part}.${source.name}, and ${source.name} gets ${back.part}.${back.name}`,
      where: { start: entry.start, end: entry.end },
      fix:
        `write ${column}=${source.part}.${column} and ${source.name}=${source.part}.${source.name}`,
    });
  }
}

function checkDeletes(
  mapping: Mapping,
  { group, context, table }: TableScope,
): void {
  const { report } = context;
  const written = group.settings.deletesEnabled;
  if (written !== undefined && hasProviderReference(written)) return;
  const enabled = parseJavaBoolean(written ?? "true");
  if (enabled !== true) return;
  const keys = new Set(
    table.columns.filter(isKeyColumn).map(({ name }) => name),
  );
  const others = mapping.entries.filter(({ column }) =>
    !keys.has(bindVariable(column))
  );
  // DataStax's sink counts the entries; this project's wants each column.
  const counted = context.kind === "own"
    ? table.columns.every(({ name }) =>
      mapping.entries.some(({ column }) => bindVariable(column) === name)
    )
    : mapping.entries.length === table.columns.length;
  const setting = `${group.prefix}${
    written === undefined ? "mapping" : "deletesEnabled"
  }`;
  if (!counted || others.length === 0) {
    if (written !== undefined) {
      report.add("deletes-never", {
        setting,
        message: others.length === 0
          ? `${table.name} has key columns only, so nothing is ever deleted`
          : context.kind === "own"
          ? `not each column of ${table.name} is mapped, so nothing is ever deleted`
          : `the mapping has ${mapping.entries.length} entries and ${table.name} ${table.columns.length} columns, so nothing is ever deleted`,
      });
    }
    return;
  }
  if (context.kind === "own") return;
  if (others.every(({ field }) => fieldSource(field)?.part === "now")) {
    report.add("mapping-all-deletes", {
      setting: `${group.prefix}mapping`,
      message:
        "nothing but now() is mapped outside the key, so every record becomes a delete",
      where: { start: others[0]!.field.start, end: others[0]!.field.end },
      fix: `add "${group.prefix}deletesEnabled": "false"`,
    });
    return;
  }
  const reserved = others.find(({ column }) =>
    isReservedVariable(bindVariable(column))
  );
  if (reserved !== undefined) {
    report.add("deletes-by-count", {
      setting: `${group.prefix}mapping`,
      message:
        `${reserved.column.text} makes the entries as many as the columns of ${table.name}, though a column is not mapped`,
      where: { start: reserved.column.start, end: reserved.column.end },
    });
  }
}

function isKeyColumn({ kind }: Column): boolean {
  return kind === "partition_key" || kind === "clustering";
}

function isNative(type: CqlType, ...names: readonly string[]): boolean {
  return type.kind === "native" && names.includes(type.name);
}

function isUuid(type: CqlType): boolean {
  return isNative(type, "uuid", "timeuuid");
}

function describeType(type: CqlType): string {
  return type.kind === "native" ? type.name : `a ${type.kind}`;
}
