import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import fc from "fast-check";
import { CqlSyntaxError, parseCqlSchema } from "../../cql/schema_parser.ts";
import type { CqlSchema } from "../../cql/schema_model.ts";
import { printCqlType } from "../../cql/type_parser.ts";

/** A schema in short: a line a table, then ` name type` a column, with its kind if it is not regular. */
function outline({ tables }: CqlSchema): string[] {
  return tables.map(({ keyspace, name, columns }) => {
    const list = columns.map(({ name, type, kind }) =>
      `${name} ${printCqlType(type)}${kind === "regular" ? "" : ` ${kind}`}`
    );
    return `${keyspace}.${name}: ${list.join("; ")}`;
  });
}

for (
  const { of, cql, expected } of [
    {
      of: "an inline primary key",
      cql: "CREATE TABLE ks.t (id uuid PRIMARY KEY, v int);",
      expected: ["ks.t: id uuid partition_key; v int"],
    },
    {
      of: "a composite key, in key order, with static and other columns",
      cql: `create table if not exists ks.t (
        v int, s text static, c2 timeuuid, c1 date, p2 int, p1 ascii,
        primary key ((p1, p2), c1, c2)) with clustering order by (c1 desc, c2 asc)
        and compaction = {'class': 'UnifiedCompactionStrategy'} and comment = 'a; b';`,
      expected: [
        "ks.t: p1 ascii partition_key; p2 int partition_key; c1 date clustering; " +
        "c2 timeuuid clustering; v int; s text static",
      ],
    },
    {
      of: "a single-column partition key without inner parentheses",
      cql: "CREATE COLUMNFAMILY ks.t (a int, b int, PRIMARY KEY (a, b))",
      expected: ["ks.t: a int partition_key; b int clustering"],
    },
    {
      of: "USE, quoted and case-folded names, and comments",
      cql: `USE "MyKs"; -- CREATE TABLE not_me (
        CREATE TABLE Temps ( // the table
          "Id" text, /* ; PRIMARY KEY */ "a ""b""" INT, Plain BigInt,
          PRIMARY KEY ("Id"));`,
      expected: [
        'MyKs.temps: Id text partition_key; a "b" int; plain bigint',
      ],
    },
    {
      of: "types of all shapes",
      cql: `CREATE TYPE ks.geo (lat double, lon double);
        CREATE TYPE ks.place (name varchar, at frozen<geo>);
        CREATE TABLE ks.t (id int PRIMARY KEY, l list<frozen<list<int>>>,
          s SET<text>, m map<text, frozen<ks.place>>, p place, fp frozen<place>,
          tu tuple<int, list<text>>, v vector<float, 3>,
          c 'org.apache.cassandra.db.marshal.DynamicCompositeType');`,
      expected: [
        "ks.t: id int partition_key; l list<frozen<list<int>>>; s set<text>; " +
        "m map<text, frozen<place>>; p place; fp frozen<place>; " +
        "tu tuple<int, frozen<list<text>>>; v vector<float, 3>; " +
        "c 'org.apache.cassandra.db.marshal.DynamicCompositeType'",
      ],
    },
    {
      of: "columns named like keywords",
      cql:
        "CREATE TABLE ks.t (key text PRIMARY KEY, type int, static boolean " +
        "static, list list<int>, masked text MASKED WITH mask_inner(1, null));",
      expected: [
        "ks.t: key text partition_key; type int; static boolean static; " +
        "list list<int>; masked text",
      ],
    },
    {
      of: "ALTER TABLE",
      cql:
        `CREATE TABLE ks.t (id int, c int, a int, b int, PRIMARY KEY (id, c));
        ALTER TABLE ks.t ADD x text, y list<int>; ALTER TABLE ks.t ADD (z int);
        ALTER TABLE ks.t ADD IF NOT EXISTS x text;
        ALTER TABLE ks.t DROP a; ALTER TABLE ks.t DROP (b, z) USING TIMESTAMP 1;
        ALTER TABLE ks.t DROP IF EXISTS nope; ALTER TABLE IF EXISTS ks.u DROP v;
        ALTER TABLE ks.t RENAME id TO ident AND c TO "C";
        ALTER TABLE ks.t WITH gc_grace_seconds = 0;`,
      expected: [
        "ks.t: ident int partition_key; C int clustering; x text; y list<int>",
      ],
    },
    {
      of: "ALTER TYPE, in tables made before",
      cql: `CREATE TYPE ks.geo (lat double);
        CREATE TABLE ks.t (id int PRIMARY KEY, g geo);
        ALTER TYPE ks.geo ADD lon double; ALTER TYPE ks.geo RENAME lat TO y;`,
      expected: ["ks.t: id int partition_key; g geo"],
    },
    {
      of: "what is dropped, and made anew",
      cql:
        `CREATE TABLE a.t (id int PRIMARY KEY); CREATE TABLE b.t (id int PRIMARY KEY);
        DROP KEYSPACE IF EXISTS b; DROP TABLE IF EXISTS a.none; DROP TABLE a.t;
        CREATE TABLE a.t (other int PRIMARY KEY);
        CREATE TABLE IF NOT EXISTS a.t (late int PRIMARY KEY);
        CREATE TABLE a.copy LIKE a.t WITH comment = '';`,
      expected: [
        "a.t: other int partition_key",
        "a.copy: other int partition_key",
      ],
    },
    {
      of: "statements that make no table",
      cql: `CONSISTENCY QUORUM
        CREATE INDEX ON ks.t (v); CREATE CUSTOM INDEX i ON ks.t (v) USING 'sai';
        CREATE MATERIALIZED VIEW ks.v AS SELECT * FROM ks.t PRIMARY KEY (v);
        CREATE OR REPLACE FUNCTION ks.f (i int) RETURNS NULL ON NULL INPUT
          RETURNS int LANGUAGE java AS $$ return "a;" + i; $$;
        BEGIN BATCH INSERT INTO ks.t (id) VALUES (1); APPLY BATCH;
        CREATE ROLE r WITH PASSWORD = 'it''s; CREATE TABLE'; GRANT ALL ON ks.t TO r;
        CREATE TABLE ks.t (id int PRIMARY KEY);`,
      expected: ["ks.t: id int partition_key"],
    },
    { of: "no text", cql: " \n-- nothing", expected: [] },
  ]
) {
  Deno.test(`parseCqlSchema() reads ${of}`, () => {
    assertEquals(outline(parseCqlSchema(cql)), expected);
  });
}

Deno.test("parseCqlSchema() fills in the fields of types, changed by later statements", () => {
  const { tables } = parseCqlSchema(
    `CREATE TYPE ks.geo (lat double, tags list<text>);
     CREATE TABLE ks.t (id int PRIMARY KEY, g frozen<geo>);
     ALTER TYPE ks.geo ADD lon double;`,
  );
  const text = { kind: "native", name: "text" } as const;
  const double = { kind: "native", name: "double" } as const;
  assertEquals(tables[0]?.columns[1]?.type, {
    kind: "udt",
    keyspace: "ks",
    name: "geo",
    frozen: true,
    fields: [
      { name: "lat", type: double },
      { name: "tags", type: { kind: "list", element: text, frozen: true } },
      { name: "lon", type: double },
    ],
  });
});

Deno.test("parseCqlSchema() reads several files in order, USE holding across them", () => {
  const schema = parseCqlSchema([
    { name: "1.cql", text: "CREATE KEYSPACE ks WITH replication = {}; USE ks" },
    { name: "2.cql", text: "CREATE TABLE t (id int PRIMARY KEY)" },
  ]);
  assertEquals(schema.keyspaces, ["ks"]);
  assertEquals(outline(schema), ["ks.t: id int partition_key"]);
});

Deno.test("parseCqlSchema() reads the project's own files", async () => {
  const files = [];
  for (const name of ["001_keyspace.cql", "002_cities_weather_data.cql"]) {
    const text = await Deno.readTextFile(
      new URL(`../../cql/${name}`, import.meta.url),
    );
    files.push({ name, text });
  }
  assertEquals(outline(parseCqlSchema(files)), [
    "kafka_data.cities_weather_data: city text partition_key; " +
    "last_update_time timestamp clustering; country text; temperature double; " +
    "feels_like double; humidity int",
  ]);
});

for (
  const { fault, cql, message } of [
    {
      fault: "a missing comma",
      cql: "CREATE TABLE ks.t (\n  id int PRIMARY KEY\n  v int);",
      message: 'line 3:3: expected "," or ")", found "v"',
    },
    {
      fault: "a misspelt type",
      cql: "CREATE TABLE ks.t (id strin PRIMARY KEY);",
      message:
        "line 1:23: unknown type strin: neither a type of CQL nor created in keyspace ks",
    },
    {
      fault: "a misspelt statement",
      cql: "CRAETE TABLE ks.t (id int PRIMARY KEY);",
      message: 'line 1:1: expected a CQL statement, found "CRAETE"',
    },
    {
      fault: "a misspelt object",
      cql: "CREATE TABEL ks.t (id int PRIMARY KEY);",
      message:
        'line 1:8: expected KEYSPACE, TABLE, TYPE or what else CQL creates, found "TABEL"',
    },
    {
      fault: "a table without a key",
      cql: "CREATE TABLE ks.t (id int);",
      message: "line 1:19: the table has no PRIMARY KEY",
    },
    {
      fault: "a table with two keys",
      cql: "CREATE TABLE ks.t (id int PRIMARY KEY, PRIMARY KEY (id));",
      message: "line 1:40: the table has a second PRIMARY KEY",
    },
    {
      fault: "a key column that is not there",
      cql: "CREATE TABLE ks.t (id int, PRIMARY KEY (ident));",
      message:
        "line 1:41: column ident of the PRIMARY KEY is not in the table, or is named twice",
    },
    {
      fault: "a column that is there twice",
      cql: "CREATE TABLE ks.t (id int PRIMARY KEY, ID text);",
      message: "line 1:40: column id is there twice",
    },
    {
      fault: "a table in no keyspace",
      cql: "CREATE TABLE t (id int PRIMARY KEY);",
      message:
        "line 1:14: t is in no keyspace: write keyspace.t, or USE a keyspace before",
    },
    {
      fault: "a table that exists",
      cql:
        "CREATE TABLE ks.t (id int PRIMARY KEY); CREATE TABLE ks.t (id int PRIMARY KEY);",
      message: "line 1:54: table ks.t exists already",
    },
    {
      fault: "a type that would contain itself",
      cql: "CREATE TYPE ks.a (x int); ALTER TYPE ks.a ADD y frozen<a>;",
      message: "line 1:38: type a would contain itself",
    },
    {
      fault: "the loss of a type in use",
      cql:
        "CREATE TYPE ks.a (x int); CREATE TABLE ks.t (i int PRIMARY KEY, a list<frozen<a>>); DROP TYPE ks.a;",
      message: "line 1:95: type a is in use",
    },
    {
      fault: "a string without end",
      cql: "CREATE KEYSPACE ks WITH replication = {'class: 1};",
      message: "line 1:40: this string has no closing '",
    },
    {
      fault: "a comment without end",
      cql: "/* CREATE",
      message: "line 1:1: this comment has no closing */",
    },
    {
      fault: "the loss of a key column",
      cql: "CREATE TABLE ks.t (id int PRIMARY KEY); ALTER TABLE ks.t DROP id;",
      message: "line 1:53: column id is part of the primary key",
    },
    {
      fault: "a vector without dimensions",
      cql: "CREATE TABLE ks.t (id int PRIMARY KEY, v vector<float>);",
      message: 'line 1:54: expected ",", found ">"',
    },
  ]
) {
  Deno.test(`parseCqlSchema() refuses ${fault}`, () => {
    const error = assertThrows(() => parseCqlSchema(cql), CqlSyntaxError);
    assertEquals(error.message, `Cannot read CQL at ${message}`);
  });
}

Deno.test("parseCqlSchema() names the file at fault", () => {
  const error = assertThrows(
    () =>
      parseCqlSchema([
        { name: "1.cql", text: "USE ks;" },
        { name: "2.cql", text: "\nCREATE TABLE t id" },
      ]),
    CqlSyntaxError,
  );
  assertEquals(
    error.message,
    'Cannot read CQL at 2.cql:2:16: expected "(", found "id"',
  );
});

Deno.test("parseCqlSchema() throws nothing but CqlSyntaxError on arbitrary text", () => {
  const words =
    "CREATE TABLE TYPE ALTER ADD DROP RENAME TO USE IF NOT EXISTS PRIMARY KEY ks t a b int frozen list map tuple vector constructor < > ( ) , ; . \" ' $$ /* */ -- 3 \n"
      .split(" ");
  const text = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom(...words), { maxLength: 60 })
      .map((parts) => parts.join(" ")),
  );
  fc.assert(
    fc.property(text, (text) => {
      try {
        parseCqlSchema(text);
      } catch (error) {
        assertInstanceOf(error, CqlSyntaxError);
      }
    }),
    { numRuns: 2_000 },
  );
  const deep = `CREATE TABLE ks.t (id ${"list<".repeat(100_000)}`;
  assertThrows(() => parseCqlSchema(deep), CqlSyntaxError, "nested too deeply");
});
