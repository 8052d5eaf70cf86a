import {
  listAddresses,
  type NodeDescription,
  type StackDescription,
} from "./description.ts";
import { connectSecurity } from "./secure/connect_security.ts";
import { kafkaSecurity } from "./secure/kafka_security.ts";

/** Configuration files by name, for the service's configuration folder. */
export type ConfigFiles = Readonly<Record<string, string>>;

/** Renders a broker's `server.properties` (broker and controller in one process) and how it logs. */
export function renderKafkaConfig(
  stack: StackDescription,
  { host, port, number, dataDir }: NodeDescription,
): ConfigFiles {
  const { services: { kafka: nodes }, internalPorts, replicas, security } =
    stack;
  const { kafkaController } = internalPorts;
  const voters = nodes.map(({ number, host }) =>
    `${number}@${host}:${kafkaController}`
  );
  return {
    "server.properties": renderProperties({
      "process.roles": "broker,controller",
      "node.id": String(number),
      "controller.quorum.voters": voters.join(","),
      "controller.listener.names": "CONTROLLER",
      "inter.broker.listener.name": "CLIENT",
      "listeners":
        `CLIENT://${host}:${port},CONTROLLER://${host}:${kafkaController}`,
      "advertised.listeners": `CLIENT://${host}:${port}`,
      "listener.security.protocol.map": "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT",
      "log.dirs": dataDir,
      "auto.create.topics.enable": "false",
      "group.initial.rebalance.delay.ms": "0",
      // After a crash, the broker may come back only when its last session has ended: by default after 9 s.
      "broker.session.timeout.ms": "3000",
      "broker.heartbeat.interval.ms": "500",
      ...inSync(replicas),
      "offsets.topic.replication.factor": String(replicas),
      "offsets.topic.num.partitions": "4",
      "transaction.state.log.replication.factor": String(replicas),
      "transaction.state.log.min.isr": String(Math.max(1, replicas - 1)),
      "transaction.state.log.num.partitions": "4",
      "share.coordinator.state.topic.replication.factor": String(replicas),
      "share.coordinator.state.topic.min.isr": String(
        Math.max(1, replicas - 1),
      ),
      "share.coordinator.state.topic.num.partitions": "1",
      // The default of 128 MB would be a third of the heap.
      "log.cleaner.dedupe.buffer.size": String(16 * 1024 * 1024),
      ...(security === undefined ? {} : kafkaSecurity(security, {
        host,
        port,
        controller: `${host}:${kafkaController}`,
      })),
    }),
    "log4j2.properties": renderLog4j2(),
  };
}

/** With one broker down, the others take records, and none that only one of them would have. */
function inSync(replicas: number): Record<string, string> {
  return replicas === 1 ? {} : {
    "default.replication.factor": String(replicas),
    "min.insync.replicas": String(replicas - 1),
  };
}

/** What makes a folder Kafka's: see {@linkcode renderMetaProperties}. */
export interface KafkaIds {
  /** The same for all nodes of a cluster. */
  readonly clusterId: string;
  readonly directoryId: string;
  readonly nodeId: number;
}

/**
 * Renders the `meta.properties` that make a folder Kafka's: what `kafka-storage.sh format` writes, without a Java
 * process for it. The metadata version is then the newest that this Kafka knows.
 */
export function renderMetaProperties(ids: KafkaIds): string {
  return renderProperties({
    "version": "1",
    "cluster.id": ids.clusterId,
    "node.id": String(ids.nodeId),
    "directory.id": ids.directoryId,
  });
}

/** Makes an id as Kafka does: 16 random bytes in URL-safe Base64, and no leading dash, which reads as an option. */
export function makeKafkaId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const id = bytes.toBase64({ alphabet: "base64url", omitPadding: true });
  return id.startsWith("-") ? makeKafkaId() : id;
}

/** Makes an id as {@linkcode makeKafkaId} does, always the same from the same text. */
export async function deriveKafkaId(text: string): Promise<string> {
  const digest = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(text),
  );
  const id = new Uint8Array(digest, 0, 16)
    .toBase64({ alphabet: "base64url", omitPadding: true });
  return id.replace(/^-/, "A");
}

/** Renders a Connect worker's `connect-distributed.properties` and how it logs. */
export function renderConnectConfig(
  stack: StackDescription,
  { host, port }: NodeDescription,
): ConfigFiles {
  const replicas = String(stack.replicas);
  const { security } = stack;
  return {
    "connect-distributed.properties": renderProperties({
      "bootstrap.servers": listAddresses(stack.services.kafka).join(","),
      "group.id": "connect-local",
      "listeners": `http://${host}:${port}`,
      "rest.advertised.host.name": host,
      "plugin.path": stack.pluginsDir,
      "plugin.discovery": stack.pluginDiscovery,
      "key.converter": "org.apache.kafka.connect.storage.StringConverter",
      "value.converter": "org.apache.kafka.connect.storage.StringConverter",
      "config.storage.topic": "connect-configs",
      "config.storage.replication.factor": replicas,
      "offset.storage.topic": "connect-offsets",
      "offset.storage.replication.factor": replicas,
      "offset.storage.partitions": "1",
      "status.storage.topic": "connect-status",
      "status.storage.replication.factor": replicas,
      "status.storage.partitions": "1",
      "offset.flush.interval.ms": "2000",
      "scheduled.rebalance.max.delay.ms": "0",
      // One that was killed is waited for by the next, which takes over connectors and tasks only then: 10 s by default.
      // 6 s is the least that a broker allows unless told otherwise (group.min.session.timeout.ms).
      "session.timeout.ms": "6000",
      "heartbeat.interval.ms": "2000",
      // A worker that was killed must not hold its partitions for the default 45 s.
      "consumer.session.timeout.ms": "10000",
      "connector.client.config.override.policy": "All",
      "config.providers": "env,file,dir",
      "config.providers.env.class":
        "org.apache.kafka.common.config.provider.EnvVarConfigProvider",
      "config.providers.env.param.allowlist.pattern": "(CASSANDRA|SINK)_.*",
      "config.providers.file.class":
        "org.apache.kafka.common.config.provider.FileConfigProvider",
      "config.providers.file.param.allowed.paths": stack.secretsDir,
      "config.providers.dir.class":
        "org.apache.kafka.common.config.provider.DirectoryConfigProvider",
      "config.providers.dir.param.allowed.paths": stack.secretsDir,
      ...(security === undefined
        ? {}
        : connectSecurity(security, { host, port })),
    }),
    "log4j2.properties": renderLog4j2(),
  };
}

/** Renders a Java properties file; keys are plain names, values may hold any character. */
export function renderProperties(
  properties: Readonly<Record<string, string>>,
): string {
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${escapeValue(value)}\n`)
    .join("");
}

// java.util.Properties reads a backslash as an escape and drops leading blanks.
function escapeValue(value: string): string {
  return value.replaceAll("\\", "\\\\").replace(/^\s/, "\\$&");
}

function renderLog4j2(): string {
  return renderProperties({
    "status": "warn",
    "appender.console.type": "Console",
    "appender.console.name": "console",
    "appender.console.layout.type": "PatternLayout",
    "appender.console.layout.pattern": "%d %-5p %m (%c{1})%n",
    "rootLogger.level": "info",
    "rootLogger.appenderRef.console.ref": "console",
    // Whole configurations at each start hide the lines that matter.
    "logger.config.name": "org.apache.kafka.common.config.AbstractConfig",
    "logger.config.level": "warn",
  });
}
