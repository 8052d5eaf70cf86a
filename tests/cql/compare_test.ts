import { assertEquals } from "@std/assert";
import { compareSchemas } from "../../cql/compare.ts";
import { parseCqlSchema } from "../../cql/schema_parser.ts";

const wanted = parseCqlSchema(
  "CREATE TABLE ks.t (a text, b timestamp, c double, s int STATIC, PRIMARY KEY (a, b))",
);

for (
  const { actual, cql, messages } of [
    {
      actual: "the same, in other words and with a column more",
      cql:
        "CREATE TABLE ks.t (s int STATIC, c double, more int, b timestamp, a varchar, PRIMARY KEY ((a), b))",
      messages: [],
    },
    {
      actual: "no keyspace",
      cql: "",
      messages: ["keyspace ks does not exist"],
    },
    {
      actual: "no table",
      cql: "CREATE KEYSPACE ks WITH replication = {}",
      messages: ["table ks.t does not exist"],
    },
    {
      actual: "another type, no column, one that is not static",
      cql: "CREATE TABLE ks.t (a text, b date, s int, PRIMARY KEY (a, b))",
      messages: [
        "ks.t: column b is date, and should be timestamp",
        "ks.t: column c does not exist",
        "ks.t: column s should be static",
      ],
    },
    {
      actual: "another primary key",
      cql:
        "CREATE TABLE ks.t (a text, b timestamp, c double, s int STATIC, PRIMARY KEY ((a, b), c))",
      messages: [
        "ks.t: the primary key is ((a, b), c), and should be ((a), b)",
      ],
    },
  ]
) {
  Deno.test(`compareSchemas() tells of ${actual}`, () => {
    const differences = compareSchemas(wanted, parseCqlSchema(cql));
    assertEquals(differences.map(({ message }) => message), messages);
  });
}
