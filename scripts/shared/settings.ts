import { z } from "zod";
import { layouts } from "../../cql/files.ts";
import { weatherUnits } from "../../weather/record.ts";
import { UserError } from "./exit.ts";
import { readSecrets } from "./read_secrets.ts";
import {
  checkSecurity,
  isSecretName,
  securityShape,
} from "./security_environment.ts";

const port = z.coerce.number().int().min(1).max(65535);
const positive = z.coerce.number().int().min(1);
const commaSeparated = z.string().transform((list) =>
  list.split(",").map((item) => item.trim()).filter(Boolean)
);
// Deno's fetch reads file:, data: and blob: URLs, too.
const httpUrl = z.url({
  protocol: /^https?$/,
  error: "must be a URL that begins with https:// or http://",
});
const urls = commaSeparated.pipe(z.array(httpUrl).min(1)).transform((list) =>
  list.join(",")
);
const cqlName = z.string().regex(
  /^[a-z][a-z0-9_]{0,47}$/,
  "must be a lower-case CQL name (letters, digits, _)",
);
const topicName = z.string().regex(
  /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}$/,
  "must be a Kafka topic name",
);

/**
 * Every variable of the environment that the project reads, with its default: `.env.example` and the README's table
 * are checked against this schema. An empty variable counts as not set.
 */
export const environmentSchema = z.object({
  WEATHER_SOURCE: z.enum(["openweather", "open-meteo", "replay"]).default(
    "openweather",
  ),
  OPENWEATHER_API_KEY: z.string().optional(),
  /** The tutorial's name for the same key. */
  API_KEY: z.string().optional(),
  OPENWEATHER_URL: httpUrl.default("https://api.openweathermap.org"),
  OPEN_METEO_URL: httpUrl.default("https://api.open-meteo.com"),
  OPEN_METEO_GEOCODING_URL: httpUrl.default(
    "https://geocoding-api.open-meteo.com",
  ),
  WEATHER_UNITS: weatherUnits.default("standard"),
  KAFKA_PORT: port.default(9092),
  KAFKA_BROKERS: commaSeparated.optional(),
  KAFKA_TOPIC: topicName.default("open_weather_api_cities_data"),
  KAFKA_TOPIC_PARTITIONS: positive.default(4),
  KAFKA_TOPIC_REPLICATION_FACTOR: positive.default(1),
  KAFKA_HEAP: z.string().regex(
    /^\d+[mMgG]$/,
    "must be a Java heap size such as 512m",
  ).default("384m"),
  CONNECT_PORT: port.default(8083),
  CONNECT_URL: urls.optional(),
  CONNECT_HEAP: z.string().regex(
    /^\d+[mMgG]$/,
    "must be a Java heap size such as 512m",
  ).default("512m"),
  CONNECTOR_NAME: z.string().min(1).default("cities-weather-sink"),
  SINK_PLUGIN: z.enum(["own", "datastax"]).default("own"),
  /** What the sink is tuned for: see `connect/sink_profiles.ts`. */
  SINK_PROFILE: z.enum(["balanced", "latency", "throughput"]).default(
    "balanced",
  ),
  SINK_CONTACT_POINTS: commaSeparated.optional(),
  SINK_CASSANDRA_PORT: port.optional(),
  CASSANDRA_CONTACT_POINTS: commaSeparated.default(["127.0.0.1"]),
  CASSANDRA_PORT: port.default(9042),
  CASSANDRA_LOCAL_DATACENTER: z.string().min(1).default("datacenter1"),
  CASSANDRA_USERNAME: z.string().optional(),
  CASSANDRA_PASSWORD: z.string().optional(),
  CASSANDRA_KEYSPACE: cqlName.default("kafka_data"),
  CASSANDRA_TABLE: cqlName.default("cities_weather_data"),
  /** How the tables are laid out: see `cql/README.md`. */
  CASSANDRA_LAYOUT: z.enum(layouts).default("simple"),
  CASSANDRA_REPLICATION: z.string().optional(),
  CASSANDRA_HEAP: z.string().regex(
    /^\d+[mMgG]$/,
    "must be a Java heap size such as 512m",
  ).default("512m"),
  STACK_DIR: z.string().min(1).default(".stack"),
  ...securityShape,
});

/** The environment as given, parsed: see {@linkcode readSettings} for what depends on more than one variable. */
export type Environment = z.infer<typeof environmentSchema>;

/** The environment with everything that one variable's default takes from another filled in. */
export interface Settings extends Environment {
  /** host:port of each bootstrap broker. */
  readonly KAFKA_BROKERS: string[];
  /** Base URL of Connect's REST API; where several workers have it, each one's, with commas. */
  readonly CONNECT_URL: string;
  /** Contact points as the Connect worker reaches them, which in containers is not how this machine does. */
  readonly SINK_CONTACT_POINTS: string[];
  /** CQL port as the Connect worker reaches it. */
  readonly SINK_CASSANDRA_PORT: number;
}

/**
 * Parses the environment.
 *
 * @throws {UserError} naming every variable that is wrong, at once.
 */
export function readSettings(
  environment: Record<string, string | undefined> = processEnvironment(),
): Settings {
  const { variables, faults } = readSecrets(environment);
  const parsed = environmentSchema.safeParse(variables);
  for (const { path, message } of parsed.error?.issues ?? []) {
    const name = String(path[0]);
    faults.push(
      isSecretName(name)
        ? `${name}: ${message}`
        : `${name}: ${message} (it is ${
          JSON.stringify(withoutUser(environment[name]))
        })`,
    );
  }
  if (parsed.success && faults.length === 0) {
    faults.push(...checkSecurity(parsed.data));
  }
  if (!parsed.success || faults.length > 0) {
    throw new UserError(
      `Cannot read the settings from the environment:\n  ${
        faults.join("\n  ")
      }`,
      "correct them in .env or in the shell; .env.example has every variable with its default",
    );
  }
  const env = parsed.data;
  return {
    ...env,
    KAFKA_BROKERS: env.KAFKA_BROKERS ?? [`localhost:${env.KAFKA_PORT}`],
    CONNECT_URL: env.CONNECT_URL ?? `http://localhost:${env.CONNECT_PORT}`,
    SINK_CONTACT_POINTS: env.SINK_CONTACT_POINTS ??
      env.CASSANDRA_CONTACT_POINTS,
    SINK_CASSANDRA_PORT: env.SINK_CASSANDRA_PORT ?? env.CASSANDRA_PORT,
  };
}

// What stands before the host of a URL may be a password.
function withoutUser(value: string | undefined): string | undefined {
  return value?.replaceAll(/\/\/[^/]*@/g, "//…@");
}

// One by one, so that a task needs permission for these variables alone.
function processEnvironment(): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.keys(environmentSchema.shape).map((
      name,
    ) => [name, Deno.env.get(name)]),
  );
}
