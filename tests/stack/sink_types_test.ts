import { assertEquals } from "@std/assert";
import {
  createSinkTest,
  schemaJson,
  schemalessJson,
  tolerant,
} from "./_sink.ts";

/** A column of some type, what is produced for it, and what Cassandra's own JSON then says. */
interface Case {
  column: string;
  type: string;
  value: unknown;
  row: unknown;
}

const id = "8b1a5b6e-7d39-11ee-b962-0242ac120002";

/** Each CQL type that a JSON text can fill; numbers beyond JavaScript's are written as raw JSON. */
const fromJson: Case[] = [
  { column: "c_ascii", type: "ascii", value: "abc", row: "abc" },
  {
    column: "c_bigint",
    type: "bigint",
    value: raw("9223372036854775807"),
    row: raw("9223372036854775807"),
  },
  { column: "c_blob", type: "blob", value: "AQID", row: "0x010203" },
  { column: "c_boolean", type: "boolean", value: true, row: true },
  { column: "c_date", type: "date", value: "2024-02-29", row: "2024-02-29" },
  {
    column: "c_decimal",
    type: "decimal",
    value: raw("12.50"),
    row: raw("12.50"),
  },
  { column: "c_double", type: "double", value: 0.1, row: 0.1 },
  { column: "c_duration", type: "duration", value: "1h30m", row: "1h30m" },
  { column: "c_float", type: "float", value: 1.5, row: 1.5 },
  { column: "c_inet", type: "inet", value: "127.0.0.1", row: "127.0.0.1" },
  { column: "c_int", type: "int", value: -2147483648, row: -2147483648 },
  { column: "c_smallint", type: "smallint", value: 32767, row: 32767 },
  { column: "c_text", type: "text", value: "é😀", row: "é😀" },
  { column: "c_empty", type: "text", value: "", row: "" },
  {
    column: "c_time",
    type: "time",
    value: "23:59:59.999",
    row: "23:59:59.999000000",
  },
  {
    column: "c_timestamp",
    type: "timestamp",
    value: "2024-01-02T03:04:05.678Z",
    row: "2024-01-02 03:04:05.678Z",
  },
  { column: "c_timeuuid", type: "timeuuid", value: id, row: id },
  { column: "c_tinyint", type: "tinyint", value: -128, row: -128 },
  { column: "c_uuid", type: "uuid", value: id, row: id },
  {
    column: "c_varint",
    type: "varint",
    value: raw("123456789012345678901234567890"),
    row: raw("123456789012345678901234567890"),
  },
  { column: "c_list", type: "list<int>", value: [3, 1, 3], row: [3, 1, 3] },
  {
    column: "c_set",
    type: "set<text>",
    value: ["b", "a", "b"],
    row: ["a", "b"],
  },
  {
    column: "c_map",
    type: "map<text, timestamp>",
    value: { a: "2024-01-02T03:04:05Z" },
    row: { a: "2024-01-02 03:04:05.000Z" },
  },
  {
    column: "c_frozen",
    type: "frozen<map<text, frozen<list<int>>>>",
    value: { a: [1, 2] },
    row: { a: [1, 2] },
  },
  {
    column: "c_udt",
    type: "address",
    value: { street: "Unter den Linden", zip: null },
    row: { street: "Unter den Linden", zip: null },
  },
  {
    column: "c_tuple",
    type: "tuple<int, text>",
    value: [1, "one"],
    row: [1, "one"],
  },
  {
    column: "c_vector",
    type: "vector<float, 3>",
    value: [1.5, -2, 0],
    row: [1.5, -2, 0],
  },
  { column: "c_static", type: "text STATIC", value: "s", row: "s" },
  { column: "c_null", type: "int", value: null, row: null },
];

const timestamp = "org.apache.kafka.connect.data.Timestamp";
const schema = {
  string: { type: "string", optional: true },
  int32: { type: "int32" },
};

/** What only a Struct can carry, and what it carries in its own way: the schema stands beside the value. */
const fromStruct: (Case & { schema: Record<string, unknown> })[] = [
  {
    column: "c_timestamp",
    type: "timestamp",
    schema: { type: "int64", name: timestamp },
    value: 1704164645678,
    row: "2024-01-02 03:04:05.678Z",
  },
  {
    column: "c_before",
    type: "timestamp",
    schema: { type: "int64", name: timestamp },
    value: -62135596800000,
    row: "0001-01-01 00:00:00.000Z",
  },
  {
    column: "c_day",
    type: "timestamp",
    schema: { type: "int32", name: "org.apache.kafka.connect.data.Date" },
    value: 19782,
    row: "2024-02-29 00:00:00.000Z",
  },
  {
    column: "c_date",
    type: "date",
    schema: { type: "int32", name: "org.apache.kafka.connect.data.Date" },
    value: 19782,
    row: "2024-02-29",
  },
  {
    column: "c_time",
    type: "time",
    schema: { type: "int32", name: "org.apache.kafka.connect.data.Time" },
    value: 86399999,
    row: "23:59:59.999000000",
  },
  {
    column: "c_decimal",
    type: "decimal",
    schema: {
      type: "bytes",
      name: "org.apache.kafka.connect.data.Decimal",
      parameters: { scale: "2" },
    },
    value: "BOI=",
    row: raw("12.50"),
  },
  {
    column: "c_varint",
    type: "varint",
    schema: {
      type: "bytes",
      name: "org.apache.kafka.connect.data.Decimal",
      parameters: { scale: "0" },
    },
    value: "BOI=",
    row: 1250,
  },
  {
    column: "c_epoch",
    type: "timestamp",
    schema: { type: "int64" },
    value: 1704164645678,
    row: "2024-01-02 03:04:05.678Z",
  },
  {
    column: "c_bigint",
    type: "bigint",
    schema: { type: "int64" },
    value: raw("-9223372036854775808"),
    row: raw("-9223372036854775808"),
  },
  {
    column: "c_int",
    type: "int",
    schema: { type: "int32" },
    value: 2147483647,
    row: 2147483647,
  },
  {
    column: "c_smallint",
    type: "smallint",
    schema: { type: "int16" },
    value: -32768,
    row: -32768,
  },
  {
    column: "c_tinyint",
    type: "tinyint",
    schema: { type: "int8" },
    value: 127,
    row: 127,
  },
  {
    column: "c_float",
    type: "float",
    schema: { type: "float" },
    value: 1.5,
    row: 1.5,
  },
  {
    column: "c_double",
    type: "double",
    schema: { type: "double" },
    value: 0.1,
    row: 0.1,
  },
  {
    column: "c_boolean",
    type: "boolean",
    schema: { type: "boolean" },
    value: false,
    row: false,
  },
  {
    column: "c_blob",
    type: "blob",
    schema: { type: "bytes" },
    value: "AQID",
    row: "0x010203",
  },
  {
    column: "c_text",
    type: "text",
    schema: schema.string,
    value: "é😀",
    row: "é😀",
  },
  {
    column: "c_empty",
    type: "text",
    schema: schema.string,
    value: "",
    row: "",
  },
  {
    column: "c_null",
    type: "text",
    schema: schema.string,
    value: null,
    row: null,
  },
  { column: "c_uuid", type: "uuid", schema: schema.string, value: id, row: id },
  {
    column: "c_inet",
    type: "inet",
    schema: schema.string,
    value: "::1",
    row: "0:0:0:0:0:0:0:1",
  },
  {
    column: "c_duration",
    type: "duration",
    schema: schema.string,
    value: "P1Y2D",
    row: "1y2d",
  },
  {
    column: "c_list",
    type: "list<timestamp>",
    schema: {
      type: "array",
      items: { type: "int64", name: timestamp },
    },
    value: [1704164645678],
    row: ["2024-01-02 03:04:05.678Z"],
  },
  {
    column: "c_set",
    type: "set<text>",
    schema: { type: "array", items: schema.string },
    value: ["b", "a"],
    row: ["a", "b"],
  },
  {
    column: "c_map",
    type: "map<int, text>",
    schema: { type: "map", keys: schema.int32, values: schema.string },
    value: [[1, "one"]],
    row: { "1": "one" },
  },
  {
    column: "c_udt",
    type: "address",
    schema: {
      type: "struct",
      fields: [{ field: "zip", ...schema.int32 }, {
        field: "street",
        ...schema.string,
      }],
    },
    value: { street: "Unter den Linden", zip: 10117 },
    row: { street: "Unter den Linden", zip: 10117 },
  },
  {
    column: "c_tuple",
    type: "tuple<int, text>",
    schema: {
      type: "struct",
      fields: [{ field: "first", ...schema.int32 }, {
        field: "second",
        ...schema.string,
      }],
    },
    value: { first: 1, second: "one" },
    row: [1, "one"],
  },
  {
    column: "c_vector",
    type: "vector<float, 3>",
    schema: { type: "array", items: { type: "float" } },
    value: [1.5, -2, 0],
    row: [1.5, -2, 0],
  },
];

/** A number that JavaScript would round, written as it is. */
function raw(number: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(
    number,
  );
}

function createTable(cases: Case[]): string[] {
  return [
    "CREATE TYPE ks.address (street text, zip int)",
    `CREATE TABLE ks.t (pk text, ck int, ${
      cases.map(({ column, type }) =>
        `${column} ${type.replace(/^address$/, "frozen<address>")}`
      )
        .join(", ")
    }, PRIMARY KEY (pk, ck))`,
  ];
}

function mapping(cases: Case[]): string {
  return [
    "pk=key",
    "ck=value.ck",
    ...cases.map(({ column }) => `${column}=value.${column}`),
  ]
    .join(", ");
}

function fields(cases: Case[], part: "value" | "row"): Record<string, unknown> {
  return Object.fromEntries(cases.map((each) => [each.column, each[part]]));
}

async function assertWritten(
  cases: Case[],
  settings: Record<string, string>,
  value: unknown,
): Promise<void> {
  await using sink = await createSinkTest({ cql: createTable(cases) });
  await sink.deploy({
    ...tolerant,
    ...settings,
    "table.t.mapping": mapping(cases),
  });
  await sink.produce([{ key: "k", value: JSON.stringify(value) }]);
  await sink.untilCommitted();
  assertEquals(await sink.deadLetters(), []);
  const [row] = await sink.query(
    `SELECT JSON ${cases.map(({ column }) => column).join(", ")} FROM ks.t`,
  );
  // Compared as text: parsing would round the long numbers.
  const lines = (json: string) =>
    Object.entries(
      JSON.parse(json.replaceAll(/(-?\d{16,}|\d+\.\d+0)(?=[,}\]])/g, '"$1"')),
    );
  assertEquals(
    lines(String(row?.get(0))),
    lines(JSON.stringify(fields(cases, "row"))),
  );
}

Deno.test("CassandraSinkTask writes every CQL type from JSON text", async () => {
  await assertWritten(fromJson, {}, { ck: 1, ...fields(fromJson, "value") });
});

Deno.test("CassandraSinkTask writes every CQL type from JSON without schema", async () => {
  // JsonConverter itself reads all numbers as 64-bit integers or doubles.
  const cases = fromJson.filter(({ column }) =>
    !["c_varint", "c_decimal"].includes(column)
  );
  await assertWritten(cases, schemalessJson, {
    ck: 1,
    ...fields(cases, "value"),
  });
});

Deno.test("CassandraSinkTask writes Structs with logical types", async () => {
  await assertWritten(fromStruct, schemaJson, {
    schema: {
      type: "struct",
      fields: [
        { field: "ck", ...schema.int32 },
        ...fromStruct.map(({ column, schema }) => ({
          field: column,
          ...schema,
        })),
      ],
    },
    payload: { ck: 1, ...fields(fromStruct, "value") },
  });
});
