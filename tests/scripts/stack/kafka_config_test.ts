import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { describeStack } from "../../../scripts/stack/description.ts";
import {
  makeKafkaId,
  renderConnectConfig,
  renderKafkaConfig,
  renderMetaProperties,
  renderProperties,
} from "../../../scripts/stack/kafka_config.ts";
import { internalPorts, parseProperties, stackSettings } from "./_settings.ts";

const stack = describeStack(stackSettings, internalPorts);
const kafka = parseProperties(
  renderKafkaConfig(stack)["server.properties"] ?? "",
);
const connect = parseProperties(
  renderConnectConfig(stack)["connect-distributed.properties"] ?? "",
);

Deno.test("renderKafkaConfig() listens on this machine alone, at the described ports", () => {
  assertEquals(
    kafka["listeners"],
    "CLIENT://127.0.0.1:19092,CONTROLLER://127.0.0.1:19093",
  );
  assertEquals(kafka["advertised.listeners"], "CLIENT://127.0.0.1:19092");
  assertEquals(kafka["controller.quorum.voters"], "1@127.0.0.1:19093");
  assertEquals(kafka["log.dirs"], "/srv/my stack/data/kafka");
});

Deno.test("renderKafkaConfig() asks no more replicas than the one broker has", () => {
  const replication = Object.entries(kafka).filter(([name]) =>
    /replication|min\.isr/.test(name)
  );
  assertEquals(replication.length, 5);
  assertEquals(new Set(replication.map(([, value]) => value)), new Set(["1"]));
});

Deno.test("renderKafkaConfig() makes no topic that nobody asked for", () => {
  assertEquals(kafka["auto.create.topics.enable"], "false");
});

Deno.test("renderConnectConfig() finds the described Kafka and listens on this machine alone", () => {
  assertEquals(connect["bootstrap.servers"], "127.0.0.1:19092");
  assertEquals(connect["listeners"], "http://127.0.0.1:18083");
  assertEquals(connect["rest.advertised.host.name"], "127.0.0.1");
  assertEquals(connect["plugin.path"], "/srv/my stack/plugins");
});

for (
  const [plugin, discovery] of [
    ["own", "service_load"],
    ["datastax", "hybrid_warn"],
  ] as const
) {
  Deno.test(`renderConnectConfig() looks for the plugin '${plugin}' by ${discovery}`, () => {
    const other = describeStack(
      { ...stackSettings, SINK_PLUGIN: plugin },
      internalPorts,
    );
    assertEquals(
      parseProperties(
        renderConnectConfig(other)["connect-distributed.properties"] ?? "",
      )["plugin.discovery"],
      discovery,
    );
  });
}

Deno.test("renderConnectConfig() lets connector configs read only what is meant for them", () => {
  const pattern = new RegExp(
    `^${connect["config.providers.env.param.allowlist.pattern"]}$`,
  );
  assertMatch("CASSANDRA_PASSWORD", pattern);
  assertNotMatch("OPENWEATHER_API_KEY", pattern);
  assertNotMatch("HOME", pattern);
  for (const provider of ["file", "dir"]) {
    assertEquals(
      connect[`config.providers.${provider}.param.allowed.paths`],
      "/srv/my stack/secrets",
    );
  }
});

Deno.test("renderMetaProperties() renders what Kafka's own formatting writes", () => {
  assertEquals(
    renderMetaProperties({ clusterId: "C", directoryId: "D" }),
    "version=1\ncluster.id=C\nnode.id=1\ndirectory.id=D\n",
  );
});

Deno.test("makeKafkaId() makes 22 URL-safe characters, never with a leading dash", () => {
  for (let round = 0; round < 500; round++) {
    assertMatch(makeKafkaId(), /^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/);
  }
});

Deno.test("renderProperties() escapes backslashes and leading blanks", () => {
  assertEquals(
    renderProperties({ path: "C:\\data", blank: " x" }),
    "path=C:\\\\data\nblank=\\ x\n",
  );
});
