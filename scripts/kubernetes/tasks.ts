import type { Settings } from "../shared/settings.ts";
import { secretVariable } from "./connect.ts";
import type { Manifest } from "./manifest.ts";
import { bootstrap, cassandraService, labelsOf, names } from "./names.ts";
import type { KubernetesOptions } from "./options.ts";
import { containerSecurity, podSecurity } from "./pod.ts";

/** Port of the producer's metrics. */
const metricsPort = 9464;

/** A file of a Secret, as a task reads it: deno.json lets tasks read /run/secrets. */
interface SecretFile {
  readonly secret: string;
  readonly key: string;
}

/** One task's container: what it runs, and what it must know. */
interface Task {
  readonly name: string;
  /** After `deno task`. */
  readonly args: readonly string[];
  readonly env: readonly object[];
  readonly secretFiles: readonly SecretFile[];
  readonly resources: object;
  readonly more?: object;
}

/** The schema, once; the producer, all the time; the verifier, now and then. */
export function buildTasks(
  options: KubernetesOptions,
  settings: Settings,
): Manifest[] {
  return [
    {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: {
        name: "tasks",
        namespace: options.namespace,
        labels: labelsOf("tasks"),
      },
      // None of them talks to Kubernetes.
      automountServiceAccountToken: false,
    },
    buildSchemaJob(options, settings),
    buildProducer(options, settings),
    buildVerifier(options, settings),
  ];
}

function buildSchemaJob(
  options: KubernetesOptions,
  settings: Settings,
): Manifest {
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: metadataOf("schema", options),
    spec: {
      backoffLimit: 20,
      template: buildPod({
        name: "schema",
        args: ["schema", "--roles"],
        ...join(
          cassandra(names.secrets.cassandraSuperuser, settings),
          plain({
            CASSANDRA_REPLICATION: String(Math.min(3, options.nodes)),
          }),
        ),
        resources: small,
      }, { image: options.tasksImage, restartPolicy: "OnFailure" }),
    },
  };
}

function buildProducer(
  options: KubernetesOptions,
  settings: Settings,
): Manifest {
  const probe = { httpGet: { path: "/metrics", port: "metrics" } };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: metadataOf("produce", options),
    spec: {
      // A second one would ask for the same weather again.
      replicas: 1,
      strategy: { type: "Recreate" },
      selector: { matchLabels: labelsOf("produce") },
      template: buildPod({
        name: "produce",
        args: ["produce", "--no-create-topic", "--interval", options.interval],
        ...join(
          kafka(names.users.producer, settings),
          plain({
            WEATHER_SOURCE: settings.WEATHER_SOURCE,
            WEATHER_UNITS: settings.WEATHER_UNITS,
            ...layout(settings),
            METRICS_HOST: "0.0.0.0",
            METRICS_PORT: String(metricsPort),
          }),
          secretFile("OPENWEATHER_API_KEY_FILE", {
            secret: names.secrets.openWeather,
            key: "api-key",
          }),
        ),
        resources: small,
        more: {
          ports: [{ name: "metrics", containerPort: metricsPort }],
          startupProbe: { ...probe, periodSeconds: 2, failureThreshold: 60 },
          livenessProbe: { ...probe, periodSeconds: 30, failureThreshold: 3 },
        },
      }, { image: options.tasksImage, restartPolicy: "Always" }),
    },
  };
}

function buildVerifier(
  options: KubernetesOptions,
  settings: Settings,
): Manifest {
  return {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: metadataOf("verify", options),
    spec: {
      schedule: options.verifySchedule,
      concurrencyPolicy: "Forbid",
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        spec: {
          // A record that is not in the table is told by a failed job, not tried again.
          backoffLimit: 0,
          activeDeadlineSeconds: 3600,
          template: buildPod({
            name: "verify",
            args: ["verify", "--since", "1h"],
            ...join(
              kafka(names.users.verifier, settings),
              cassandra(names.secrets.cassandraVerify, settings),
            ),
            resources: { ...small, limits: { memory: "512Mi" } },
          }, { image: options.tasksImage, restartPolicy: "Never" }),
        },
      },
    },
  };
}

const small = {
  requests: { cpu: "100m", memory: "192Mi" },
  limits: { memory: "384Mi" },
};

function metadataOf(
  name: string,
  { namespace }: KubernetesOptions,
): Manifest["metadata"] {
  return { name, namespace, labels: labelsOf(name) };
}

type Needs = Pick<Task, "env" | "secretFiles">;

function join(...needs: readonly Needs[]): Needs {
  return {
    env: needs.flatMap(({ env }) => env),
    secretFiles: needs.flatMap(({ secretFiles }) => secretFiles),
  };
}

function plain(variables: Readonly<Record<string, string>>): Needs {
  return {
    env: Object.entries(variables).map(([name, value]) => ({ name, value })),
    secretFiles: [],
  };
}

/** A variable that names a file with a Secret's value. */
function secretFile(variable: string, file: SecretFile): Needs {
  return {
    env: [{ name: variable, value: pathOf(file) }],
    secretFiles: [file],
  };
}

function pathOf({ secret, key }: SecretFile): string {
  return `/run/secrets/${secret}/${key}`;
}

/** What a task must know to talk to Kafka as one of its users. */
function kafka(user: string, settings: Settings): Needs {
  return join(
    plain({
      KAFKA_BROKERS: bootstrap,
      KAFKA_TOPIC: settings.KAFKA_TOPIC,
      KAFKA_SECURITY_PROTOCOL: "SASL_SSL",
      KAFKA_SASL_MECHANISM: "SCRAM-SHA-512",
      KAFKA_USERNAME: user,
      CONNECTOR_NAME: settings.CONNECTOR_NAME,
    }),
    secretFile("KAFKA_PASSWORD_FILE", { secret: user, key: "password" }),
    secretFile("KAFKA_SSL_CA", {
      secret: names.secrets.kafkaCa,
      key: "ca.crt",
    }),
  );
}

/** The producer must know it too: records of tables in buckets have headers of their own. */
function layout({ CASSANDRA_LAYOUT }: Settings) {
  return CASSANDRA_LAYOUT === "simple" ? {} : { CASSANDRA_LAYOUT };
}

/** What a task must know to talk to Cassandra with the login of a Secret. */
function cassandra(secret: string, settings: Settings): Needs {
  return join(
    plain({
      CASSANDRA_CONTACT_POINTS: cassandraService,
      CASSANDRA_LOCAL_DATACENTER: names.dataCenter,
      CASSANDRA_KEYSPACE: settings.CASSANDRA_KEYSPACE,
      CASSANDRA_TABLE: settings.CASSANDRA_TABLE,
      ...layout(settings),
      CASSANDRA_SSL: "true",
    }),
    {
      env: [secretVariable("CASSANDRA_USERNAME", secret, "username")],
      secretFiles: [],
    },
    secretFile("CASSANDRA_PASSWORD_FILE", { secret, key: "password" }),
    secretFile("CASSANDRA_SSL_CA", {
      secret: names.secrets.cassandraTls,
      key: "ca.crt",
    }),
  );
}

function buildPod(
  { name, args, env, secretFiles, resources, more = {} }: Task,
  { image, restartPolicy }: {
    readonly image: string;
    readonly restartPolicy: string;
  },
) {
  const secrets = Map.groupBy(secretFiles, ({ secret }) => secret);
  return {
    metadata: { labels: labelsOf(name) },
    spec: {
      serviceAccountName: "tasks",
      automountServiceAccountToken: false,
      restartPolicy,
      securityContext: podSecurity,
      containers: [{
        name,
        image,
        args: ["task", ...args],
        env,
        resources,
        securityContext: containerSecurity({ readOnly: true }),
        ...more,
        volumeMounts: [
          // What tasks keep between two looks: checkpoints, and places of names.
          { name: "cache", mountPath: "/app/.cache" },
          ...[...secrets.keys()].map((secret) => ({
            name: secret,
            mountPath: `/run/secrets/${secret}`,
            readOnly: true,
          })),
        ],
      }],
      volumes: [
        { name: "cache", emptyDir: { sizeLimit: "256Mi" } },
        ...[...secrets].map(([secretName, files]) => ({
          name: secretName,
          secret: {
            secretName,
            items: [...new Set(files.map(({ key }) => key))]
              .map((key) => ({ key, path: key })),
          },
        })),
      ],
    },
  };
}
