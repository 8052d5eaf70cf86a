import { assertEquals } from "@std/assert";
import { planRoles } from "../../../scripts/security/cassandra_roles.ts";

Deno.test("planRoles() grants what cql/roles says, on the settings' keyspace and table", async () => {
  const statements = await planRoles({
    CASSANDRA_KEYSPACE: "own",
    CASSANDRA_TABLE: "weather",
    CASSANDRA_LAYOUT: "simple",
  });
  assertEquals(
    statements.map(({ text }) => text).filter((text) => /^GRANT/.test(text)),
    [
      "GRANT MODIFY ON TABLE own.weather TO cities_weather_sink",
      "GRANT SELECT ON TABLE own.weather TO cities_weather_reader",
      "GRANT CREATE ON KEYSPACE own TO cities_weather_schema",
      "GRANT ALTER ON KEYSPACE own TO cities_weather_schema",
    ],
  );
});

Deno.test("planRoles() grants the same on both tables of the bucketed layout, each role made once", async () => {
  const statements = await planRoles({
    CASSANDRA_KEYSPACE: "own",
    CASSANDRA_TABLE: "weather",
    CASSANDRA_LAYOUT: "bucketed",
  });
  const texts = statements.map(({ text }) => text);
  assertEquals(texts.filter((text) => text.includes(" ON TABLE ")), [
    "GRANT MODIFY ON TABLE own.weather_by_month TO cities_weather_sink",
    "GRANT SELECT ON TABLE own.weather_by_month TO cities_weather_reader",
    "GRANT MODIFY ON TABLE own.weather_latest TO cities_weather_sink",
    "GRANT SELECT ON TABLE own.weather_latest TO cities_weather_reader",
  ]);
  assertEquals(texts.filter((text) => /^CREATE/.test(text)).length, 3);
});
