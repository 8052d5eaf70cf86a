import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  createSinkTest,
  schemalessJson,
  type SinkTest,
  type TestMessage,
  tolerant,
} from "./_sink.ts";

/** A connector's settings, what is produced, and the rows that Cassandra then has. */
interface Case {
  what: string;
  cql: string[];
  settings: Record<string, string>;
  messages: TestMessage[];
  /** CQL, and its rows as JSON. */
  rows: [string, unknown[]][];
}

const table = "CREATE TABLE ks.t (a text PRIMARY KEY, b int, c text)";
const mapping = "a=value.a, b=value.b, c=value.c";
const json = (value: unknown) => ({ value: JSON.stringify(value) });
/** A record time in the past, and one later. */
const [early, late] = ["1700000000000", "1700000001000"];

const cases: Case[] = [
  {
    what: "keys, headers and functions",
    cql: ["CREATE TABLE ks.t (a text PRIMARY KEY, b text, id timeuuid, n int)"],
    settings: { "table.t.mapping": "a=key, b=header.who, id=now(), n=value.n" },
    messages: [{
      key: "k",
      ...json({ n: 1 }),
      headers: { who: ["first", "second"] },
    }],
    rows: [["SELECT JSON a, b, n FROM ks.t", [{ a: "k", b: "first", n: 1 }]]],
  },
  {
    what: "fields of a JSON key, and quoted names as they are",
    cql: ['CREATE TABLE ks.t ("A b" text PRIMARY KEY, "Value" int)'],
    settings: {
      "table.t.mapping": '"A b"="key.my-id", "Value"="value.a.b"',
    },
    messages: [{ key: '{"my-id":"x"}', ...json({ "a.b": 7 }) }],
    rows: [["SELECT JSON * FROM ks.t", [{ '"A b"': "x", '"Value"': 7 }]]],
  },
  {
    what: "a whole value as text",
    cql: ["CREATE TABLE ks.t (a text PRIMARY KEY, doc text)"],
    settings: { "table.t.mapping": "a=key, doc=value" },
    messages: [
      { key: "json", value: '{"b": 1}' },
      { key: "plain", value: "no JSON at all" },
    ],
    rows: [["SELECT JSON * FROM ks.t", [
      { a: "json", doc: '{"b": 1}' },
      { a: "plain", doc: "no JSON at all" },
    ]]],
  },
  {
    what: "JSON read as bytes, and whole bytes into a blob",
    cql: ["CREATE TABLE ks.t (a text PRIMARY KEY, b int, doc blob)"],
    settings: {
      "value.converter":
        "org.apache.kafka.connect.converters.ByteArrayConverter",
      "table.t.mapping": "a=key, b=value.b, doc=value",
    },
    messages: [{ key: "k", value: '{"b":1}' }],
    rows: [["SELECT JSON * FROM ks.t", [
      { a: "k", b: 1, doc: "0x7b2262223a317d" },
    ]]],
  },
  {
    what: "a whole schemaless object as a user-defined type and as a map",
    cql: [
      "CREATE TYPE ks.u (b int, c text)",
      "CREATE TABLE ks.t (a text PRIMARY KEY, u frozen<u>, m map<text, text>)",
    ],
    settings: {
      ...schemalessJson,
      "table.t.mapping": "a=key, u=value, m=value",
    },
    messages: [{ key: "k", ...json({ b: 1, c: "x" }) }],
    rows: [["SELECT JSON * FROM ks.t", [
      { a: "k", u: { b: 1, c: "x" }, m: { b: "1", c: "x" } },
    ]]],
  },
  {
    what: "one topic to two tables",
    cql: [table, "CREATE TABLE ks.u (b int PRIMARY KEY, a text)"],
    settings: {
      "table.t.mapping": mapping,
      "table.u.mapping": "b=value.b, a=value.a",
    },
    messages: [json({ a: "x", b: 1, c: null })],
    rows: [
      ["SELECT JSON * FROM ks.t", [{ a: "x", b: 1, c: null }]],
      ["SELECT JSON * FROM ks.u", [{ a: "x", b: 1 }]],
    ],
  },
  {
    what: "write times from fields",
    cql: [table],
    settings: {
      "table.t.mapping": `${mapping}, __timestamp=value.at`,
      "table.t.timestampTimeUnit": "SECONDS",
    },
    messages: [json({ a: "x", b: 1, c: "c", at: 1700000000 })],
    rows: [
      ["SELECT JSON writetime(b) FROM ks.t", [{
        "writetime(b)": 1700000000000000,
      }]],
    ],
  },
  {
    what: "the record's time, by which the latest lasts",
    cql: [table],
    settings: { "table.t.mapping": mapping },
    messages: [
      { ...json({ a: "x", b: 2, c: "late" }), timestamp: late },
      { ...json({ a: "x", b: 1, c: "early" }), timestamp: early },
    ],
    rows: [
      ["SELECT JSON * FROM ks.t", [{ a: "x", b: 2, c: "late" }]],
      ["SELECT JSON writetime(b) FROM ks.t", [{
        "writetime(b)": Number(late) * 1000,
      }]],
    ],
  },
  {
    what: "the later of records of one millisecond",
    cql: [table],
    settings: { "table.t.mapping": mapping },
    messages: [
      { ...json({ a: "x", b: 9, c: "z" }), timestamp: early },
      { ...json({ a: "x", b: 1, c: "a" }), timestamp: early },
    ],
    rows: [["SELECT JSON * FROM ks.t WHERE a = 'x'", [
      { a: "x", b: 1, c: "a" },
    ]]],
  },
  {
    what: "nulls that leave the old value",
    cql: [table],
    settings: { "table.t.mapping": mapping },
    messages: [
      { ...json({ a: "x", b: 1, c: "c" }), timestamp: early },
      { ...json({ a: "x", b: null, c: "d" }), timestamp: late },
    ],
    rows: [["SELECT JSON * FROM ks.t", [{ a: "x", b: 1, c: "d" }]]],
  },
  {
    what: "nulls that delete the old value",
    cql: [table],
    settings: { "table.t.mapping": mapping, "table.t.nullToUnset": "false" },
    messages: [
      { ...json({ a: "x", b: 1, c: "c" }), timestamp: early },
      { ...json({ a: "x", b: null, c: "d" }), timestamp: late },
    ],
    rows: [["SELECT JSON * FROM ks.t", [{ a: "x", b: null, c: "d" }]]],
  },
  {
    what: "tombstones and rows of nulls as deletes, at the record's time",
    cql: [
      "CREATE TABLE ks.t (a text PRIMARY KEY, b int, who text, id timeuuid)",
    ],
    settings: {
      "table.t.mapping": "a=key, b=value.b, who=header.who, id=now()",
    },
    messages: [
      ...["kept", "gone", "nulls", "again"].map((key) => ({
        key,
        ...json({ b: 1 }),
        timestamp: early,
        headers: { who: "me" },
      })),
      { key: "gone", value: null, timestamp: late, headers: { who: "me" } },
      // Not all null: the header has a value, so the row stays.
      {
        key: "nulls",
        ...json({ b: null }),
        timestamp: late,
        headers: { who: "me" },
      },
      { key: "again", value: null, timestamp: early, headers: { who: "me" } },
      {
        key: "again",
        ...json({ b: 2 }),
        timestamp: late,
        headers: { who: "me" },
      },
      // All in one millisecond.
      ...[{ b: 1 }, null, { b: 2 }].map((value) => ({
        key: "blink",
        value: value === null ? null : JSON.stringify(value),
        timestamp: early,
        headers: { who: "me" },
      })),
      // Older than the row, which therefore stays.
      { key: "kept", value: null, timestamp: "1600000000000" },
    ],
    rows: [["SELECT JSON a, b FROM ks.t", [
      { a: "again", b: 2 },
      { a: "blink", b: 2 },
      { a: "kept", b: 1 },
      { a: "nulls", b: 1 },
    ]]],
  },
  {
    what: "no deletes where they are off",
    cql: ["CREATE TABLE ks.t (a text PRIMARY KEY, b int)"],
    settings: {
      "table.t.mapping": "a=key, b=value.b",
      "table.t.deletesEnabled": "false",
    },
    messages: [
      { key: "x", ...json({ b: 1 }), timestamp: early },
      { key: "x", value: null, timestamp: late },
    ],
    rows: [["SELECT JSON * FROM ks.t", [{ a: "x", b: 1 }]]],
  },
  {
    what: "no deletes from rows that only functions fill",
    cql: ["CREATE TABLE ks.t (a text PRIMARY KEY, id timeuuid)"],
    settings: { "table.t.mapping": "a=value.a, id=now()" },
    messages: [json({ a: "x" })],
    rows: [["SELECT JSON a FROM ks.t", [{ a: "x" }]]],
  },
  {
    what: "counters",
    cql: ["CREATE TABLE ks.t (a text PRIMARY KEY, n counter)"],
    settings: { "table.t.mapping": "a=value.a, n=value.n" },
    messages: [1, 2, 3].map((n) => json({ a: "x", n })),
    rows: [["SELECT JSON * FROM ks.t", [{ a: "x", n: 6 }]]],
  },
  {
    what: "a query, in the order of the records",
    cql: [table],
    settings: {
      "table.t.mapping": mapping,
      "table.t.query": "UPDATE ks.t SET b = :b, c = :c WHERE a = :a",
      "table.t.deletesEnabled": "false",
    },
    messages: Array.from({ length: 50 }, (_, i) => // Times that go backward: without a time in the query the order counts.
    ({
      ...json({ a: "x", b: 50 - i, c: String(i) }),
      timestamp: String(Number(late) - i),
    })),
    rows: [["SELECT JSON * FROM ks.t", [{ a: "x", b: 1, c: "49" }]]],
  },
  {
    what: "epoch numbers, in the given unit",
    cql: ["CREATE TABLE ks.t (a text PRIMARY KEY, at timestamp)"],
    settings: {
      "table.t.mapping": "a=key, at=value.at",
      "codec.timestamp": "UNITS_SINCE_EPOCH",
      "codec.unit": "SECONDS",
    },
    messages: [{ key: "x", ...json({ at: 1700000000 }) }],
    rows: [["SELECT JSON * FROM ks.t", [
      { a: "x", at: "2023-11-14 22:13:20.000Z" },
    ]]],
  },
  {
    what: "timestamps made by a transform",
    cql: ["CREATE TABLE ks.t (a text PRIMARY KEY, at timestamp)"],
    settings: {
      ...schemalessJson,
      "table.t.mapping": "a=key, at=value.at",
      "transforms": "at",
      "transforms.at.type":
        "org.apache.kafka.connect.transforms.TimestampConverter$Value",
      "transforms.at.field": "at",
      "transforms.at.target.type": "Timestamp",
    },
    messages: [{ key: "x", ...json({ at: 1700000000000 }) }],
    rows: [["SELECT JSON * FROM ks.t", [
      { a: "x", at: "2023-11-14 22:13:20.000Z" },
    ]]],
  },
  {
    what: "a schema that the converter is given, not the record",
    cql: ["CREATE TABLE ks.t (a text PRIMARY KEY, at timestamp)"],
    settings: {
      "value.converter": "org.apache.kafka.connect.json.JsonConverter",
      "value.converter.schemas.enable": "true",
      "value.converter.schema.content": JSON.stringify({
        type: "struct",
        fields: [{
          field: "at",
          type: "int64",
          name: "org.apache.kafka.connect.data.Timestamp",
        }],
      }),
      "table.t.mapping": "a=key, at=value.at",
    },
    messages: [{ key: "x", ...json({ at: 1700000000000 }) }],
    rows: [["SELECT JSON * FROM ks.t", [
      { a: "x", at: "2023-11-14 22:13:20.000Z" },
    ]]],
  },
  {
    what: "a megabyte of text, beside others of its partition",
    cql: ["CREATE TABLE ks.t (a text, b int, c text, PRIMARY KEY (a, b))"],
    settings: { "table.t.mapping": mapping },
    messages: Array.from(
      { length: 30 },
      (_, b) =>
        json({ a: "x", b, c: "y".repeat(b === 15 ? 900_000 : 300_000) }),
    ),
    rows: [["SELECT JSON count(*) FROM ks.t", [{ count: 30 }]]],
  },
];

for (const { what, cql, settings, messages, rows } of cases) {
  Deno.test(`CassandraSinkTask writes ${what}`, async () => {
    await using sink = await createSinkTest({ cql });
    await sink.deploy({ ...tolerant, ...settings });
    for (const message of chunks(messages)) await sink.produce(message);
    await sink.untilCommitted();
    assertEquals(await sink.deadLetters(), []);
    for (const [query, expected] of rows) {
      assertEquals(await jsonRows(sink, query), expected);
    }
  });
}

// A request takes at most a megabyte.
function chunks(messages: TestMessage[]): TestMessage[][] {
  const large = messages.some(({ value }) => (value?.length ?? 0) > 100_000);
  return large ? messages.map((message) => [message]) : [messages];
}

async function jsonRows(sink: SinkTest, query: string): Promise<unknown[]> {
  const rows = await sink.query(query);
  return rows
    .map((row) => JSON.parse(String(row.get(0))))
    .sort((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
}

for (
  const { from, settings } of [
    {
      from: "the settings",
      settings: { "table.t.mapping": mapping, "table.t.ttl": "24" },
    },
    {
      from: "a field",
      settings: { "table.t.mapping": `${mapping}, __ttl=value.hours` },
    },
  ]
) {
  Deno.test(`CassandraSinkTask gives rows the time to live of ${from}`, async () => {
    await using sink = await createSinkTest({ cql: [table] });
    await sink.deploy({ ...settings, "table.t.ttlTimeUnit": "HOURS" });
    await sink.produce([json({ a: "x", b: 1, c: "c", hours: 24 })]);
    await sink.untilCommitted();
    const [row] = await sink.query("SELECT ttl(b) FROM ks.t");
    const seconds = Number(row?.get(0));
    assert(seconds > 86_000 && seconds <= 86_400, `${seconds}`);
  });
}

for (
  const { fault, settings, says } of [
    {
      fault: "a missing keyspace",
      settings: { "table.t.mapping": mapping, "topic.x.KS.t.mapping": mapping },
      says: "topic.x.KS.t.mapping: keyspace KS does not exist",
    },
    {
      fault: "a missing table",
      settings: { "table.T.mapping": mapping },
      says: ".T does not exist, but t does",
    },
    {
      fault: "a missing column",
      settings: { "table.t.mapping": `${mapping}, d=value.d` },
      says: "has no column d; it has a, b, c",
    },
    {
      fault: "an unmapped primary key",
      settings: { "table.t.mapping": "b=value.b" },
      says: "column a of table",
    },
    {
      fault: "a wrong query",
      settings: {
        "table.t.mapping": mapping,
        "table.t.query": "INSERT INTO ks.nope (a) VALUES (:a)",
        "table.t.deletesEnabled": "false",
      },
      says: "t.query: Cassandra refuses",
    },
    {
      fault: "a query whose variable nothing is mapped to",
      settings: {
        "table.t.mapping": "a=value.a, bC=value.b",
        "table.t.query": "INSERT INTO ks.t (a, b) VALUES (:a, :bC)",
        "table.t.deletesEnabled": "false",
      },
      says: "t.query: nothing is mapped to the query's variable :bc",
    },
    {
      fault: "more replicas asked for than there are",
      settings: {
        "table.t.mapping": mapping,
        "table.t.consistencyLevel": "TWO",
      },
      says: "t.consistencyLevel: TWO cannot be reached in keyspace",
    },
    {
      fault: "a wrong datacenter",
      settings: {
        "table.t.mapping": mapping,
        "loadBalancing.localDc": "moon",
      },
      says: "loadBalancing.localDc: the cluster has no datacenter moon; it has",
    },
  ]
) {
  Deno.test(`CassandraSinkTask does not start with ${fault}`, async () => {
    await using sink = await createSinkTest({ cql: [table] });
    const [task] = await sink.deploy(settings);
    assertEquals(task?.state, "FAILED");
    assertStringIncludes(task?.trace ?? "", says);
  });
}
