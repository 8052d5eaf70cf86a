import type {
  NodeDescription,
  ServiceName,
  StackShape,
} from "./description.ts";

/** What {@linkcode listJavaArguments} needs besides the node. */
export interface JavaContext {
  /** Folder with the service's jars. */
  readonly libraryDir: string;
  readonly shape: StackShape;
}

/** Lists what `java` gets for a node: heap, flags, class path, main class and its arguments. */
export function listJavaArguments(
  node: NodeDescription,
  context: JavaContext,
): string[] {
  return [
    `-Xms${node.heap}`,
    `-Xmx${node.heap}`,
    "-XX:+UseSerialGC",
    ...lateOptimizing,
    "-XX:+ExitOnOutOfMemoryError",
    "-Djava.net.preferIPv4Stack=true",
    ...ownArguments[node.service](node, context),
  ];
}

/**
 * The optimizing compiler starts at ten times its usual counts. While the services start it would only be in their way:
 * of Cassandra's start on two cores it took a quarter of the processor time. What is called often is optimized later.
 */
const lateOptimizing = [
  "-XX:Tier4InvocationThreshold=50000",
  "-XX:Tier4MinInvocationThreshold=20000",
  "-XX:Tier4CompileThreshold=150000",
  "-XX:Tier4BackEdgeThreshold=400000",
];

/** Renders an argument file (`java @file`), so that paths may hold blanks and the command line stays short. */
export function renderArgumentFile(javaArguments: readonly string[]): string {
  return javaArguments
    .map((text) => `"${text.replaceAll(/["\\]/g, "\\$&")}"\n`)
    .join("");
}

const ownArguments: Record<
  ServiceName,
  (node: NodeDescription, context: JavaContext) => string[]
> = {
  kafka: (node, { libraryDir }) => [
    ...log4j2Arguments(node),
    "-cp",
    `${libraryDir}/*`,
    node.mainClass,
    `${node.configDir}/server.properties`,
  ],
  connect: (node, { libraryDir }) => [
    ...log4j2Arguments(node),
    "-cp",
    `${libraryDir}/*`,
    node.mainClass,
    `${node.configDir}/connect-distributed.properties`,
  ],
  cassandra: (node, { libraryDir, shape }) => [
    ...cassandraModuleArguments(),
    `-javaagent:${libraryDir}/jamm-0.4.0.jar`,
    "-Xss256k",
    "-Djdk.attach.allowAttachSelf=true",
    "-Dio.netty.tryReflectionSetAccessible=true",
    `-Dcassandra.config=${new URL(
      `file://${node.configDir}/cassandra.yaml`,
    )}`,
    `-Dcassandra.storagedir=${node.dataDir}`,
    `-Dlogback.configurationFile=${node.configDir}/logback.xml`,
    "-Dcassandra-foreground=yes",
    ...(shape.cluster ? clusterGossip : soleGossip),
    "-cp",
    `${node.configDir}:${libraryDir}/*`,
    node.mainClass,
  ],
};

/** There is no other node to wait for. */
const soleGossip = [
  "-Dcassandra.skip_wait_for_gossip_to_settle=0",
  "-Dcassandra.ring_delay_ms=0",
  "-Dcassandra.shutdown_announce_in_ms=0",
];

/**
 * A node must know who is up before it takes queries, or it refuses those that need another: by default it waits for 5 s
 * and then until nothing has changed for 3 s, which is for larger clusters.
 */
const clusterGossip = [
  "-Dcassandra.gossip_settle_min_wait_ms=1000",
  "-Dcassandra.gossip_settle_poll_interval_ms=500",
  "-Dcassandra.ring_delay_ms=1000",
  "-Dcassandra.shutdown_announce_in_ms=1000",
];

function log4j2Arguments({ configDir }: NodeDescription): string[] {
  return [
    `-Dlog4j2.configurationFile=${new URL(
      `file://${configDir}/log4j2.properties`,
    )}`,
  ];
}

/** What Cassandra 5.0 needs of Java 17's modules, as its own `conf/jvm17-server.options` has it. */
export function cassandraModuleArguments(): string[] {
  const exported = [
    "java.base/java.lang.ref",
    "java.base/jdk.internal.misc",
    "java.management.rmi/com.sun.jmx.remote.internal.rmi",
    "java.rmi/sun.rmi.registry",
    "java.rmi/sun.rmi.server",
    "java.sql/java.sql",
    "jdk.attach/sun.tools.attach",
    "jdk.unsupported/sun.misc",
  ];
  const opened = [
    "java.base/java.io",
    "java.base/java.lang",
    "java.base/java.lang.module",
    "java.base/java.lang.reflect",
    "java.base/java.util",
    "java.base/jdk.internal.loader",
    "java.base/jdk.internal.math",
    "java.base/jdk.internal.module",
    "java.base/jdk.internal.ref",
    "java.base/jdk.internal.reflect",
    "java.base/jdk.internal.util.jar",
    "java.base/sun.nio.ch",
    "jdk.management/com.sun.management.internal",
  ];
  return [
    ...exported.map((name) => `--add-exports=${name}=ALL-UNNAMED`),
    ...opened.map((name) => `--add-opens=${name}=ALL-UNNAMED`),
  ];
}
