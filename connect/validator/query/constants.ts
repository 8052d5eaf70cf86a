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

const integerBits: Readonly<Record<string, bigint>> = {
  tinyint: 7n,
  smallint: 15n,
  int: 31n,
  bigint: 63n,
};

// A blob takes the value of any function, so it is left alone.
const functions: Readonly<Record<string, readonly string[]>> = {
  "now()": ["timeuuid", "uuid", "blob"],
  "uuid()": ["uuid", "blob"],
};

/**
 * Why Cassandra refuses to prepare a term for a column of this type, or null. Anything but a single constant, a literal
 * collection and a well-known function is left alone.
 */
export function faultOfTerm(term: string, type: CqlType): string | null {
  const name = type.kind === "native" ? type.name : type.kind;
  const call = term.toLowerCase().replace(/\s/g, "");
  if (Object.hasOwn(functions, call)) {
    return functions[call]!.includes(name) ? null : `${call} is no ${name}`;
  }
  const literal = /^\[.*\]$/s.test(term)
    ? { what: "list", fits: ["list", "vector"] }
    : /^\{.*\}$/s.test(term)
    ? { what: "map or set", fits: ["map", "set", "udt"] }
    : null;
  if (literal !== null) {
    return literal.fits.includes(name)
      ? null
      : `a literal ${literal.what} cannot be a ${name}`;
  }
  const kind = kindOf(term);
  if (kind === "other") return null;
  if (type.kind !== "native" || !takes[kind].has(name)) {
    return `a ${kind} cannot be a ${name}`;
  }
  const bits = integerBits[name];
  if (kind === "integer" && bits !== undefined) {
    const value = BigInt(term);
    const limit = 1n << bits;
    if (value >= limit || value < -limit) return `${term} is out of range`;
  }
  const isTemporal = ["date", "time", "timestamp", "inet"].includes(name);
  return kind === "string" && isTemporal && !/[0-9:]/.test(term)
    ? `${term} is no ${name}`
    : null;
}

function kindOf(term: string): Kind {
  if (/^'(?:[^']|'')*'$/.test(term) || /^\$\$.*\$\$$/s.test(term)) {
    return "string";
  }
  if (/^-?\d+$/.test(term)) return "integer";
  if (/^-?\d+\.\d*(?:[eE][+-]?\d+)?$/.test(term)) return "float";
  if (/^(?:true|false)$/i.test(term)) return "boolean";
  if (/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(term)) {
    return "uuid";
  }
  return /^0x[0-9a-f]*$/i.test(term) ? "blob" : "other";
}
