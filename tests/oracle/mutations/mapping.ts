import {
  fieldNames,
  mappingEntries,
  type Mutator,
  tableGroups,
} from "./mutation.ts";
import type { Random } from "./random.ts";
import type { Base } from "../worlds/world.ts";

type Edit = (
  entries: [string, string][],
  random: Random,
  base: Base,
) => [text: string, mapping: string];

const print = (entries: [string, string][]) =>
  entries.map(([column, field]) => `${column}=${field}`).join(", ");

const at = (
  entries: [string, string][],
  random: Random,
  change: (column: string, field: string) => [string, string],
): [string, string] => {
  const index = random.below(entries.length);
  const [column, field] = entries[index]!;
  const changed = change(column, field);
  return [
    `${column}=${field} -> ${changed.join("=")}`,
    print(entries.with(index, changed)),
  ];
};

const edits: readonly Edit[] = [
  (entries, random) => {
    const index = random.below(entries.length);
    return [
      `-${entries[index]!.join("=")}`,
      print(entries.toSpliced(index, 1)),
    ];
  },
  (entries, random) =>
    at(entries, random, (column, field) => [`${column}s`, field]),
  (entries, random) =>
    at(entries, random, (column, field) => [
      (column[0] ?? "").toUpperCase() + column.slice(1),
      field,
    ]),
  (entries, random) =>
    at(entries, random, (column, field) => [`"${column}"`, field]),
  (entries, random) =>
    at(entries, random, (column, field) => [column, `${field}s`]),
  (entries, random) =>
    at(entries, random, (column, field) => [
      column,
      field.replace(/[^.]+$/, (name) => name.toUpperCase()),
    ]),
  (entries, random) =>
    at(entries, random, (column, field) => [column, `"${field}"`]),
  (entries, random) =>
    at(
      entries,
      random,
      (column, field) => [column, field.replace(/^(value|key)\./, "")],
    ),
  (entries, random) =>
    at(
      entries,
      random,
      (column, field) => [column, field.replace(/^value/, "key")],
    ),
  (entries, random) =>
    at(
      entries,
      random,
      (column, field) => [column, field.replace(/^value/, "header")],
    ),
  (entries, random) =>
    at(
      entries,
      random,
      (column, field) => [column, field.replace(/^value/, "Value")],
    ),
  (entries, random) => at(entries, random, (column) => [column, "key"]),
  (entries, random) => at(entries, random, (column) => [column, "value"]),
  (entries, random) =>
    at(entries, random, (column) => [
      column,
      random.pick([
        "now()",
        "now( )",
        "NOW()",
        "uuid()",
        "now(value.x)",
        "system.now()",
        "now",
      ]),
    ]),
  (entries, random, base) =>
    at(entries, random, (column) => [
      column,
      `value.${random.pick([...fieldNames(base), "nope"])}`,
    ]),
  (entries, random, base) =>
    at(entries, random, (column) => [
      column,
      `value.${random.pick([...fieldNames(base), "nope"])}`,
    ]),
  (entries, random, base) =>
    at(entries, random, (column) => [
      column,
      `header.${
        random.pick([...Object.keys(base.records[0]?.headers ?? {}), "nope"])
      }`,
    ]),
  (entries, random) =>
    at(entries, random, (column, field) => [column, `${field}.x`]),
  (entries, random) => {
    const one = random.below(entries.length);
    const other = random.below(entries.length);
    const [first, second] = [entries[one]!, entries[other]!];
    return [
      `swap fields of ${first[0]} and ${second[0]}`,
      print(
        entries.with(one, [first[0], second[1]]).with(other, [
          second[0],
          first[1],
        ]),
      ),
    ];
  },
  (entries, random) => {
    const [column, field] = random.pick(entries);
    return [`twice ${column}`, print([...entries, [column, field]])];
  },
  (entries, random, base) => {
    const column = random.pick([
      "__ttl",
      "__timestamp",
      "message_internal_ttl",
      "kafka_internal_ttl",
      '"__ttl"',
      "ttl",
    ]);
    const field = random.pick([
      ...fieldNames(base).map((name) => `value.${name}`),
      "now()",
      "key",
      ...Object.keys(base.records[0]?.headers ?? {}).map((name) =>
        `header.${name}`
      ),
    ]);
    return [`+${column}=${field}`, print([...entries, [column, field]])];
  },
  (entries, random) => {
    const separator = random.pick([";", ",\n", " , ", "\t,", "", ",,", " "]);
    return [
      `separator ${JSON.stringify(separator)}`,
      entries.map((entry) => entry.join("=")).join(separator),
    ];
  },
  (entries, random) => {
    const whole = print(entries);
    return random.pick<[string, string]>([
      ["trailing comma", `${whole},`],
      ["leading comma", `,${whole}`],
      ["empty", ""],
      ["blank", "   "],
      ["spaces around =", whole.replaceAll("=", " = ")],
      [": for =", whole.replace("=", ":")],
      ["== for =", whole.replace("=", "==")],
      ["arrow", whole.replace("=", "->")],
      ["unclosed quote", whole.replace("=", '="')],
      ["no field", whole.replace(/=[^,]*/, "=")],
      ["no column", whole.replace(/^[^=]*/, "")],
      [
        "reversed",
        entries.map(([column, field]) => `${field}=${column}`).join(", "),
      ],
      ["comment", `${whole} -- all`],
      ["star", "*=*"],
      ["dash", whole.replace(/(value\.[a-z]+)/, "$1-x")],
      ["bracket", whole.replace(/value\.([a-z_]+)/, "value[$1]")],
      ["dollar", whole.replace("value.", "$.")],
      ["unicode", whole.replace(/(value\.[a-z]+)/, "$1é")],
    ]);
  },
];

/** One edit of the text of one mapping. */
export const mutateMapping: Mutator = (random, base) => {
  const setting = `${random.pick(tableGroups(base))}mapping`;
  const entries = mappingEntries(base.config[setting] ?? "");
  const [text, mapping] = random.pick(edits)(entries, random, base);
  return {
    kind: "mapping",
    text: `${setting}: ${text}`,
    apply: ({ config, records }) => ({
      config: { ...config, [setting]: mapping },
      records,
    }),
  };
};

/** A `query` of one's own, good or bad. */
export const mutateQuery: Mutator = (random, base) => {
  const group = random.pick(tableGroups(base));
  const entries = mappingEntries(base.config[`${group}mapping`] ?? "")
    .filter(([column]) => !column.startsWith("__"));
  const [, keyspace, table] = /\.([^.]+)\.([^.]+)\.$/.exec(group) ?? [];
  const quote = (name: string) =>
    /^[a-z_0-9]+$/.test(name) ? name : `"${name}"`;
  const columns = entries.map(([column]) => quote(column));
  const known = base.config[`${group}query`];
  const insert = known ??
    `INSERT INTO ${keyspace}.${quote(table ?? "")} (${
      columns.join(", ")
    }) VALUES (${columns.map((column) => `:${column}`).join(", ")})`;
  const variable = random.pick([...insert.matchAll(/:("?\w+"?)/g)])?.[1] ?? "x";
  const [text, query] = random.pick<[string, string]>([
    ["as generated", insert],
    ["with TTL", `${insert} USING TTL 60`],
    ["with TTL marker", `${insert} USING TTL :ttl`],
    ["with timestamp marker", `${insert} USING TIMESTAMP :ts`],
    ["IF NOT EXISTS", `${insert} IF NOT EXISTS`],
    [`:${variable} renamed`, insert.replace(`:${variable}`, ":nope")],
    [`:${variable} to ?`, insert.replace(`:${variable}`, "?")],
    [
      `:${variable} upper case`,
      insert.replace(`:${variable}`, `:${variable.toUpperCase()}`),
    ],
    [`:${variable} literal`, insert.replace(`:${variable}`, "'x'")],
    [`:${variable} to $`, insert.replace(`:${variable}`, `$${variable}`)],
    [`:${variable} to now()`, insert.replace(`:${variable}`, "now()")],
    [`:${variable} to null`, insert.replace(`:${variable}`, "null")],
    [`:${variable} to 5`, insert.replace(`:${variable}`, "5")],
    ["block comment", `/* mine */ ${insert}`],
    ["semicolon", `${insert};`],
    ["unclosed", insert.slice(0, -1)],
    ["wrong table", insert.replace(/\b(INTO|UPDATE) (\w+)\./i, "$1 $2.nope_")],
    ["no keyspace", insert.replace(/\b(INTO|UPDATE) \w+\./i, "$1 ")],
    [
      "unknown column",
      insert.replace("(", "(nope, ").replace("VALUES (", "VALUES (1, "),
    ],
    ["count mismatch", insert.replace("VALUES (", "VALUES (1, ")],
    ["empty", ""],
    ["select", `SELECT * FROM ${keyspace}.${quote(table ?? "")}`],
    [
      "lower case",
      insert.replace("INSERT INTO", "insert into").replace("VALUES", "values"),
    ],
    ["two", `${insert}; ${insert}`],
    ["comment", `${insert} -- mine`],
    ["json", `INSERT INTO ${keyspace}.${quote(table ?? "")} JSON :value`],
  ]);
  const deletes = random.pick([
    "false",
    "false",
    "false",
    "false",
    "true",
    undefined,
  ]);
  return {
    kind: "query",
    text: `${group}query ${text}, deletesEnabled=${deletes}`,
    apply: ({ config, records }) => {
      const { [`${group}deletesEnabled`]: _, ...rest } = config;
      return {
        config: {
          ...rest,
          [`${group}query`]: query,
          ...(deletes === undefined
            ? {}
            : { [`${group}deletesEnabled`]: deletes }),
        },
        records,
      };
    },
  };
};
