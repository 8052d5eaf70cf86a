import { resourceName } from "../../connect/export_formats.ts";
import { deadLetterTopic } from "../../connect/weather_sink.ts";
import { type KafkaRole, kafkaRoles } from "../security/kafka_acls.ts";
import type { Settings } from "../shared/settings.ts";
import { strimziAcls } from "./acls.ts";
import type { Manifest } from "./manifest.ts";
import { labelsOf, names, strimziMetadata } from "./names.ts";
import type { KubernetesOptions } from "./options.ts";

const apiVersion = "kafka.strimzi.io/v1";

/** How many copies there are of each record: as many as brokers, up to three. */
export function replicasOf({ brokers }: KubernetesOptions): number {
  return Math.min(3, brokers);
}

/** How many of them must have a record before it counts: one broker may be down without a record refused or lost. */
function inSyncOf(options: KubernetesOptions): number {
  return Math.max(1, replicasOf(options) - 1);
}

/** The Kafka cluster, its topics and its users. */
export function buildKafka(
  options: KubernetesOptions,
  settings: Settings,
): Manifest[] {
  return [
    buildNodePool(options),
    buildCluster(options),
    buildTopic(settings.KAFKA_TOPIC, {
      options,
      partitions: settings.KAFKA_TOPIC_PARTITIONS,
    }),
    buildTopic(deadLetterTopic(settings.KAFKA_TOPIC), {
      options,
      partitions: 1,
    }),
    ...kafkaRoles.map((role) => buildUser(role, { options, settings })),
  ];
}

function buildNodePool(options: KubernetesOptions): Manifest {
  const { namespace, brokers, kafkaStorage, storageClass } = options;
  return {
    apiVersion,
    kind: "KafkaNodePool",
    metadata: strimziMetadata("combined", { namespace, cluster: names.kafka }),
    spec: {
      replicas: brokers,
      roles: ["controller", "broker"],
      storage: {
        type: "jbod",
        volumes: [{
          id: 0,
          type: "persistent-claim",
          size: kafkaStorage,
          kraftMetadata: "shared",
          deleteClaim: false,
          ...(storageClass === "" ? {} : { class: storageClass }),
        }],
      },
      resources: {
        requests: { cpu: "500m", memory: "2Gi" },
        limits: { memory: "2Gi" },
      },
      jvmOptions: { "-Xms": "1024m", "-Xmx": "1024m" },
      template: {
        pod: { ...spreadPods({ "strimzi.io/cluster": names.kafka }) },
      },
    },
  };
}

/** One machine that is lost must not take two of three with it. */
function spreadPods(matchLabels: Readonly<Record<string, string>>) {
  return {
    topologySpreadConstraints: [{
      maxSkew: 1,
      topologyKey: "kubernetes.io/hostname",
      whenUnsatisfiable: "DoNotSchedule",
      labelSelector: { matchLabels },
    }],
  };
}

function buildCluster(options: KubernetesOptions): Manifest {
  const replicas = replicasOf(options);
  const inSync = inSyncOf(options);
  return {
    apiVersion,
    kind: "Kafka",
    metadata: {
      ...strimziMetadata(names.kafka, { namespace: options.namespace }),
    },
    spec: {
      kafka: {
        listeners: [{
          name: "tls",
          port: 9093,
          type: "internal",
          tls: true,
          authentication: { type: "scram-sha-512" },
        }],
        authorization: { type: "simple" },
        config: {
          "auto.create.topics.enable": false,
          "default.replication.factor": replicas,
          "min.insync.replicas": inSync,
          "offsets.topic.replication.factor": replicas,
          "transaction.state.log.replication.factor": replicas,
          "transaction.state.log.min.isr": inSync,
          "share.coordinator.state.topic.replication.factor": replicas,
          "share.coordinator.state.topic.min.isr": inSync,
          "ssl.enabled.protocols": "TLSv1.3,TLSv1.2",
        },
      },
      entityOperator: { topicOperator: {}, userOperator: {} },
    },
  };
}

function buildTopic(
  topic: string,
  { options, partitions }: { options: KubernetesOptions; partitions: number },
): Manifest {
  return {
    apiVersion,
    kind: "KafkaTopic",
    metadata: {
      ...strimziMetadata(resourceName(topic), {
        namespace: options.namespace,
        cluster: names.kafka,
      }),
    },
    spec: {
      topicName: topic,
      partitions,
      replicas: replicasOf(options),
      config: { "min.insync.replicas": inSyncOf(options) },
    },
  };
}

function buildUser(
  role: KafkaRole,
  { options, settings }: { options: KubernetesOptions; settings: Settings },
): Manifest {
  return {
    apiVersion,
    kind: "KafkaUser",
    metadata: {
      name: names.users[role],
      namespace: options.namespace,
      labels: {
        ...labelsOf(names.users[role]),
        "strimzi.io/cluster": names.kafka,
      },
    },
    spec: {
      // Strimzi makes the password, in a Secret of the user's name.
      authentication: { type: "scram-sha-512" },
      authorization: { type: "simple", acls: strimziAcls(role, settings) },
    },
  };
}
