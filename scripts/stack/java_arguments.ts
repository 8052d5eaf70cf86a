import type {
  ServiceDescription,
  ServiceName,
  StackDescription,
} from "./description.ts";

/**
 * Lists what `java` gets for a service: heap, flags, class path, main class and its arguments.
 *
 * @param libraryDir folder with the service's jars
 */
export function listJavaArguments(
  stack: StackDescription,
  name: ServiceName,
  libraryDir: string,
): string[] {
  const service = stack.services[name];
  return [
    `-Xms${service.heap}`,
    `-Xmx${service.heap}`,
    "-XX:+UseSerialGC",
    ...lateOptimizing,
    "-XX:+ExitOnOutOfMemoryError",
    "-Djava.net.preferIPv4Stack=true",
    ...ownArguments[name](service, libraryDir),
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
  (service: ServiceDescription, libraryDir: string) => string[]
> = {
  kafka: (service, libraryDir) => [
    ...log4j2Arguments(service),
    "-cp",
    `${libraryDir}/*`,
    service.mainClass,
    `${service.configDir}/server.properties`,
  ],
  connect: (service, libraryDir) => [
    ...log4j2Arguments(service),
    "-cp",
    `${libraryDir}/*`,
    service.mainClass,
    `${service.configDir}/connect-distributed.properties`,
  ],
  cassandra: (service, libraryDir) => [
    ...cassandraModuleArguments(),
    `-javaagent:${libraryDir}/jamm-0.4.0.jar`,
    "-Xss256k",
    "-Djdk.attach.allowAttachSelf=true",
    "-Dio.netty.tryReflectionSetAccessible=true",
    `-Dcassandra.config=${new URL(
      `file://${service.configDir}/cassandra.yaml`,
    )}`,
    `-Dcassandra.storagedir=${service.dataDir}`,
    `-Dlogback.configurationFile=${service.configDir}/logback.xml`,
    "-Dcassandra-foreground=yes",
    // There is no other node to wait for.
    "-Dcassandra.skip_wait_for_gossip_to_settle=0",
    "-Dcassandra.ring_delay_ms=0",
    "-Dcassandra.shutdown_announce_in_ms=0",
    "-cp",
    `${service.configDir}:${libraryDir}/*`,
    service.mainClass,
  ],
};

function log4j2Arguments({ configDir }: ServiceDescription): string[] {
  return [
    `-Dlog4j2.configurationFile=${new URL(
      `file://${configDir}/log4j2.properties`,
    )}`,
  ];
}

/** What Cassandra 5.0 needs of Java 17's modules, as its own `conf/jvm17-server.options` has it. */
function cassandraModuleArguments(): string[] {
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
