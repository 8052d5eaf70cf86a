import { assert, assertEquals } from "@std/assert";
import { parse } from "yaml";
import { renderCassandraConfig } from "../../../scripts/stack/cassandra_config.ts";
import { describeStack } from "../../../scripts/stack/description.ts";
import { internalPorts, parseProperties, stackSettings } from "./_settings.ts";

const files = renderCassandraConfig(
  describeStack(stackSettings, internalPorts),
);
const config = parse(files["cassandra.yaml"] ?? "");

Deno.test("renderCassandraConfig() listens on this machine alone, at the described ports", () => {
  assertEquals(config.listen_address, "127.0.0.1");
  assertEquals(config.rpc_address, "127.0.0.1");
  assertEquals(config.native_transport_port, 19042);
  assertEquals(config.storage_port, 17000);
  assertEquals(config.seed_provider[0].parameters, [
    { seeds: "127.0.0.1:17000" },
  ]);
});

Deno.test("renderCassandraConfig() keeps all data where down --wipe deletes it", () => {
  const folders = Object.entries(config).filter(([name]) =>
    /_director(y|ies)$/.test(name)
  ).flatMap(([, value]) => value as string | string[]);
  assertEquals(folders.length, 5);
  for (const folder of folders) {
    assert(folder.startsWith("/srv/my stack/data/cassandra/"), folder);
  }
});

Deno.test("renderCassandraConfig() names the data center of the settings", () => {
  assertEquals(config.endpoint_snitch, "GossipingPropertyFileSnitch");
  assertEquals(
    parseProperties(files["cassandra-rackdc.properties"] ?? ""),
    { dc: "dc-west", rack: "rack1" },
  );
});
