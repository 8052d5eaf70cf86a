import { assert, assertEquals, assertMatch } from "@std/assert";
import { parse } from "yaml";
import { readSettings } from "../scripts/shared/settings.ts";
import {
  describeStack,
  projectDir,
  type ServiceName,
  serviceNames,
  versions,
} from "../scripts/stack/description.ts";
import {
  renderConnectConfig,
  renderKafkaConfig,
} from "../scripts/stack/kafka_config.ts";
import { parseProperties } from "./scripts/stack/_settings.ts";

interface ComposeService {
  image: string;
  profiles?: string[];
  build?: string;
  environment: Record<string, string>;
  ports: string[];
  volumes?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck: { test: string; retries: number };
}

const compose: {
  services: Record<ServiceName | "prometheus" | "grafana", ComposeService>;
  volumes: Record<string, unknown>;
} = parse(await readProjectFile("compose.yaml"));
const { kafka, connect, cassandra, prometheus, grafana } = compose.services;
const dockerfile = await readProjectFile("connect/container/Dockerfile");
const stack = describeStack(
  { ...readSettings({}), SINK_PLUGIN: "datastax" },
  { kafkaController: 9093, cassandraStorage: 7000 },
);

async function readProjectFile(path: string): Promise<string> {
  return await Deno.readTextFile(`${projectDir}${path}`);
}

Deno.test("compose.yaml has the services of the local stack", () => {
  const always = Object.entries(compose.services)
    .filter(([, { profiles }]) => profiles === undefined)
    .map(([name]) => name);
  assertEquals(always.sort(), [...serviceNames].sort());
});

for (const name of serviceNames) {
  const [{ port, portSetting }] = stack.services[name];
  Deno.test(`compose.yaml publishes ${name} on this machine alone, where ${portSetting} says`, () => {
    assertEquals(compose.services[name].ports, [
      `127.0.0.1:\${${portSetting}:-${port}}:${port}`,
    ]);
  });

  Deno.test(`compose.yaml asks ${name} for a sign of health`, () => {
    assert(compose.services[name].healthcheck.test.length > 0);
    assert(compose.services[name].healthcheck.retries > 0);
  });
}

Deno.test("compose.yaml has the versions of the local stack", () => {
  assertEquals(withoutDigest(kafka.image), `apache/kafka:${versions.kafka}`);
  assertEquals(cassandra.image, `cassandra:${versions.cassandra}`);
  assertEquals(
    connect.image,
    `cities-weather-connect:${versions.kafka}-${versions.datastaxSink}`,
  );
  assertEquals(connect.build, "connect/container");
  assertEquals(
    [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image),
    [kafka.image, kafka.image],
  );
});

for (const { image } of [kafka, prometheus, grafana]) {
  Deno.test(`compose.yaml has ${withoutDigest(image)} by digest`, () => {
    assertMatch(image, /^[\w./-]+:v?\d+\.\d+\.\d+@sha256:[0-9a-f]{64}$/);
  });
}

function withoutDigest(image: string): string {
  return image.replace(/@.*/, "");
}

Deno.test("compose.yaml has the heaps of the local stack", () => {
  const heap = (variable: string, size: string) =>
    `-Xms\${${variable}:-${size}} -Xmx\${${variable}:-${size}}`;
  const { services } = stack;
  assertEquals(
    kafka.environment["KAFKA_HEAP_OPTS"],
    heap("KAFKA_HEAP", services.kafka[0].heap),
  );
  assertEquals(
    connect.environment["KAFKA_HEAP_OPTS"],
    heap("CONNECT_HEAP", services.connect[0].heap),
  );
  assertEquals(
    cassandra.environment["MAX_HEAP_SIZE"],
    `\${CASSANDRA_HEAP:-${services.cassandra[0].heap}}`,
  );
});

Deno.test("compose.yaml configures Kafka as the local stack does, but for addresses and folders", () => {
  const local = parseProperties(
    renderKafkaConfig(stack, stack.services.kafka[0])["server.properties"] ??
      "",
  );
  const own = /listener|^log\.dirs$|^controller\.quorum\.voters$/;
  const expected = Object.entries(local)
    .filter(([name]) => !own.test(name))
    .map(([name, value]) => [
      `KAFKA_${name.replaceAll(".", "_").toUpperCase()}`,
      value,
    ]);
  for (const [name = "", value] of expected) {
    assertEquals(kafka.environment[name], value, name);
  }
});

Deno.test("compose.yaml tells programs on this machine and containers each an address of Kafka that they can reach", () => {
  assertEquals(
    kafka.environment["KAFKA_ADVERTISED_LISTENERS"],
    "HOST://localhost:${KAFKA_PORT:-9092},NETWORK://kafka:19092",
  );
});

Deno.test("the container's worker is configured as the local stack's, but for addresses and folders", async () => {
  const container = parseProperties(
    await readProjectFile("connect/container/connect-distributed.properties"),
  );
  const local = parseProperties(
    renderConnectConfig(
      stack,
      stack.services.connect[0],
    )["connect-distributed.properties"] ?? "",
  );
  assertEquals(container, {
    ...local,
    "bootstrap.servers": "kafka:19092",
    "listeners": "http://:8083",
    "rest.advertised.host.name": "connect",
    "plugin.path": "/opt/connect-plugins",
    "config.providers.file.param.allowed.paths": "/opt/connect-secrets",
    "config.providers.dir.param.allowed.paths": "/opt/connect-secrets",
  });
});

Deno.test("the container has the described release of DataStax's sink, checked by its sum, in plugin.path", () => {
  const jar = `kafka-connect-cassandra-sink-${versions.datastaxSink}.jar`;
  assert(
    dockerfile.includes(
      `ADD https://github.com/datastax/kafka-sink/releases/download/${versions.datastaxSink}/${jar} /sink/${jar}\n`,
    ),
  );
  assert(/echo "[0-9a-f]{128} {2}\/sink\/\S+" \\\n\s+\| sha512sum -c -/.test(
    dockerfile,
  ));
  assert(
    dockerfile.includes("COPY --from=sink /sink /opt/connect-plugins/"),
  );
});

Deno.test("compose.yaml starts Connect when both others do their work", () => {
  assertEquals(connect.depends_on, {
    kafka: { condition: "service_healthy" },
    cassandra: { condition: "service_healthy" },
  });
});

Deno.test("compose.yaml keeps data in volumes that it declares", () => {
  const used = [kafka, cassandra, prometheus, grafana]
    .flatMap(({ volumes = [] }) =>
      volumes.map((volume) => volume.split(":")[0] ?? "")
    ).filter((source) => !source.startsWith("./"));
  assertEquals(used.sort(), Object.keys(compose.volumes).sort());
});

Deno.test("compose.yaml names Cassandra's data center as the local stack does", () => {
  assertEquals(
    cassandra.environment["CASSANDRA_DC"],
    `\${CASSANDRA_LOCAL_DATACENTER:-${stack.dataCenter}}`,
  );
});
