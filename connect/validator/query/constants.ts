import type { CqlType } from "../../../cql/schema_model.ts";

type Kind =
  | "string"
  | "integer"
  | "float"
  | "boolean"
  | "uuid"
  | "blob"
  | "other";

const takes: Readonly<Record<Exclude<Kind, "other">, ReadonlySet<string>>> = {
  string: new Set([
    "ascii",
    "text",
    "varchar",
    "inet",
    "date",
    "time",
    "timestamp",
  ]),
  integer: new Set([
    "tinyint",
    "smallint",
    "int",
    "bigint",
    "varint",
    "counter",
    "decimal",
    "double",
    "float",
    "date",
    "time",
    "timestamp",
    "duration",
  ]),
  float: new Set(["decimal", "double", "float"]),
  boolean: new Set(["boolean"]),
  uuid: new Set(["uuid", "timeuuid"]),
  blob: new Set(["blob"]),
};

/**
 * Why Cassandra refuses to prepare a constant for a column of this type, or null. Anything but a single constant is left
 * alone.
 */
export function faultOfConstant(term: string, type: CqlType): string | null {
  const kind = kindOf(term);
  if (kind === "other") return null;
  if (type.kind !== "native") return `a ${kind} cannot be a ${type.kind}`;
  if (!takes[kind].has(type.name)) return `a ${kind} cannot be a ${type.name}`;
  const isTemporal = ["date", "time", "timestamp", "inet"].includes(type.name);
  return kind === "string" && isTemporal && !/[0-9:]/.test(term)
    ? `${term} is no ${type.name}`
    : null;
}

function kindOf(term: string): Kind {
  if (/^'(?:[^']|'')*'$/.test(term)) return "string";
  if (/^-?\d+$/.test(term)) return "integer";
  if (/^-?\d+\.\d*(?:[eE][+-]?\d+)?$/.test(term)) return "float";
  if (/^(?:true|false)$/i.test(term)) return "boolean";
  if (/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(term)) {
    return "uuid";
  }
  return /^0x[0-9a-f]*$/i.test(term) ? "blob" : "other";
}
