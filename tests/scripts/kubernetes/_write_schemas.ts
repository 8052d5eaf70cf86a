// Writes tests/fixtures/kubernetes/schemas.json, what our manifests' kinds allow, from the operators' and Kubernetes' own
// schemas. It needs a JDK 21 or newer (Strimzi's generator), Maven and pip:
//
//   JAVA_HOME=/path/to/jdk-21 deno run -A tests/scripts/kubernetes/_write_schemas.ts
import { parse } from "yaml";
import { z } from "zod";
import { buildManifests } from "../../../scripts/kubernetes/manifests.ts";
import { kubernetesOptions } from "../../../scripts/kubernetes/options.ts";
import { readSettings } from "../../../scripts/shared/settings.ts";
import { print } from "../../../scripts/shared/terminal.ts";
import { projectDir } from "../../../scripts/stack/description.ts";
import { dependencyPlugin } from "../../../scripts/stack/maven.ts";
import { reduceSchema, type Resolve, type Schema } from "./_reduce_schema.ts";

const fixtures = `${projectDir}tests/fixtures/kubernetes`;
const kubernetesPackage = "kubernetes-validate==1.37.0";
const strimziKinds = {
  Kafka: "kafka",
  KafkaNodePool: "nodepool",
  KafkaTopic: "topic",
  KafkaUser: "user",
  KafkaConnect: "connect",
  KafkaConnector: "connector",
} as const;

async function run(command: string, ...args: string[]): Promise<void> {
  const { success } = await new Deno.Command(command, {
    args,
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`${command} ${args.join(" ")} failed`);
}

async function readStrimzi(dir: string): Promise<Map<string, Schema>> {
  await run(
    "mvn",
    "-q",
    "-B",
    "-f",
    `${fixtures}/strimzi_pom.xml`,
    `${dependencyPlugin}:copy-dependencies`,
    `-DoutputDirectory=${dir}/jars`,
  );
  const classes = Object.entries(strimziKinds).map(([kind, folder]) =>
    `io.strimzi.api.kafka.model.${folder}.${kind}=${dir}/${kind}.yaml`
  );
  await run(
    `${Deno.env.get("JAVA_HOME")}/bin/java`,
    "-cp",
    `${dir}/jars/*`,
    "io.strimzi.crdgenerator.CrdGenerator",
    "--yaml",
    ...classes,
  );
  const definition = z.object({
    spec: z.object({
      versions: z.array(z.object({
        name: z.string(),
        schema: z.object({ openAPIV3Schema: z.custom<Schema>() }),
      })),
    }),
  });
  const schemas = new Map<string, Schema>();
  for (const kind of Object.keys(strimziKinds)) {
    const { spec } = definition.parse(
      parse(await Deno.readTextFile(`${dir}/${kind}.yaml`)),
    );
    for (const { name, schema } of spec.versions) {
      schemas.set(`kafka.strimzi.io/${name} ${kind}`, schema.openAPIV3Schema);
    }
  }
  return schemas;
}

async function readKubernetes(
  dir: string,
): Promise<{ schemas: Map<string, Schema>; resolve: Resolve }> {
  await run(
    "python3",
    "-m",
    "pip",
    "install",
    "-q",
    "--no-deps",
    "--target",
    `${dir}/python`,
    kubernetesPackage,
  );
  const folder =
    `${dir}/python/kubernetes_validate/kubernetes-json-schema/v1.37.0-local-strict`;
  const read = async (name: string) =>
    JSON.parse(await Deno.readTextFile(`${folder}/${name}.json`));
  const { $defs }: { $defs: Record<string, Schema> } = await read(
    "_definitions",
  );
  return {
    schemas: new Map<string, Schema>([
      ["v1 Namespace", await read("namespace-v1")],
      ["v1 ServiceAccount", await read("serviceaccount-v1")],
      ["apps/v1 Deployment", await read("deployment-apps-v1")],
      ["batch/v1 CronJob", await read("cronjob-batch-v1")],
      ["batch/v1 Job", await read("job-batch-v1")],
    ]),
    resolve: (ref) => {
      const schema = $defs[ref.replace(/^.*\//, "")];
      if (schema === undefined) throw new TypeError(`no ${ref}`);
      return schema;
    },
  };
}

const dir = await Deno.makeTempDir({ prefix: "schemas-" });
try {
  const { schemas, resolve } = await readKubernetes(dir);
  for (const [kind, schema] of await readStrimzi(dir)) {
    schemas.set(kind, schema);
  }
  schemas.set(
    "cassandra.datastax.com/v1beta1 CassandraDatacenter",
    parse(await Deno.readTextFile(`${fixtures}/cassandra_datacenter.yaml`)),
  );
  const manifests = [{}, { storageClass: "fast" }].flatMap((options) =>
    Object.values(
      buildManifests(kubernetesOptions.parse(options), readSettings({})),
    ).flat()
  );
  const byKind = Map.groupBy(
    manifests,
    ({ apiVersion, kind }) => `${apiVersion} ${kind}`,
  );
  const lines = [...byKind].map(([kind, values]) => {
    const schema = schemas.get(kind);
    if (schema === undefined) throw new TypeError(`${kind} is unknown`);
    const reduced = reduceSchema(schema, values, { resolve, path: kind });
    return `${JSON.stringify(kind)}: ${JSON.stringify(reduced)}`;
  });
  await Deno.writeTextFile(
    `${fixtures}/schemas.json`,
    `{\n${lines.join(",\n")}\n}\n`,
  );
  print(`wrote ${byKind.size} schemas`);
} finally {
  await Deno.remove(dir, { recursive: true });
}
