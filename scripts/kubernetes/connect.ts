import { strimziConnector } from "../../connect/export_formats.ts";
import type { Environment } from "../../connect/environments/environment.ts";
import { buildWeatherSink } from "../../connect/weather_sink.ts";
import type { Settings } from "../shared/settings.ts";
import { connectGroup, connectTopics } from "./acls.ts";
import { replicasOf } from "./kafka.ts";
import type { Manifest } from "./manifest.ts";
import { bootstrap, labelsOf, names } from "./names.ts";
import type { KubernetesOptions } from "./options.ts";
import { containerSecurity, podSecurity } from "./pod.ts";

/** Where the worker has Cassandra's CA. */
export const sinkTruststore = "/mnt/cassandra-tls/truststore.p12";

/** The Connect workers, with the sink in their image, and the connector that they run. */
export function buildConnect(
  options: KubernetesOptions,
  { settings, environment }: { settings: Settings; environment: Environment },
): Manifest[] {
  return [
    buildWorkers(options),
    strimziConnector(buildWeatherSink(settings, environment), {
      cluster: names.connect,
      namespace: options.namespace,
    }),
  ];
}

function buildWorkers(options: KubernetesOptions): Manifest {
  const replicas = replicasOf(options);
  const { secrets } = names;
  return {
    apiVersion: "kafka.strimzi.io/v1",
    kind: "KafkaConnect",
    metadata: {
      name: names.connect,
      namespace: options.namespace,
      labels: labelsOf(names.connect),
      // KafkaConnector resources are the truth; what is changed by REST is put back.
      annotations: { "strimzi.io/use-connector-resources": "true" },
    },
    spec: {
      replicas: options.workers,
      image: options.connectImage,
      bootstrapServers: bootstrap,
      groupId: connectGroup,
      configStorageTopic: connectTopics.config,
      offsetStorageTopic: connectTopics.offset,
      statusStorageTopic: connectTopics.status,
      tls: {
        trustedCertificates: [
          { secretName: secrets.kafkaCa, pattern: "*.crt" },
        ],
      },
      authentication: {
        type: "scram-sha-512",
        username: names.users.worker,
        passwordSecret: {
          secretName: names.users.worker,
          password: "password",
        },
      },
      config: {
        "config.storage.replication.factor": replicas,
        "offset.storage.replication.factor": replicas,
        "status.storage.replication.factor": replicas,
        "key.converter": "org.apache.kafka.connect.storage.StringConverter",
        "value.converter": "org.apache.kafka.connect.storage.StringConverter",
        "connector.client.config.override.policy": "All",
        "config.providers": "env",
        "config.providers.env.class":
          "org.apache.kafka.common.config.provider.EnvVarConfigProvider",
        "config.providers.env.param.allowlist.pattern": "(CASSANDRA|SINK)_.*",
      },
      resources: {
        requests: { cpu: "500m", memory: "2Gi" },
        limits: { memory: "2Gi" },
      },
      jvmOptions: { "-Xms": "1024m", "-Xmx": "1024m" },
      template: {
        pod: {
          securityContext: podSecurity,
          volumes: [{
            name: "cassandra-tls",
            secret: {
              secretName: secrets.cassandraTls,
              items: [{ key: "truststore.p12", path: "truststore.p12" }],
            },
          }],
        },
        connectContainer: {
          // Strimzi writes its configuration within the container's file system, which so stays writable.
          securityContext: containerSecurity({ readOnly: false }),
          env: [
            secretVariable(
              "CASSANDRA_USERNAME",
              secrets.cassandraSink,
              "username",
            ),
            secretVariable(
              "CASSANDRA_PASSWORD",
              secrets.cassandraSink,
              "password",
            ),
            secretVariable(
              "SINK_SSL_TRUSTSTORE_PASSWORD",
              secrets.cassandraTls,
              "truststore-password",
            ),
          ],
          volumeMounts: [{
            name: "cassandra-tls",
            mountPath: sinkTruststore.replace(/\/[^/]*$/, ""),
          }],
        },
      },
    },
  };
}

/** A variable whose value is in a Secret. */
export function secretVariable(name: string, secret: string, key: string) {
  return { name, valueFrom: { secretKeyRef: { name: secret, key } } };
}
