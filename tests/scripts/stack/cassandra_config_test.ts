import { assert, assertEquals } from "@std/assert";
import { parse } from "yaml";
import { renderCassandraConfig } from "../../../scripts/stack/cassandra_config.ts";
import { describeStack } from "../../../scripts/stack/description.ts";
import { internalPorts, parseProperties, stackSettings } from "./_settings.ts";

const stack = describeStack(stackSettings, internalPorts);
const files = renderCassandraConfig(stack, stack.services.cassandra[0]);
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

Deno.test("renderCassandraConfig() gives a cluster's nodes equal shares of the ring, and a rack each", () => {
  const cluster = describeStack(stackSettings, internalPorts, {
    cluster: true,
  });
  const nodes = cluster.services.cassandra.map((node) =>
    renderCassandraConfig(cluster, node)
  );
  const configs = nodes.map((node) =>
    parse(node["cassandra.yaml"] ?? "", { intAsBigInt: true })
  );
  assertEquals(
    configs.map(({ listen_address, rpc_address }) => [
      listen_address,
      rpc_address,
    ]),
    ["127.0.0.1", "127.0.0.2", "127.0.0.3"].map((host) => [host, host]),
  );
  const [one, two, three] = configs.map(({ initial_token }) =>
    BigInt(initial_token)
  );
  const ring = 2n ** 64n;
  for (const share of [two! - one!, three! - two!, one! + ring - three!]) {
    const off = share - ring / 3n;
    assert(off >= -1n && off <= 1n, `${share}`);
  }
  for (const { seed_provider } of configs) {
    assertEquals(seed_provider[0].parameters, [
      { seeds: "127.0.0.1:17000,127.0.0.2:17000,127.0.0.3:17000" },
    ]);
  }
  assertEquals(
    nodes.map((node) =>
      parseProperties(node["cassandra-rackdc.properties"] ?? "")["rack"]
    ),
    ["rack1", "rack2", "rack3"],
  );
});
