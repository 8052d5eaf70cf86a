import { stringify } from "yaml";
import type { StackDescription } from "./description.ts";
import type { ConfigFiles } from "./kafka_config.ts";
import { renderProperties } from "./kafka_config.ts";

/** Renders `cassandra.yaml` for one small node that nobody ever joins, its place in the data center, and how it logs. */
export function renderCassandraConfig(stack: StackDescription): ConfigFiles {
  const { host, services: { cassandra }, internalPorts } = stack;
  const dataDir = cassandra.dataDir;
  return {
    "cassandra.yaml": stringify({
      cluster_name: "cities-weather-local",
      partitioner: "org.apache.cassandra.dht.Murmur3Partitioner",
      // One node has the whole ring, so it need not look for its place in it.
      num_tokens: 1,
      initial_token: "0",
      auto_bootstrap: false,
      endpoint_snitch: "GossipingPropertyFileSnitch",
      dynamic_snitch: false,
      seed_provider: [{
        class_name: "org.apache.cassandra.locator.SimpleSeedProvider",
        parameters: [{ seeds: `${host}:${internalPorts.cassandraStorage}` }],
      }],
      listen_address: host,
      rpc_address: host,
      storage_port: internalPorts.cassandraStorage,
      start_native_transport: true,
      native_transport_port: cassandra.port,
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
    }),
    "cassandra-rackdc.properties": renderProperties({
      dc: stack.dataCenter,
      rack: "rack1",
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
