import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { describeStack } from "../../../scripts/stack/description.ts";
import {
  deriveKafkaId,
  makeKafkaId,
  renderConnectConfig,
  renderKafkaConfig,
  renderMetaProperties,
  renderProperties,
} from "../../../scripts/stack/kafka_config.ts";
import { internalPorts, parseProperties, stackSettings } from "./_settings.ts";

const stack = describeStack(stackSettings, internalPorts);
const kafka = parseProperties(
  renderKafkaConfig(stack, stack.services.kafka[0])["server.properties"] ?? "",
);
const connect = parseProperties(
  renderConnectConfig(
    stack,
    stack.services.connect[0],
  )["connect-distributed.properties"] ?? "",
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
        renderConnectConfig(
          other,
          other.services.connect[0],
        )["connect-distributed.properties"] ?? "",
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
    renderMetaProperties({ clusterId: "C", directoryId: "D", nodeId: 2 }),
    "version=1\ncluster.id=C\nnode.id=2\ndirectory.id=D\n",
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

const cluster = describeStack(stackSettings, internalPorts, { cluster: true });

Deno.test("renderKafkaConfig() gives each node of a cluster its address, and all the same voters", () => {
  const nodes = cluster.services.kafka.map((node) =>
    parseProperties(renderKafkaConfig(cluster, node)["server.properties"] ?? "")
  );
  assertEquals(nodes.map((node) => [node["node.id"], node["listeners"]]), [
    ["1", "CLIENT://127.0.0.1:19092,CONTROLLER://127.0.0.1:19093"],
    ["2", "CLIENT://127.0.0.2:19092,CONTROLLER://127.0.0.2:19093"],
    ["3", "CLIENT://127.0.0.3:19092,CONTROLLER://127.0.0.3:19093"],
  ]);
  assertEquals(
    [...new Set(nodes.map((node) => node["controller.quorum.voters"]))],
    ["1@127.0.0.1:19093,2@127.0.0.2:19093,3@127.0.0.3:19093"],
  );
});

Deno.test("renderKafkaConfig() has a cluster keep three copies, of which two suffice", () => {
  const config = parseProperties(
    renderKafkaConfig(cluster, cluster.services.kafka[0])[
      "server.properties"
    ] ?? "",
  );
  for (const [name, value] of Object.entries(config)) {
    if (/replication\.factor$/.test(name)) assertEquals(value, "3", name);
    if (/min\.isr$|insync/.test(name)) assertEquals(value, "2", name);
  }
  assertEquals(config["min.insync.replicas"], "2");
  assertEquals(config["offsets.topic.replication.factor"], "3");
});

Deno.test("renderConnectConfig() puts a cluster's workers into one group, on three copies of their topics", () => {
  const workers = cluster.services.connect.map((node) =>
    parseProperties(
      renderConnectConfig(cluster, node)["connect-distributed.properties"] ??
        "",
    )
  );
  assertEquals(workers.map((worker) => worker["listeners"]), [
    "http://127.0.0.1:18083",
    "http://127.0.0.2:18083",
  ]);
  assertEquals(new Set(workers.map((worker) => worker["group.id"])).size, 1);
  for (const worker of workers) {
    assertEquals(
      worker["bootstrap.servers"],
      "127.0.0.1:19092,127.0.0.2:19092,127.0.0.3:19092",
    );
    for (const kind of ["config", "offset", "status"]) {
      assertEquals(worker[`${kind}.storage.replication.factor`], "3");
    }
  }
});

Deno.test("deriveKafkaId() gives the same id for the same text, and none with a leading dash", async () => {
  assertEquals(await deriveKafkaId("/a"), await deriveKafkaId("/a"));
  for (let round = 0; round < 500; round++) {
    assertMatch(await deriveKafkaId(`/${round}`), /^\w[\w-]{21}$/);
  }
});
