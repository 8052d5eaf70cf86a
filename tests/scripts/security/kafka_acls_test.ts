import { assertEquals } from "@std/assert";
import kafkajs from "kafkajs";
import {
  kafkaRoles,
  listAcls,
  printAclCommands,
  toAclEntries,
} from "../../../scripts/security/kafka_acls.ts";

const names = {
  topic: "weather",
  connector: "sink",
  workers: { group: "workers", topics: "connect-" },
};

Deno.test("listAcls() lets only the worker write what only it has to", () => {
  const writers = kafkaRoles.map((role) => ({
    role,
    writes: listAcls(role, names)
      .filter(({ operations }) => operations.includes("Write"))
      .map(({ name }) => name),
  }));
  assertEquals(writers, [
    { role: "producer", writes: ["weather"] },
    { role: "worker", writes: ["connect-", "weather-dlq"] },
    { role: "verifier", writes: [] },
  ]);
});

Deno.test("printAclCommands() prints a command of kafka-acls.sh for each resource", () => {
  assertEquals(
    printAclCommands(listAcls("verifier", names), "ada"),
    `kafka-acls.sh --bootstrap-server "$KAFKA_BROKERS" --command-config admin.properties --add --allow-principal 'User:ada' --operation Read --topic 'weather'
kafka-acls.sh --bootstrap-server "$KAFKA_BROKERS" --command-config admin.properties --add --allow-principal 'User:ada' --operation Read --topic 'weather-dlq'
kafka-acls.sh --bootstrap-server "$KAFKA_BROKERS" --command-config admin.properties --add --allow-principal 'User:ada' --operation Describe --group 'connect-sink'
kafka-acls.sh --bootstrap-server "$KAFKA_BROKERS" --command-config admin.properties --add --allow-principal 'User:ada' --operation Read --operation Delete --group 'cities-weather-' --resource-pattern-type prefixed
`,
  );
});

Deno.test("toAclEntries() makes an entry of each operation", () => {
  const rule = {
    resource: "group",
    name: "connect-",
    isPrefix: true,
    operations: ["Read", "Delete"],
  } as const;
  const { AclOperationTypes, AclPermissionTypes, AclResourceTypes } = kafkajs;
  const entry = {
    resourceType: AclResourceTypes.GROUP,
    resourceName: "connect-",
    resourcePatternType: kafkajs.ResourcePatternTypes.PREFIXED,
    principal: "User:ada",
    host: "*",
    permissionType: AclPermissionTypes.ALLOW,
  };
  assertEquals(toAclEntries([rule], "ada"), [
    { ...entry, operation: AclOperationTypes.READ },
    { ...entry, operation: AclOperationTypes.DELETE },
  ]);
});
