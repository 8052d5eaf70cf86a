import { assertEquals } from "@std/assert";
import { checkConnector } from "../../connect/validator/check_connector.ts";
import { toConnectorDocument } from "../../connect/validator/connector_config.ts";
import { buildWeatherSink } from "../../connect/weather_sink.ts";
import { readSettings } from "../../scripts/shared/settings.ts";

const secured = readSettings({
  CASSANDRA_USERNAME: "sink",
  CASSANDRA_PASSWORD: "planted-secret",
  CASSANDRA_SSL: "true",
  SINK_SSL_TRUSTSTORE: "/etc/sink/ca.p12",
  SINK_SSL_KEYSTORE: "/etc/sink/me.p12",
});

Deno.test("buildWeatherSink() refers to logins and key stores, and holds no secret", () => {
  const { config } = buildWeatherSink(secured);
  assertEquals(
    Object.fromEntries(
      Object.entries(config).filter(([name]) => /^(auth|ssl)\./.test(name)),
    ),
    {
      "auth.provider": "PLAIN",
      "auth.username": "${env:CASSANDRA_USERNAME}",
      "auth.password": "${env:CASSANDRA_PASSWORD}",
      "ssl.provider": "JDK",
      "ssl.hostnameValidation": "true",
      "ssl.truststore.path": "/etc/sink/ca.p12",
      "ssl.truststore.password": "${env:SINK_SSL_TRUSTSTORE_PASSWORD}",
      "ssl.keystore.path": "/etc/sink/me.p12",
      "ssl.keystore.password": "${env:SINK_SSL_KEYSTORE_PASSWORD}",
    },
  );
  assertEquals(JSON.stringify(config).includes("planted"), false);
});

Deno.test("checkConnector() finds nothing wrong with a secured sink", async () => {
  const { findings } = await checkConnector(
    toConnectorDocument({ ...buildWeatherSink(secured) }),
    { schema: null },
  );
  assertEquals(
    findings.filter(({ severity }) => severity !== "hint"),
    [],
  );
});
