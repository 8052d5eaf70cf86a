import { assertEquals } from "@std/assert";
import { planRoles } from "../../../scripts/security/cassandra_roles.ts";

Deno.test("planRoles() grants what cql/roles says, on the settings' keyspace and table", async () => {
  const statements = await planRoles({
    CASSANDRA_KEYSPACE: "own",
    CASSANDRA_TABLE: "weather",
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
