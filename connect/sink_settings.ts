/**
 * A value that the Connect worker looks up when it starts the connector, so that no secret stands in a config:
 * `${env:NAME}` from its environment, `${file:PATH:KEY}` and `${dir:PATH:KEY}` from files on the worker.
 */
export type SecretReference =
  | `\${env:${string}}`
  | `\${file:${string}:${string}}`
  | `\${dir:${string}:${string}}`;

/** Names of `java.util.concurrent.TimeUnit`, as the sink wants them. */
export type TimeUnit =
  | "NANOSECONDS"
  | "MICROSECONDS"
  | "MILLISECONDS"
  | "SECONDS"
  | "MINUTES"
  | "HOURS"
  | "DAYS";

/** Consistency levels that a write may have. */
export type WriteConsistency =
  | "ANY"
  | "ONE"
  | "TWO"
  | "THREE"
  | "QUORUM"
  | "ALL"
  | "LOCAL_ONE"
  | "LOCAL_QUORUM"
  | "EACH_QUORUM";

// A union is looked up value by value where a setting has it: the compiler's messages then list the values that fit, not
// the union's name.

/** Settings of one topic and table, `topic.<topic>.<keyspace>.<table>.*`, besides its mapping. */
export interface TableSettings {
  /** @default {"LOCAL_ONE"} */
  readonly consistencyLevel?: {
    [Level in WriteConsistency]: Level;
  }[WriteConsistency];
  /** Time to live of every row, in `ttlTimeUnit`; -1 is none. @default {-1} */
  readonly ttl?: number;
  /** @default {"SECONDS"} */
  readonly ttlTimeUnit?: { [Unit in TimeUnit]: Unit }[TimeUnit];
  /** Unit of the field mapped to `__timestamp`. @default {"MICROSECONDS"} */
  readonly timestampTimeUnit?: { [Unit in TimeUnit]: Unit }[TimeUnit];
  /** Whether a null leaves the old cell as it is, rather than deleting it. @default {true} */
  readonly nullToUnset?: boolean;
  /** Whether a record whose mapped fields, the key's aside, are all null deletes its row. @default {true} */
  readonly deletesEnabled?: boolean;
}

/** How text and numbers of one topic are read, `topic.<topic>.codec.*`. */
export interface CodecSettings {
  /** `language_COUNTRY`. @default {"en_US"} */
  readonly locale?: `${string}_${string}`;
  /** A time zone's name. @default {"UTC"} */
  readonly timeZone?: string;
  /** How text becomes a `timestamp`. @default {"CQL_TIMESTAMP"} */
  readonly timestamp?: string;
  /** @default {"ISO_LOCAL_DATE"} */
  readonly date?: string;
  /** @default {"ISO_LOCAL_TIME"} */
  readonly time?: string;
  /** Unit of numbers that become a `timestamp`. @default {"MILLISECONDS"} */
  readonly unit?: { [Unit in TimeUnit]: Unit }[TimeUnit];
}

/** Converters that come with Kafka Connect. */
export type ConverterClass =
  | "org.apache.kafka.connect.storage.StringConverter"
  | "org.apache.kafka.connect.json.JsonConverter"
  | "org.apache.kafka.connect.converters.ByteArrayConverter"
  | "org.apache.kafka.connect.converters.IntegerConverter"
  | "org.apache.kafka.connect.converters.LongConverter";

/** The sink's own settings that concern all its topics. */
export interface SinkSettings {
  /** Requests in flight at once, for each worker. @default {500} */
  readonly maxConcurrentRequests?: number;
  /** Largest UNLOGGED batch; one batch has rows of one partition key only. @default {32} */
  readonly maxNumberOfRecordsInBatch?: number;
  /** Seconds. @default {30} */
  readonly queryExecutionTimeout?: number;
  /** Connections for each node. @default {4} */
  readonly connectionPoolLocalSize?: number;
  /** Seconds; more than `queryExecutionTimeout`. @default {35} */
  readonly metricsHighestLatency?: number;
  /** @default {"None"} */
  readonly compression?: "None" | "LZ4" | "Snappy";
  /** @default {true} */
  readonly jmx?: boolean;
  readonly jmxConnectorDomain?: string;
  /** What the DataStax sink does with a record it cannot write: stop at it, or drop it without a trace. @default {"None"} */
  readonly ignoreErrors?: "None" | "All" | "Driver";
  readonly "auth.provider"?: "None" | "PLAIN" | "GSSAPI";
  readonly "auth.username"?: SecretReference;
  readonly "auth.password"?: SecretReference;
  readonly "auth.gssapi.keyTab"?: string;
  readonly "auth.gssapi.principal"?: string;
  readonly "auth.gssapi.service"?: string;
  readonly "ssl.provider"?: "None" | "JDK" | "OpenSSL";
  readonly "ssl.cipherSuites"?: string;
  readonly "ssl.hostnameValidation"?: boolean;
  readonly "ssl.keystore.path"?: string;
  readonly "ssl.keystore.password"?: SecretReference;
  readonly "ssl.truststore.path"?: string;
  readonly "ssl.truststore.password"?: SecretReference;
  readonly "ssl.openssl.keyCertChain"?: string;
  readonly "ssl.openssl.privateKey"?: string;
  /** Passed on to the driver, see its `reference.conf`. */
  readonly [driver: `datastax-java-driver.${string}`]:
    | string
    | number
    | boolean;
}

/** Settings that every sink connector takes from Kafka Connect itself. */
export interface ConnectSettings {
  readonly "tasks.max"?: number;
  readonly "tasks.max.enforce"?: boolean;
  readonly "key.converter"?: {
    [Class in ConverterClass]: Class;
  }[ConverterClass];
  readonly "value.converter"?: {
    [Class in ConverterClass]: Class;
  }[ConverterClass];
  readonly "header.converter"?:
    | "org.apache.kafka.connect.storage.SimpleHeaderConverter"
    | "org.apache.kafka.connect.storage.StringConverter";
  /** JsonConverter: whether each record carries its own schema. */
  readonly "key.converter.schemas.enable"?: boolean;
  /** JsonConverter: whether each record carries its own schema. */
  readonly "value.converter.schemas.enable"?: boolean;
  /** `all`: a record that cannot be written goes to the dead letter queue; `none`: the task stops at it. */
  readonly "errors.tolerance"?: "none" | "all";
  readonly "errors.deadletterqueue.topic.name"?: string;
  readonly "errors.deadletterqueue.topic.replication.factor"?: number;
  /** Whether a dead letter says, in its headers, where it came from and why it failed. */
  readonly "errors.deadletterqueue.context.headers.enable"?: boolean;
  readonly "errors.log.enable"?: boolean;
  readonly "errors.log.include.messages"?: boolean;
  /** Milliseconds that a failing operation is tried again; -1 is for ever. */
  readonly "errors.retry.timeout"?: number;
  readonly "errors.retry.delay.max.ms"?: number;
  readonly "config.action.reload"?: "none" | "restart";
  readonly "consumer.override.auto.offset.reset"?: "earliest" | "latest";
  readonly "consumer.override.group.id"?: string;
  readonly "consumer.override.max.poll.records"?: number;
  readonly "consumer.override.max.poll.interval.ms"?: number;
  readonly "consumer.override.max.partition.fetch.bytes"?: number;
  readonly "consumer.override.fetch.min.bytes"?: number;
  readonly "consumer.override.fetch.max.bytes"?: number;
  readonly "consumer.override.fetch.max.wait.ms"?: number;
  readonly "consumer.override.session.timeout.ms"?: number;
  readonly "consumer.override.heartbeat.interval.ms"?: number;
  readonly "consumer.override.isolation.level"?:
    | "read_uncommitted"
    | "read_committed";
  readonly "consumer.override.receive.buffer.bytes"?: number;
  /** Of the dead letter queue's producer. */
  readonly "producer.override.compression.type"?:
    | "none"
    | "gzip"
    | "snappy"
    | "lz4"
    | "zstd";
  /** Of the dead letter queue's producer: bytes before compression. */
  readonly "producer.override.max.request.size"?: number;
}

/** Every setting of the connector that does not come from its name, connection and topics. */
export type ConnectorSettings = SinkSettings & ConnectSettings;
