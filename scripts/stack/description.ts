import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Environment } from "../shared/settings.ts";
import type { StackSecurity } from "./secure/security.ts";

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

/** What people call each service. */
export const serviceTitles: Readonly<Record<ServiceName, string>> = {
  kafka: "Kafka",
  connect: "Kafka Connect",
  cassandra: "Cassandra",
};

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
  /** Where Kafka's controller, in the same process, listens for brokers. */
  readonly kafkaController: number;
  /** Where Cassandra listens for other nodes, also where there are none. */
  readonly cassandraStorage: number;
}

/** In place of {@linkcode InternalPorts} where only what does not depend on them is wanted. */
export const noPorts: InternalPorts = {
  kafkaController: 0,
  cassandraStorage: 0,
};

/** How the stack is laid out. */
export interface StackShape {
  /** Three brokers, two workers and three Cassandra nodes, in place of one of each. */
  readonly cluster: boolean;
}

/** One process of the stack. */
export interface NodeDescription {
  /** `kafka` where it is the only one of its service, otherwise `kafka-1` and so on. */
  readonly name: string;
  readonly service: ServiceName;
  /** Its place among the nodes of its service, from 1. */
  readonly number: number;
  /** What people call it. */
  readonly title: string;
  /** The address that it listens on. */
  readonly host: string;
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

/** The nodes of a service: at least one. */
export type Nodes = readonly [NodeDescription, ...NodeDescription[]];

/** The class paths: each has a pom in the folder of its name. */
export type LibraryName = "kafka" | "cassandra";

/** The whole local stack: all configuration files and command lines follow from this. */
export interface StackDescription {
  readonly shape: StackShape;
  /** Absolute path of the folder with the stack's data, logs and configuration. */
  readonly dir: string;
  readonly services: Readonly<Record<ServiceName, Nodes>>;
  /** How many copies there are of what is kept: as many as brokers, and as Cassandra nodes. */
  readonly replicas: number;
  /** Connect's `plugin.path`: a folder for each plugin. People may add theirs. */
  readonly pluginsDir: string;
  /** How Connect looks for plugins: by their manifests alone is seconds faster, but not every plugin has one. */
  readonly pluginDiscovery: "service_load" | "hybrid_warn";
  /** Files that connector configs may refer to by `${file:…}`. */
  readonly secretsDir: string;
  readonly dataCenter: string;
  readonly internalPorts: InternalPorts;
  /** Of a stack that asks for logins and speaks TLS. */
  readonly security?: StackSecurity | undefined;
}

/** Absolute path of the project's root. */
export const projectDir: string = fileURLToPath(
  new URL("../../", import.meta.url),
);

/** How many nodes each service has in a cluster. */
export const clusterSize: Readonly<Record<ServiceName, number>> = {
  kafka: 3,
  connect: 2,
  cassandra: 3,
};

/** Describes the stack that the settings ask for; a relative `STACK_DIR` is taken from the project's root. */
export function describeStack(
  settings: StackSettings,
  internalPorts: InternalPorts,
  shape: StackShape = { cluster: false },
): StackDescription {
  const dir = resolve(projectDir, settings.STACK_DIR);
  const nodes = (
    service: ServiceName,
    own: Pick<
      NodeDescription,
      "port" | "portSetting" | "heap" | "library" | "mainClass"
    >,
  ): Nodes => {
    const node = (number: number): NodeDescription => {
      const name = shape.cluster ? `${service}-${number}` : service;
      const title = serviceTitles[service];
      return {
        ...own,
        name,
        service,
        number,
        title: shape.cluster ? `${title} ${number}` : title,
        host: `127.0.0.${number}`,
        configDir: `${dir}/config/${name}`,
        dataDir: `${dir}/data/${name}`,
        logFile: `${dir}/logs/${name}.log`,
        runFile: `${dir}/run/${name}.json`,
      };
    };
    const count = shape.cluster ? clusterSize[service] : 1;
    const others = Array.from({ length: count - 1 }, (_, at) => node(at + 2));
    return [node(1), ...others];
  };
  return {
    shape,
    dir,
    services: {
      kafka: nodes("kafka", {
        port: settings.KAFKA_PORT,
        portSetting: "KAFKA_PORT",
        heap: settings.KAFKA_HEAP,
        library: "kafka",
        mainClass: "kafka.Kafka",
      }),
      connect: nodes("connect", {
        port: settings.CONNECT_PORT,
        portSetting: "CONNECT_PORT",
        heap: settings.CONNECT_HEAP,
        library: "kafka",
        mainClass: "org.apache.kafka.connect.cli.ConnectDistributed",
      }),
      cassandra: nodes("cassandra", {
        port: settings.CASSANDRA_PORT,
        portSetting: "CASSANDRA_PORT",
        heap: settings.CASSANDRA_HEAP,
        library: "cassandra",
        mainClass: "org.apache.cassandra.service.CassandraDaemon",
      }),
    },
    replicas: shape.cluster ? clusterSize.kafka : 1,
    pluginsDir: `${dir}/plugins`,
    pluginDiscovery: settings.SINK_PLUGIN === "own"
      ? "service_load"
      : "hybrid_warn",
    secretsDir: `${dir}/secrets`,
    dataCenter: settings.CASSANDRA_LOCAL_DATACENTER,
    internalPorts,
  };
}

/** All nodes of a stack, or those of some services, in the order of {@linkcode serviceNames}. */
export function listNodes(
  { services }: Pick<StackDescription, "services">,
  of: readonly ServiceName[] = serviceNames,
): NodeDescription[] {
  return serviceNames.filter((name) => of.includes(name))
    .flatMap((name) => services[name]);
}

/** host:port of each node. */
export function listAddresses(nodes: readonly NodeDescription[]): string[] {
  return nodes.map(({ host, port }) => `${host}:${port}`);
}
