import { assertEquals } from "@std/assert";
import { rewriteCql, splitStatements } from "../../cql/rewrite.ts";

Deno.test("rewriteCql() changes names and replication, and neither texts, comments nor columns called the same", () => {
  const text = `-- kafka_data.cities
CREATE KEYSPACE IF NOT EXISTS kafka_data
  WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1} AND durable_writes = true;
USE kafka_data;
CREATE TABLE "kafka_data".Cities (
  cities text PRIMARY KEY, kafka_data int, replication int
) WITH comment = 'kafka_data.cities';
ALTER TABLE other.cities ADD kafka_data int;`;
  const rewritten = rewriteCql({ name: "1.cql", text }, {
    keyspace: { from: "kafka_data", to: "weather" },
    tables: [{ from: "cities", to: "towns" }],
    replication: "{'class': 'NetworkTopologyStrategy', 'dc1': 3}",
  });
  assertEquals(rewritten, {
    name: "1.cql",
    text: `-- kafka_data.cities
CREATE KEYSPACE IF NOT EXISTS weather
  WITH replication = {'class': 'NetworkTopologyStrategy', 'dc1': 3} AND durable_writes = true;
USE weather;
CREATE TABLE weather.towns (
  cities text PRIMARY KEY, kafka_data int, replication int
) WITH comment = 'kafka_data.cities';
ALTER TABLE other.cities ADD kafka_data int;`,
  });
});

Deno.test("splitStatements() cuts at semicolons outside texts and comments", () => {
  const text = "-- a;\nUSE ks; ; INSERT INTO t (v) VALUES ('x;y') -- last;\n";
  assertEquals(splitStatements({ name: "1.cql", text }), [
    { file: "1.cql", text: "USE ks" },
    { file: "1.cql", text: "INSERT INTO t (v) VALUES ('x;y')" },
  ]);
});
