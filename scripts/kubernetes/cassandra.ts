import { versions } from "../stack/description.ts";
import type { Manifest } from "./manifest.ts";
import { labelsOf, names } from "./names.ts";
import type { KubernetesOptions } from "./options.ts";

const tlsDir = "/etc/cassandra-tls";

/** How many copies there are of each row: as many as nodes, up to three, each in a rack of its own. */
export function copiesOf({ nodes }: KubernetesOptions): number {
  return Math.min(3, nodes);
}

/** Cassandra's data center, as cass-operator runs it. */
export function buildCassandra(options: KubernetesOptions): Manifest[] {
  const { namespace, nodes, cassandraStorage, storageClass } = options;
  const { secrets } = names;
  return [{
    apiVersion: "cassandra.datastax.com/v1beta1",
    kind: "CassandraDatacenter",
    metadata: {
      name: names.dataCenter,
      namespace,
      labels: labelsOf("cassandra"),
    },
    spec: {
      clusterName: names.cassandraCluster,
      serverType: "cassandra",
      serverVersion: versions.cassandra,
      size: nodes,
      racks: Array.from(
        { length: copiesOf(options) },
        (_, index) => ({ name: `rack${index + 1}` }),
      ),
      superuserSecretName: secrets.cassandraSuperuser,
      users: [
        { secretName: secrets.cassandraSink, superuser: false },
        { secretName: secrets.cassandraVerify, superuser: false },
      ],
      storageConfig: {
        cassandraDataVolumeClaimSpec: {
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: cassandraStorage } },
          ...(storageClass === "" ? {} : { storageClassName: storageClass }),
        },
        additionalVolumes: [{
          name: "cassandra-tls",
          mountPath: tlsDir,
          volumeSource: {
            secret: {
              secretName: secrets.cassandraTls,
              items: ["node.pem", "ca.crt"].map((key) => ({ key, path: key })),
            },
          },
        }],
      },
      resources: {
        requests: { cpu: "1", memory: "4Gi" },
        limits: { memory: "4Gi" },
      },
      readOnlyRootFilesystem: true,
      config: {
        "cassandra-yaml": {
          authenticator: "PasswordAuthenticator",
          authorizer: "CassandraAuthorizer",
          // PEM files need no password, and so this none either.
          client_encryption_options: encryption({
            enabled: true,
            optional: false,
          }),
          server_encryption_options: encryption({
            internode_encryption: "all",
            require_client_auth: true,
          }),
        },
        "jvm-server-options": {
          initial_heap_size: "2G",
          max_heap_size: "2G",
        },
      },
    },
  }];
}

function encryption(kind: Readonly<Record<string, unknown>>) {
  return {
    ...kind,
    accepted_protocols: ["TLSv1.3", "TLSv1.2"],
    ssl_context_factory: {
      class_name: "org.apache.cassandra.security.PEMBasedSslContextFactory",
    },
    keystore: `${tlsDir}/node.pem`,
    truststore: `${tlsDir}/ca.crt`,
  };
}
