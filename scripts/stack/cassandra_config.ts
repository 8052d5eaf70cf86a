import { stringify } from "yaml";
import type { NodeDescription, StackDescription } from "./description.ts";
import type { ConfigFiles } from "./kafka_config.ts";
import { renderProperties } from "./kafka_config.ts";
import { cassandraSecurity } from "./secure/cassandra_security.ts";

/** Renders a small node's `cassandra.yaml`, its place in the data center, and how it logs. */
export function renderCassandraConfig(
  stack: StackDescription,
  node: NodeDescription,
): ConfigFiles {
  const { services: { cassandra: nodes }, internalPorts, dataCenter } = stack;
  const { host, port, dataDir, number } = node;
  return {
    "cassandra.yaml": stringify({
      cluster_name: "cities-weather-local",
      partitioner: "org.apache.cassandra.dht.Murmur3Partitioner",
      // Each node's place in the ring is known, so it need not look for it: shares are equal, and a start is quick.
      num_tokens: 1,
      initial_token: String(tokenOf(number - 1, nodes.length)),
      auto_bootstrap: false,
      endpoint_snitch: "GossipingPropertyFileSnitch",
      dynamic_snitch: false,
      seed_provider: [{
        class_name: "org.apache.cassandra.locator.SimpleSeedProvider",
        parameters: [{
          seeds: nodes.map(({ host }) =>
            `${host}:${internalPorts.cassandraStorage}`
          ).join(","),
        }],
      }],
      listen_address: host,
      rpc_address: host,
      storage_port: internalPorts.cassandraStorage,
      start_native_transport: true,
      native_transport_port: port,
      data_file_directories: [`${dataDir}/data`],
      commitlog_directory: `${dataDir}/commitlog`,
      saved_caches_directory: `${dataDir}/saved_caches`,
      hints_directory: `${dataDir}/hints`,
      cdc_raw_directory: `${dataDir}/cdc_raw`,
      commitlog_sync: "periodic",
      commitlog_sync_period: "1000ms",
      commitlog_segment_size: "8MiB",
      commitlog_total_space: "128MiB",
      memtable_heap_space: "64MiB",
      memtable_offheap_space: "64MiB",
      file_cache_size: "32MiB",
      networking_cache_size: "16MiB",
      key_cache_size: "8MiB",
      counter_cache_size: "0MiB",
      concurrent_compactors: 1,
      // Maps of whole data files would count as memory of ours.
      disk_access_mode: "mmap_index_only",
      ...(stack.security === undefined
        ? {}
        : cassandraSecurity(stack.security, stack.replicas)),
    }),
    "cassandra-rackdc.properties": renderProperties({
      dc: dataCenter,
      // With a rack each, the copies of a row are on different nodes whatever the tokens.
      rack: `rack${number}`,
    }),
    "logback.xml": `<configuration>
  <appender name="console" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level %msg \\(%logger{0}\\)%n</pattern></encoder>
  </appender>
  <logger name="org.apache.cassandra.config.Config" level="WARN"/>
  <root level="INFO"><appender-ref ref="console"/></root>
</configuration>
`,
  };
}

/** The middle of the node's equal share of the ring of tokens, -2^63 to 2^63 - 1. */
function tokenOf(index: number, count: number): bigint {
  return 2n ** 63n * BigInt(2 * index + 1) / BigInt(count) - 2n ** 63n;
}
