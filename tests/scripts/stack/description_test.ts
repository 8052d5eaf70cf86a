import { assert, assertEquals } from "@std/assert";
import {
  describeStack,
  listNodes,
  projectDir,
  versions,
} from "../../../scripts/stack/description.ts";
import { internalPorts, stackSettings } from "./_settings.ts";

Deno.test("describeStack() takes a relative STACK_DIR from the project's root", () => {
  const stack = describeStack(
    { ...stackSettings, STACK_DIR: ".stack" },
    internalPorts,
  );
  assertEquals(stack.dir, `${projectDir}.stack`);
  assertEquals(stack.services.kafka[0].logFile, `${stack.dir}/logs/kafka.log`);
});

Deno.test("describeStack() gives each service its port, heap and setting", () => {
  const { services } = describeStack(stackSettings, internalPorts);
  assertEquals(
    Object.values(services).flat().map(({ name, port, portSetting, heap }) => [
      name,
      port,
      portSetting,
      heap,
    ]),
    [
      ["kafka", 19092, "KAFKA_PORT", "300m"],
      ["connect", 18083, "CONNECT_PORT", "400m"],
      ["cassandra", 19042, "CASSANDRA_PORT", "500m"],
    ],
  );
});

for (
  const [library, version] of [
    ["kafka", `<kafka.version>${versions.kafka}</kafka.version>`],
    ["cassandra", `<version>${versions.cassandra}</version>`],
  ] as const
) {
  Deno.test(`the pom of ${library} has the described version`, async () => {
    const pom = await Deno.readTextFile(
      `${projectDir}scripts/stack/${library}/pom.xml`,
    );
    assert(pom.includes(version), `${library}/pom.xml lacks ${version}`);
  });
}

Deno.test("describeStack() gives a cluster's nodes names and files of their own", () => {
  const nodes = listNodes(
    describeStack(stackSettings, internalPorts, { cluster: true }),
  );
  assertEquals(nodes.map(({ name, host }) => `${name} ${host}`), [
    "kafka-1 127.0.0.1",
    "kafka-2 127.0.0.2",
    "kafka-3 127.0.0.3",
    "connect-1 127.0.0.1",
    "connect-2 127.0.0.2",
    "cassandra-1 127.0.0.1",
    "cassandra-2 127.0.0.2",
    "cassandra-3 127.0.0.3",
  ]);
  for (const file of ["configDir", "dataDir", "logFile", "runFile"] as const) {
    assertEquals(new Set(nodes.map((node) => node[file])).size, nodes.length);
  }
});
