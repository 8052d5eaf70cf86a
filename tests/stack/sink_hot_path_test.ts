import { assert, assertEquals } from "@std/assert";
import { createSinkTest, type SinkTest, tolerant } from "./_sink.ts";

/** Columns of the types that the hot path encodes itself, and of some that it leaves to the engine. */
const types = {
  text: "text",
  ascii: "ascii",
  tinyint: "tinyint",
  smallint: "smallint",
  int: "int",
  bigint: "bigint",
  float: "float",
  double: "double",
  boolean: "boolean",
  timestamp: "timestamp",
  date: "date",
  decimal: "decimal",
  varint: "varint",
  list: "list<int>",
  map: "map<text, double>",
};

/** JSON values, usual and unusual, each for every column. */
const values = [
  "null",
  "true",
  "0",
  "-0",
  "-1",
  "128",
  "32768",
  "2147483648",
  "9007199254740993",
  "9223372036854775807",
  "9223372036854775808",
  "-0.0",
  "0.1",
  "12.50",
  "1e3",
  "1e400",
  "16777217",
  "123456789012345.6",
  "1234567890123456.7",
  '""',
  '" "',
  '"a"',
  '"7"',
  '"1.5"',
  '"NaN"',
  '"yes"',
  '"é😀"',
  '"\\ud83d"',
  '"2024-02-29T12:34:56Z"',
  '"2024-02-29T12:34:56.789Z"',
  '"2023-02-29T12:34:56Z"',
  '"2024-02-29T24:00:00Z"',
  '"1969-12-31T23:59:59.999Z"',
  '"2024-02-29T12:34:56.789012Z"',
  '"2024-02-29T12:34:56+01:00"',
  '"2024-02-29"',
  "[]",
  "[1, 2]",
  "{}",
  '{"a": 1.5}',
];

/** A field that is there twice is beyond the hot path: the engine reads such a record, and the last one counts. */
function record(id: string, fields: string, path: string): string {
  return path === "engine"
    ? `{"id": "", "id": "${id}", "path": "engine", ${fields}}`
    : `{"id": "${id}", "path": "hot", "unmapped": [{"id": 1.5e3}], ${fields}}`;
}

async function resultsOf(sink: SinkTest, path: string) {
  const rows = await sink.query(
    `SELECT JSON id, ${
      Object.keys(types).map((name) => `c_${name}`).join(", ")
    } FROM ks.t WHERE path = '${path}'`,
  );
  const letters = await sink.deadLetters();
  return {
    rows: rows.map((row) => String(row.get(0))).sort(),
    refused: letters.filter(({ value }) => value?.includes(`"${path}"`))
      .map(({ value, reason }) =>
        `${value?.match(/"id": "(v.*?)"/)?.[1]}: ${
          // Some of the engine's messages tell the time.
          reason.replace(/a valid date-time.*$/, "")}`
      ).sort(),
  };
}

Deno.test("CassandraSinkTask writes and refuses the same by its hot path as by the engine", async () => {
  const columns = Object.entries(types);
  await using sink = await createSinkTest({
    cql: [
      `CREATE TABLE ks.t (path text, id text, ${
        columns.map(([name, type]) => `c_${name} ${type}`).join(", ")
      }, PRIMARY KEY (path, id))`,
    ],
  });
  await sink.deploy({
    ...tolerant,
    "table.t.mapping": `path=value.path, id=value.id, ${
      columns.map(([name]) => `c_${name}=value.${name}`).join(", ")
    }`,
    "table.t.nullToUnset": "false",
    "table.t.deletesEnabled": "false",
  });
  const records = values.flatMap((value, i) =>
    columns.map(([column]) => ({
      id: `v${i}-${column}`,
      fields: columns.map(([name]) =>
        `"${name}": ${name === column ? value : "null"}`
      ).join(", "),
    }))
  );
  await sink.produce(
    records.flatMap(({ id, fields }) =>
      ["hot", "engine"].map((path) => ({ value: record(id, fields, path) }))
    ),
  );
  await sink.untilCommitted();
  const hot = await resultsOf(sink, "hot");
  const engine = await resultsOf(sink, "engine");
  assertEquals(hot, engine);
  assertEquals(hot.rows.length + hot.refused.length, records.length);
  assert(hot.refused.length > 0);
});
