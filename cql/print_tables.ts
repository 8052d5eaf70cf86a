import type {
  Column,
  CqlSchema,
  CqlType,
  TableSchema,
} from "./schema_model.ts";
import { printCqlName, printCqlType } from "./type_parser.ts";

const head =
  `// Made by \`deno task cql:generate\` from cql/*.cql: change those.
`;

/**
 * Writes tables as TypeScript: a constant a table, whose literal types are what the compiler checks mappings against.
 * Its text is as `deno fmt` leaves it.
 */
export function printTables({ tables }: CqlSchema): string {
  return head + tables.map((table) => "\n" + printTable(table, tables))
    .join("");
}

function printTable(
  table: TableSchema,
  tables: readonly TableSchema[],
): string {
  const { keyspace, name, columns } = table;
  const isUnique = tables.filter((other) => other.name === name).length === 1;
  const types = userTypesOf(columns.map(({ type }) => type));
  return [
    `/** Table ${keyspace}.${name}: columns in the order of the primary key, then as written. */`,
    `export const ${camelCase(isUnique ? name : `${keyspace}_${name}`)} = {`,
    `  keyspace: ${JSON.stringify(keyspace)},`,
    `  name: ${JSON.stringify(name)},`,
    "  columns: {",
    ...columns.map(printColumn),
    "  },",
    ...(types.size === 0 ? [] : [
      "  /** The user-defined types in use: type by field. */",
      "  types: {",
      ...[...types].flatMap(([name, fields]) => [
        `    ${propertyName(name)}: {`,
        ...fields.map(({ name, type }) =>
          `      ${propertyName(name)}: ${JSON.stringify(printCqlType(type))},`
        ),
        "    },",
      ]),
      "  },",
    ]),
    "} as const;",
    "",
  ].join("\n");
}

function printColumn({ name, type, kind }: Column): string {
  const properties = [
    `type: ${JSON.stringify(printCqlType(type))}`,
    `kind: ${JSON.stringify(kind)}`,
  ];
  const line = `    ${propertyName(name)}: { ${properties.join(", ")} },`;
  if (line.length <= 80) return line;
  return [
    `    ${propertyName(name)}: {`,
    ...properties.map((property) => `      ${property},`),
    "    },",
  ].join("\n");
}

type UserType = CqlType & { kind: "udt" };

function userTypesOf(
  types: readonly CqlType[],
  found = new Map<string, UserType["fields"]>(),
): ReadonlyMap<string, UserType["fields"]> {
  for (const type of types) {
    const inner = innerTypesOf(type);
    if (type.kind === "udt") found.set(printCqlName(type.name), type.fields);
    userTypesOf(inner, found);
  }
  return found;
}

function innerTypesOf(type: CqlType): readonly CqlType[] {
  switch (type.kind) {
    case "native":
    case "custom":
      return [];
    case "list":
    case "set":
    case "vector":
      return [type.element];
    case "map":
      return [type.key, type.value];
    case "tuple":
      return type.elements;
    case "udt":
      return type.fields.map((field) => field.type);
  }
}

function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

function camelCase(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter(Boolean);
  const joined = words
    .map((word, index) =>
      (index === 0
        ? word.charAt(0).toLowerCase()
        : word.charAt(0).toUpperCase()) + word.slice(1)
    )
    .join("");
  return /^[A-Za-z]/.test(joined) ? joined : `table${joined}`;
}
