import type { Manifest } from "./manifest.ts";

/** Names of what others refer to. Those of Secrets are of what must be there; no manifest has one. */
export const names = {
  kafka: "kafka",
  connect: "connect",
  cassandraCluster: "cities-weather",
  dataCenter: "dc1",
  /** Kafka users, and the Secrets with their passwords, which Strimzi makes. */
  users: { producer: "produce", worker: "connect", verifier: "verify" },
  secrets: {
    /** username, password */
    cassandraSuperuser: "cassandra-superuser",
    /** username, password: of the role that may write the table */
    cassandraSink: "cassandra-sink",
    /** username, password: of the role that may read the table */
    cassandraVerify: "cassandra-verify",
    /** node.pem (key and certificate chain), ca.crt, truststore.p12, truststore-password */
    cassandraTls: "cassandra-tls",
    /** api-key */
    openWeather: "openweather",
    /** ca.crt, which Strimzi makes. */
    kafkaCa: "kafka-cluster-ca-cert",
  },
} as const;

/** Where Kafka's TLS listener is, within the namespace. */
export const bootstrap = `${names.kafka}-kafka-bootstrap:9093`;

/** The service that cass-operator makes for a data center. */
export const cassandraService =
  `${names.cassandraCluster}-${names.dataCenter}-service`;

/** Labels of a resource of ours. */
export function labelsOf(part: string): Record<string, string> {
  return {
    "app.kubernetes.io/name": part,
    "app.kubernetes.io/part-of": "cities-weather",
  };
}

/** Metadata of a resource that belongs to one of Strimzi's clusters. */
export function strimziMetadata(
  name: string,
  { namespace, cluster }: { namespace: string; cluster?: string },
): Manifest["metadata"] {
  return {
    name,
    namespace,
    labels: {
      ...labelsOf(name),
      ...(cluster === undefined ? {} : { "strimzi.io/cluster": cluster }),
    },
  };
}
