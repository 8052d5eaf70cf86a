import { assertEquals } from "@std/assert";
import { readSettings } from "../../../scripts/shared/settings.ts";
import { listClientEnvironment } from "../../../scripts/stack/client_environment.ts";
import { describeStack } from "../../../scripts/stack/description.ts";
import { internalPorts, stackSettings } from "./_settings.ts";

Deno.test("listClientEnvironment() tells nothing of one of each service, which is what the tasks expect", () => {
  const stack = describeStack(stackSettings, internalPorts);
  assertEquals(listClientEnvironment(stack), {});
});

Deno.test("listClientEnvironment() tells a cluster's addresses and copies, as the settings are read", () => {
  const stack = describeStack(stackSettings, internalPorts, { cluster: true });
  const settings = readSettings(listClientEnvironment(stack));
  assertEquals({
    brokers: settings.KAFKA_BROKERS,
    topicReplicas: settings.KAFKA_TOPIC_REPLICATION_FACTOR,
    connect: settings.CONNECT_URL,
    contactPoints: settings.SINK_CONTACT_POINTS,
    cqlPort: settings.SINK_CASSANDRA_PORT,
    rowReplicas: settings.CASSANDRA_REPLICATION,
  }, {
    brokers: ["127.0.0.1:19092", "127.0.0.2:19092", "127.0.0.3:19092"],
    topicReplicas: 3,
    connect: "http://127.0.0.1:18083,http://127.0.0.2:18083",
    contactPoints: ["127.0.0.1", "127.0.0.2", "127.0.0.3"],
    cqlPort: 19042,
    rowReplicas: "3",
  });
});
