import type { CqlType, NativeTypeName } from "../../../../cql/schema_model.ts";

/** The type `u` that the tests' types may name. */
const userType: CqlType = {
  kind: "udt",
  keyspace: "ks",
  name: "u",
  frozen: true,
  fields: [
    { name: "a", type: { kind: "native", name: "int" } },
    { name: "b", type: { kind: "native", name: "text" } },
  ],
};

/** Reads a type as in CQL; `udt` is one with the fields a int and b text. */
export function cqlType(text: string): CqlType {
  const name = text.trim();
  const open = name.indexOf("<");
  if (name === "udt") return userType;
  if (open < 0) return { kind: "native", name: name as NativeTypeName };
  const parts = splitTop(name.slice(open + 1, -1));
  const kind = name.slice(0, open);
  switch (kind) {
    case "list":
    case "set":
      return { kind, element: cqlType(parts[0]!), frozen: true };
    case "map":
      return {
        kind,
        key: cqlType(parts[0]!),
        value: cqlType(parts[1]!),
        frozen: true,
      };
    case "tuple":
      return { kind, elements: parts.map(cqlType) };
    default:
      return {
        kind: "vector",
        element: cqlType(parts[0]!),
        dimensions: Number(parts[1]),
      };
  }
}

function splitTop(text: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const char of text) {
    if (char === "<") depth++;
    if (char === ">") depth--;
    if (char === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += char;
  }
  return parts;
}
