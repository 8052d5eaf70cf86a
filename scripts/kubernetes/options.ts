import * as z from "zod";
import { layouts } from "../../cql/files.ts";

/** RFC 1123, as names of most resources must be. */
const name = z.string().regex(
  /^[a-z0-9]([a-z0-9-]{0,51}[a-z0-9])?$/,
  "must be a name of small letters, digits and dashes",
);
const count = z.coerce.number().int().min(1).max(1000);
const quantity = z.string().regex(
  /^\d+(\.\d+)?(m|[kKMGT]i?)?$/,
  "must be a quantity such as 500m, 2Gi",
);
const image = z.string().regex(
  /^[\w.-]+(:\d+)?(\/[\w.-]+)*(:[\w.-]+)?(@sha256:[0-9a-f]{64})?$/,
  "must be an image such as registry.example.com/team/name:1.0.0",
);

/** What of the deployment is for its owner to say; the defaults are of a cluster of three machines. */
export const kubernetesOptions = z.strictObject({
  namespace: name.default("cities-weather"),
  /** Kafka nodes, each broker and controller. */
  brokers: count.default(3),
  /** Connect workers. */
  workers: count.default(2),
  /** Cassandra nodes, a rack for each of up to three. */
  nodes: count.default(3),
  /** Disk of each Kafka node. */
  kafkaStorage: quantity.default("50Gi"),
  /** Disk of each Cassandra node. */
  cassandraStorage: quantity.default("100Gi"),
  /** Empty: the cluster's default. */
  storageClass: z.union([z.literal(""), name]).default(""),
  /** From images/tasks.Dockerfile. */
  tasksImage: image.default("cities-weather/tasks:1.0.0"),
  /** From images/connect.Dockerfile. */
  connectImage: image.default("cities-weather/connect:1.0.0"),
  /** How the tables are laid out: see cql/README.md. */
  layout: z.enum(layouts).default("simple"),
  /** How often the producer asks for the weather. */
  interval: z.string().regex(/^\d+(s|m|h)$/, "must be such as 10s, 10m")
    .default("10m"),
  /** When to verify, as cron has it. */
  verifySchedule: z.string().regex(
    /^(\S+ ){4}\S+$/,
    "must be five fields, as cron has them",
  ).default("*/15 * * * *"),
});

/** See {@linkcode kubernetesOptions}. */
export type KubernetesOptions = z.infer<typeof kubernetesOptions>;
