import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Environment } from "../shared/settings.ts";

/** Versions of the services; the poms beside this file and `compose.yaml` are checked against them. */
export const versions = {
  kafka: "4.3.1",
  cassandra: "5.0.8",
  /** DataStax's sink, for those who choose `SINK_PLUGIN=datastax`; the containers have this one. */
  datastaxSink: "1.5.0",
} as const;

/** The services, in the order in which people think of the data's way. */
export const serviceNames = ["kafka", "connect", "cassandra"] as const;

/** One of {@linkcode serviceNames}. */
export type ServiceName = typeof serviceNames[number];

/** What of the environment the stack depends on. */
export type StackSettings = Pick<
  Environment,
  | "KAFKA_PORT"
  | "KAFKA_HEAP"
  | "CONNECT_PORT"
  | "CONNECT_HEAP"
  | "CASSANDRA_PORT"
  | "CASSANDRA_HEAP"
  | "CASSANDRA_LOCAL_DATACENTER"
  | "SINK_PLUGIN"
  | "STACK_DIR"
>;

/** Ports that only the services themselves use; found free when a stack starts, so two stacks never clash. */
export interface InternalPorts {
  /** Where Kafka's controller, in the same process, listens for its broker. */
  readonly kafkaController: number;
  /** Where Cassandra listens for other nodes, though there are none. */
  readonly cassandraStorage: number;
}

/** One service of the stack. */
export interface ServiceDescription {
  readonly name: ServiceName;
  /** What people call it. */
  readonly title: string;
  /** Port for clients. */
  readonly port: number;
  /** The setting that moves it to another port. */
  readonly portSetting: "KAFKA_PORT" | "CONNECT_PORT" | "CASSANDRA_PORT";
  /** Java's maximum heap, such as 512m. */
  readonly heap: string;
  /** Which of the two class paths it runs on. */
  readonly library: LibraryName;
  readonly mainClass: string;
  /** Generated configuration. */
  readonly configDir: string;
  /** What `down --wipe` deletes. */
  readonly dataDir: string;
  readonly logFile: string;
  /** Which process it is, kept while it runs. */
  readonly runFile: string;
}

/** The class paths: each has a pom in the folder of its name. */
export type LibraryName = "kafka" | "cassandra";

/** The whole local stack: all configuration files and command lines follow from this. */
export interface StackDescription {
  /** Absolute path of the folder with the stack's data, logs and configuration. */
  readonly dir: string;
  /** The one address that all listen on. */
  readonly host: string;
  readonly services: Readonly<Record<ServiceName, ServiceDescription>>;
  /** Connect's `plugin.path`: a folder for each plugin. People may add theirs. */
  readonly pluginsDir: string;
  /** How Connect looks for plugins: by their manifests alone is seconds faster, but not every plugin has one. */
  readonly pluginDiscovery: "service_load" | "hybrid_warn";
  /** Files that connector configs may refer to by `${file:…}`. */
  readonly secretsDir: string;
  readonly dataCenter: string;
  readonly internalPorts: InternalPorts;
}

/** Absolute path of the project's root. */
export const projectDir: string = fileURLToPath(
  new URL("../../", import.meta.url),
);

/** Describes the stack that the settings ask for; a relative `STACK_DIR` is taken from the project's root. */
export function describeStack(
  settings: StackSettings,
  internalPorts: InternalPorts,
): StackDescription {
  const dir = resolve(projectDir, settings.STACK_DIR);
  const service = (
    name: ServiceName,
    own: Pick<
      ServiceDescription,
      "title" | "port" | "portSetting" | "heap" | "library" | "mainClass"
    >,
  ): ServiceDescription => ({
    name,
    ...own,
    configDir: `${dir}/config/${name}`,
    dataDir: `${dir}/data/${name}`,
    logFile: `${dir}/logs/${name}.log`,
    runFile: `${dir}/run/${name}.json`,
  });
  return {
    dir,
    host: "127.0.0.1",
    services: {
      kafka: service("kafka", {
        title: "Kafka",
        port: settings.KAFKA_PORT,
        portSetting: "KAFKA_PORT",
        heap: settings.KAFKA_HEAP,
        library: "kafka",
        mainClass: "kafka.Kafka",
      }),
      connect: service("connect", {
        title: "Kafka Connect",
        port: settings.CONNECT_PORT,
        portSetting: "CONNECT_PORT",
        heap: settings.CONNECT_HEAP,
        library: "kafka",
        mainClass: "org.apache.kafka.connect.cli.ConnectDistributed",
      }),
      cassandra: service("cassandra", {
        title: "Cassandra",
        port: settings.CASSANDRA_PORT,
        portSetting: "CASSANDRA_PORT",
        heap: settings.CASSANDRA_HEAP,
        library: "cassandra",
        mainClass: "org.apache.cassandra.service.CassandraDaemon",
      }),
    },
    pluginsDir: `${dir}/plugins`,
    pluginDiscovery: settings.SINK_PLUGIN === "own"
      ? "service_load"
      : "hybrid_warn",
    secretsDir: `${dir}/secrets`,
    dataCenter: settings.CASSANDRA_LOCAL_DATACENTER,
    internalPorts,
  };
}
