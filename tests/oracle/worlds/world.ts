import type { OracleRecord } from "../oracle_client.ts";

/** A connector config as Connect stores it. */
export type Config = Readonly<Record<string, string>>;

/** A config that works, with records that it writes as they are meant. */
export interface Base {
  readonly name: string;
  readonly config: Config;
  readonly records: readonly OracleRecord[];
}

/** Tables, and ways to fill them from topics. */
export interface World {
  readonly name: string;
  readonly keyspace: string;
  /** Statements that make keyspace, types and tables. */
  readonly cql: readonly string[];
  /** As in CQL, `keyspace.table`. */
  readonly tables: readonly string[];
  readonly bases: readonly Base[];
}

/** Port of the Cassandra that the oracle uses, on this machine. */
export const cassandraPort = Deno.env.get("CASSANDRA_PORT") ?? "9042";

const convert = "org.apache.kafka.connect";

/** Class names of Connect's converters, by their short name. */
export const converters = {
  string: `${convert}.storage.StringConverter`,
  json: `${convert}.json.JsonConverter`,
  bytes: `${convert}.converters.ByteArrayConverter`,
  integer: `${convert}.converters.IntegerConverter`,
  long: `${convert}.converters.LongConverter`,
  double: `${convert}.converters.DoubleConverter`,
  boolean: `${convert}.converters.BooleanConverter`,
  simple: `${convert}.storage.SimpleHeaderConverter`,
} as const;

/** What every config of the DataStax sink needs, for one topic. */
export function sinkConfig(topic: string): Config {
  return {
    name: `oracle-${topic}`,
    "connector.class": "com.datastax.oss.kafka.sink.CassandraSinkConnector",
    "tasks.max": "1",
    topics: topic,
    contactPoints: "127.0.0.1",
    port: cassandraPort,
    "loadBalancing.localDc": "datacenter1",
  };
}

/** Key and value both read as plain text. */
export const textConverters: Config = {
  "key.converter": converters.string,
  "value.converter": converters.string,
};

/** Key as plain text, value as JSON without a schema. */
export const schemalessConverters: Config = {
  "key.converter": converters.string,
  "value.converter": converters.json,
  "value.converter.schemas.enable": "false",
};

/** Key as plain text, value as JSON with its schema beside it. */
export const schemaConverters: Config = {
  "key.converter": converters.string,
  "value.converter": converters.json,
  "value.converter.schemas.enable": "true",
};

/** The `mapping` setting for columns and the fields that fill them. */
export function mapping(entries: Readonly<Record<string, string>>): string {
  return Object.entries(entries).map(([column, field]) => `${column}=${field}`)
    .join(", ");
}

/** Keyspace for one Cassandra, without a commit log, so that emptying a table is quick. */
export function keyspaceCql(name: string): string {
  return `CREATE KEYSPACE IF NOT EXISTS ${name} WITH replication = ` +
    `{'class': 'SimpleStrategy', 'replication_factor': 1} AND durable_writes = false`;
}

/** A field of a schema in JsonConverter's form. */
export interface JsonSchemaField {
  readonly type: string;
  readonly optional?: boolean;
  readonly name?: string;
  readonly version?: number;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly items?: JsonSchemaField;
  readonly keys?: JsonSchemaField;
  readonly values?: JsonSchemaField;
  readonly fields?: readonly (JsonSchemaField & { readonly field: string })[];
}

/** A value with its schema in JsonConverter's envelope, as text. */
export function envelope(
  fields: Readonly<Record<string, JsonSchemaField>>,
  payload: unknown,
): string {
  return JSON.stringify({
    schema: {
      type: "struct",
      optional: false,
      fields: Object.entries(fields).map(([field, schema]) => ({
        field,
        optional: true,
        ...schema,
      })),
    },
    payload,
  });
}
