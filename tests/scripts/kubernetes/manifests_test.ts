// That Kubernetes and the operators know every field of the manifests, that they fit each other and the tasks, and that
// no secret is in them. They have not been applied: there is no Kubernetes where these tests run.
import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { Ajv } from "ajv";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { checkConnector } from "../../../connect/validator/check_connector.ts";
import { toConnectorDocument } from "../../../connect/validator/connector_config.ts";
import { parseCqlSchema } from "../../../cql/schema_parser.ts";
import type { Manifest } from "../../../scripts/kubernetes/manifest.ts";
import {
  buildManifests,
  printManifests,
} from "../../../scripts/kubernetes/manifests.ts";
import { names } from "../../../scripts/kubernetes/names.ts";
import { kubernetesOptions } from "../../../scripts/kubernetes/options.ts";
import { metricsEnvironment } from "../../../scripts/metrics/settings.ts";
import {
  environmentSchema,
  readSettings,
} from "../../../scripts/shared/settings.ts";
import { projectDir } from "../../../scripts/stack/description.ts";
import { makeCertificates } from "../shared/_certificates.ts";
import { reduceSchema } from "./_reduce_schema.ts";

const schemas: Record<string, object> = JSON.parse(
  await Deno.readTextFile(
    `${projectDir}tests/fixtures/kubernetes/schemas.json`,
  ),
);
const ajv = new Ajv({ strict: false });
const validators = new Map(
  Object.entries(schemas).map((
    [kind, schema],
  ) => [kind, ajv.compile(schema)]),
);

function faultsOf(manifest: Manifest): string[] {
  const kind = `${manifest.apiVersion} ${manifest.kind}`;
  const validate = validators.get(kind);
  if (validate === undefined) return [`${kind} is unknown`];
  validate(manifest);
  return (validate.errors ?? []).map(({ instancePath, message }) =>
    `${instancePath} ${message}`
  );
}

function build(options: Record<string, unknown> = {}, env = {}): Manifest[] {
  return Object.values(
    buildManifests(kubernetesOptions.parse(options), readSettings(env)),
  ).flat();
}

const manifests = build();

function find(kind: string, name?: string): Manifest {
  const found = manifests.find((manifest) =>
    manifest.kind === kind &&
    (name === undefined || manifest.metadata.name === name)
  );
  if (found === undefined) throw new Error(`there is no ${kind}`);
  return found;
}

for (const manifest of manifests) {
  const { kind, metadata } = manifest;
  Deno.test(`the ${kind} ${metadata.name} has what its kind asks for, and nothing that it does not know`, () => {
    assertEquals(faultsOf(manifest), []);
  });
}

Deno.test("the manifests of other sizes and names are as good", () => {
  const others = build({
    namespace: "weather",
    brokers: "5",
    workers: 3,
    nodes: "1",
    storageClass: "fast",
    layout: "bucketed",
    tasksImage: `registry.example.com:5000/tasks@sha256:${"0".repeat(64)}`,
  });
  assertEquals(others.flatMap(faultsOf), []);
});

/** A copy with a value put in place, or with a field taken away. */
function change(
  manifest: Manifest,
  path: readonly (string | number)[],
  value: unknown,
): Manifest {
  const copy = structuredClone(manifest);
  // deno-lint-ignore no-explicit-any
  let at: any = copy;
  for (const step of path.slice(0, -1)) at = at[step];
  const last = path.at(-1)!;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}

for (
  const { kind, path, value } of [
    { kind: "Kafka", path: ["spec", "kafka", "listner"], value: [] },
    {
      kind: "Kafka",
      path: ["spec", "kafka", "listeners", 0, "port"],
      value: 1,
    },
    {
      kind: "Kafka",
      path: ["spec", "kafka", "listeners", 0, "authentication", "type"],
      value: "scram",
    },
    { kind: "KafkaNodePool", path: ["spec", "roles", 0], value: "leader" },
    {
      kind: "KafkaNodePool",
      path: ["spec", "storage", "type"],
      value: undefined,
    },
    { kind: "KafkaTopic", path: ["spec", "partition"], value: 1 },
    { kind: "KafkaTopic", path: ["spec", "partitions"], value: "12" },
    {
      kind: "KafkaUser",
      path: ["spec", "authorization", "acls", 0, "operation"],
      value: "Read",
    },
    { kind: "KafkaConnect", path: ["spec", "bootstrapServer"], value: "a:1" },
    {
      kind: "KafkaConnect",
      path: ["spec", "template", "connectContainer", "envFrom"],
      value: [],
    },
    { kind: "KafkaConnector", path: ["spec", "tasksMax"], value: 0 },
    { kind: "KafkaConnector", path: ["spec", "tasks"], value: 1 },
    { kind: "CassandraDatacenter", path: ["spec", "sizes"], value: 3 },
    {
      kind: "CassandraDatacenter",
      path: ["spec", "serverType"],
      value: "scylla",
    },
    {
      kind: "CassandraDatacenter",
      path: ["spec", "storageConfig", "cassandraDataVolumeClaimSpec", "size"],
      value: "1Gi",
    },
    { kind: "Deployment", path: ["spec", "replica"], value: 1 },
    { kind: "Deployment", path: ["spec", "selector"], value: undefined },
    {
      kind: "Deployment",
      path: [
        "spec",
        "template",
        "spec",
        "containers",
        0,
        "securityContext",
        "readonly",
      ],
      value: true,
    },
    { kind: "CronJob", path: ["spec", "cron"], value: "* * * * *" },
    {
      kind: "Job",
      path: ["spec", "template", "spec", "volumes", 0, "empty"],
      value: {},
    },
    { kind: "ServiceAccount", path: ["spec"], value: {} },
  ]
) {
  Deno.test(`the schemas refuse a ${kind} with ${path.join(".")} ${JSON.stringify(value)}`, () => {
    assert(faultsOf(change(find(kind), path, value)).length > 0);
  });
}

Deno.test("reduceSchema() knows no field that the whole schema does not", () => {
  const whole = {
    type: "object",
    properties: { list: { type: "array", items: { $ref: "#/x" } } },
  };
  const options = {
    resolve: () => ({ type: "object", properties: { a: { type: "string" } } }),
    path: "Kind",
  };
  assertEquals(reduceSchema(whole, [{ list: [{ a: "" }] }], options), {
    type: "object",
    properties: {
      list: {
        type: "array",
        items: {
          type: "object",
          properties: { a: { type: "string" } },
          additionalProperties: false,
        },
      },
    },
    additionalProperties: false,
  });
  assertThrows(
    () => reduceSchema(whole, [{ list: [{ b: "" }] }], options),
    TypeError,
    "Kind.list[].b does not exist",
  );
});

const files = buildManifests(kubernetesOptions.parse({}), readSettings({}));
for (const [name, documents] of Object.entries(files)) {
  Deno.test(`scripts/kubernetes/manifests/${name} is up to date, and YAML of the same`, async () => {
    const text = await Deno.readTextFile(
      `${projectDir}scripts/kubernetes/manifests/${name}`,
    );
    assertEquals(
      text,
      printManifests(documents),
      "run `deno task k8s:generate`",
    );
    assertEquals(
      parseAllDocuments(text).map((document) => document.toJS()),
      [...documents],
    );
  });
}

Deno.test("no manifest is a Secret, or has one of the shell's", () => {
  const planted = {
    OPENWEATHER_API_KEY: "planted-key",
    KAFKA_SECURITY_PROTOCOL: "SASL_SSL",
    KAFKA_USERNAME: "planted-user",
    KAFKA_PASSWORD: "planted-password",
    CASSANDRA_USERNAME: "planted-name",
    CASSANDRA_PASSWORD: "planted-secret",
    CONNECT_URL: "http://planted:login@host",
  };
  const text = JSON.stringify(build({}, planted));
  assert(!text.includes("planted"), /.{80}planted.{20}/.exec(text)?.[0]);
  assertEquals(manifests.filter(({ kind }) => kind === "Secret"), []);
});

const container = z.looseObject({
  name: z.string(),
  args: z.array(z.string()),
  env: z.array(z.strictObject({
    name: z.string(),
    value: z.string().optional(),
    valueFrom: z.strictObject({
      secretKeyRef: z.strictObject({ name: z.string(), key: z.string() }),
    }).optional(),
  })),
  securityContext: z.unknown(),
  resources: z.looseObject({
    requests: z.record(z.string(), z.string()),
    limits: z.object({ memory: z.string() }),
  }),
  volumeMounts: z.array(z.looseObject({
    name: z.string(),
    mountPath: z.string(),
  })),
});
const podTemplate = z.looseObject({
  metadata: z.object({ labels: z.record(z.string(), z.string()) }),
  spec: z.looseObject({
    automountServiceAccountToken: z.literal(false),
    securityContext: z.looseObject({ runAsNonRoot: z.literal(true) }),
    containers: z.tuple([container]),
    volumes: z.array(z.looseObject({
      name: z.string(),
      secret: z.object({
        secretName: z.string(),
        items: z.array(z.object({ key: z.string(), path: z.string() })),
      }).optional(),
    })),
  }),
});

/** The pods of our own image, by task. */
const pods = Object.fromEntries(
  [
    find("Job").spec?.["template"],
    find("Deployment").spec?.["template"],
    z.looseObject({ spec: z.looseObject({ template: z.unknown() }) })
      .parse(find("CronJob").spec?.["jobTemplate"]).spec.template,
  ].map((template) => {
    const pod = podTemplate.parse(template);
    return [pod.spec.containers[0].name, pod];
  }),
);

Deno.test("the Deployment finds its own pods", () => {
  assertEquals(
    find("Deployment").spec?.["selector"],
    { matchLabels: pods["produce"]?.metadata.labels },
  );
});

await using certificates = await makeCertificates([]);
const ca = certificates.pem["ca.pem"] ?? "";

for (const [task, { spec }] of Object.entries(pods)) {
  const { args, env, securityContext, volumeMounts } = spec.containers[0];

  Deno.test(`the pod of ${task} has no more rights than it needs`, () => {
    assertEquals(securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      capabilities: { drop: ["ALL"] },
    });
  });

  Deno.test(`the pod of ${task} runs a task of deno.json, whose settings accept its variables`, async () => {
    const { tasks } = JSON.parse(
      await Deno.readTextFile(`${projectDir}deno.json`),
    );
    assertEquals(args[0], "task");
    assert(Object.hasOwn(tasks, args[1] ?? ""), args[1]);
    const known = [environmentSchema, metricsEnvironment]
      .flatMap(({ shape }) => Object.keys(shape));
    assertEquals(
      env.map(({ name }) => name).filter((name) => !known.includes(name)),
      [],
    );
    const variables = Object.fromEntries(env.map(({ name, value }) => {
      if (name.endsWith("_FILE")) return [name.slice(0, -5), "in a file"];
      if (name.endsWith("_SSL_CA")) return [name, ca];
      return [name, value ?? "from a Secret"];
    }));
    const settings = readSettings(variables);
    if (variables["KAFKA_BROKERS"] !== undefined) {
      assertEquals(settings.KAFKA_SECURITY_PROTOCOL, "SASL_SSL");
    }
    if (variables["CASSANDRA_CONTACT_POINTS"] !== undefined) {
      assert(settings.CASSANDRA_SSL);
    }
  });

  Deno.test(`the pod of ${task} mounts the files that its variables name`, () => {
    const mounted = volumeMounts.flatMap(({ name, mountPath }) =>
      (spec.volumes.find((volume) => volume.name === name)?.secret?.items ?? [])
        .map(({ path }) => `${mountPath}/${path}`)
    );
    const named = env.flatMap(({ value = "" }) =>
      value.startsWith("/") ? [value] : []
    );
    assertEquals(mounted.sort(), named.sort());
  });
}

Deno.test("the Secrets that are referred to are those of the README and of Strimzi", async () => {
  const referred = new Set(
    [
      ...JSON.stringify(manifests).matchAll(
        /"(?:secretName|superuserSecretName)":"([^"]+)"|"secretKeyRef":\{"name":"([^"]+)"/g,
      ),
    ].map(([, one, other]) => one ?? other ?? ""),
  );
  const made = [names.secrets.kafkaCa, ...Object.values(names.users)];
  const known = new Set<string>([...made, ...Object.values(names.secrets)]);
  assertEquals([...referred].filter((name) => !known.has(name)), []);
  const readme = await Deno.readTextFile(
    `${projectDir}scripts/kubernetes/README.md`,
  );
  for (const name of referred) {
    assert(readme.includes(`\`${name}\``), `${name} is not in the README`);
  }
});

Deno.test("the KafkaConnector is one that the validator finds nothing wrong with", async () => {
  const { spec = {}, metadata } = find("KafkaConnector");
  const { class: className, tasksMax, config } = z.object({
    class: z.string(),
    tasksMax: z.number(),
    config: z.record(z.string(), z.string()),
  }).parse(spec);
  const cql: string[] = [];
  for (const name of ["001_keyspace", "002_cities_weather_data"]) {
    cql.push(await Deno.readTextFile(`${projectDir}cql/${name}.cql`));
  }
  const { findings } = await checkConnector(
    toConnectorDocument({
      ...config,
      name: metadata.name,
      "connector.class": className,
      "tasks.max": String(tasksMax),
    }),
    { schema: parseCqlSchema(cql.join("\n")), schemaIsComplete: false },
  );
  assertEquals(
    findings.filter(({ severity }) => severity === "error"),
    [],
  );
  assertEquals(metadata.labels, { "strimzi.io/cluster": names.connect });
});

Deno.test("of the bucketed layout, the connector has both tables and each task knows", () => {
  const bucketed = build({ layout: "bucketed" });
  const connector = bucketed.find(({ kind }) => kind === "KafkaConnector");
  const { config } = z.object({ config: z.record(z.string(), z.string()) })
    .parse(connector?.spec);
  assertEquals(
    Object.keys(config).filter((name) => name.endsWith(".mapping"))
      .map((name) => name.split(".").at(-2)),
    ["cities_weather_data_by_month", "cities_weather_data_latest"],
  );
  const others = bucketed.filter(({ kind }) =>
    ["Job", "Deployment", "CronJob"].includes(kind)
  );
  for (const task of others) {
    assertMatch(
      JSON.stringify(task),
      /\{"name":"CASSANDRA_LAYOUT","value":"bucketed"\}/,
      task.metadata.name,
    );
  }
});

for (
  const { brokers, replicas, inSync } of [
    { brokers: 1, replicas: 1, inSync: 1 },
    { brokers: 3, replicas: 3, inSync: 2 },
    { brokers: 7, replicas: 3, inSync: 2 },
  ]
) {
  Deno.test(`of ${brokers} brokers, ${replicas} have each record, and ${inSync} before it counts`, () => {
    const topics = build({ brokers }).filter(({ kind }) =>
      kind === "KafkaTopic"
    );
    assertEquals(topics.length, 2);
    for (const { spec } of topics) {
      assertEquals(
        [spec?.["replicas"], spec?.["config"]],
        [replicas, { "min.insync.replicas": inSync }],
      );
    }
  });
}
