import { stringify } from "yaml";
import type { Environment } from "../../connect/environments/environment.ts";
import { prod } from "../../connect/environments/prod.ts";
import type { Settings } from "../shared/settings.ts";
import { buildCassandra } from "./cassandra.ts";
import { buildConnect, sinkTruststore } from "./connect.ts";
import { buildKafka, replicasOf } from "./kafka.ts";
import type { Manifest } from "./manifest.ts";
import { cassandraService, labelsOf, names } from "./names.ts";
import type { KubernetesOptions } from "./options.ts";
import { buildTasks } from "./tasks.ts";

/** The manifests by file, in the order in which they are applied. */
export function buildManifests(
  options: KubernetesOptions,
  shellSettings: Settings,
): Readonly<Record<string, readonly Manifest[]>> {
  const environment: Environment = {
    ...prod,
    settings: {
      ...prod.settings,
      KAFKA_TOPIC_REPLICATION_FACTOR: replicasOf(options),
    },
  };
  const settings: Settings = {
    ...shellSettings,
    ...environment.settings,
    CASSANDRA_LAYOUT: options.layout,
    CASSANDRA_LOCAL_DATACENTER: names.dataCenter,
    SINK_CONTACT_POINTS: [cassandraService],
    SINK_CASSANDRA_PORT: 9042,
    // Only whether there is one: the config refers to it, and the worker has it from a Secret.
    CASSANDRA_USERNAME: names.secrets.cassandraSink,
    CASSANDRA_SSL: true,
    SINK_SSL_TRUSTSTORE: sinkTruststore,
  };
  return {
    "1-namespace.yaml": [buildNamespace(options)],
    "2-kafka.yaml": buildKafka(options, settings),
    "3-cassandra.yaml": buildCassandra(options),
    "4-connect.yaml": buildConnect(options, { settings, environment }),
    "5-tasks.yaml": buildTasks(options, settings),
  };
}

function buildNamespace({ namespace }: KubernetesOptions): Manifest {
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name: namespace,
      labels: {
        ...labelsOf("namespace"),
        // Pods with more rights than they need are refused.
        "pod-security.kubernetes.io/enforce": "baseline",
        "pod-security.kubernetes.io/warn": "restricted",
      },
    },
  };
}

/** The text of a file of manifests. */
export function printManifests(manifests: readonly Manifest[]): string {
  const documents = manifests.map((manifest) =>
    stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false })
  );
  return `# Written by \`deno task k8s:generate\`.\n${documents.join("---\n")}`;
}
