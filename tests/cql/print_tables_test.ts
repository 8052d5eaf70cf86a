import { assertEquals } from "@std/assert";
import { readAllCqlFiles } from "../../cql/files.ts";
import { printTables } from "../../cql/print_tables.ts";
import { parseCqlSchema } from "../../cql/schema_parser.ts";

Deno.test("printTables() writes keys, collections and user-defined types, fit for deno fmt", async () => {
  const text = printTables(parseCqlSchema(`
    CREATE TYPE iot.geo (lat double, lon double);
    CREATE TYPE iot.place (name text, "at" frozen<geo>);
    CREATE TABLE iot."Sensor-readings" (
      sensor text, day date, taken_at timestamp, owner text STATIC,
      place frozen<place>, tags set<text>, embedding vector<float, 3>,
      a_rather_long_name_of_a_column map<text, frozen<tuple<int, list<text>>>>,
      PRIMARY KEY ((sensor, day), taken_at));
    CREATE TABLE other.t (id int PRIMARY KEY);
    CREATE TABLE iot.t (id int PRIMARY KEY);`));
  assertEquals(
    text,
    await Deno.readTextFile(
      new URL("../fixtures/cql/iot_tables.ts", import.meta.url),
    ),
  );
});

Deno.test("cql/table.ts is what cql/*.cql says", async () => {
  assertEquals(
    await Deno.readTextFile(new URL("../../cql/table.ts", import.meta.url)),
    printTables(parseCqlSchema(await readAllCqlFiles())),
    "run `deno task cql:generate`",
  );
});
