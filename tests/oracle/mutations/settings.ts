import {
  type Mutator,
  settingsMutation,
  tableGroups,
  topicOf,
} from "./mutation.ts";
import type { Random } from "./random.ts";

type Choices = readonly (readonly [
  name: string,
  values: readonly (string | null)[],
])[];

function choose(kind: string, random: Random, choices: Choices) {
  const [name, values] = random.pick(choices);
  return settingsMutation(kind, { [name]: random.pick(values) });
}

const globals: Choices = [
  ["tasks.max", ["0", "-1", "two", "", " 2 ", "3", null]],
  ["jmx", ["yes", "TRUE", "false", "", "1"]],
  ["jmxConnectorDomain", [
    "a:b",
    "a*",
    "my.domain",
    "",
    "a?b",
    "a,b",
    "a=b",
    "x y",
  ]],
  ["maxConcurrentRequests", ["0", "1", "abc", "1e3", "2147483648"]],
  ["maxNumberOfRecordsInBatch", ["0", "1", "1.5", "65535"]],
  ["queryExecutionTimeout", ["0", "1", "30s", "2147483647"]],
  ["connectionPoolLocalSize", ["0", "1", "8", "four"]],
  ["metricsHighestLatency", ["0", "1", "x", "3600"]],
  ["compression", ["gzip", "LZ4", "lz4", "none", "", "None ", "zstd"]],
  ["ignoreErrors", ["All", "driver", "maybe", "true", "false", "", "NONE"]],
  ["port", ["0", "-1", "99999", "cql", "", null]],
  ["contactPoints", [
    "127.0.0.1:9042",
    "my_host_",
    "-bad.example",
    "",
    "127.0.0.1, 127.0.0.1",
    "127.0.0.1,",
    "127.0.0.1;127.0.0.1",
    "http://127.0.0.1",
    "127.0.0.1/32",
    "a..b",
    null,
  ]],
  ["loadBalancing.localDc", ["", null]],
  ["loadBalancing.localDC", ["datacenter1"]],
  ["contactPoint", ["127.0.0.1"]],
  ["maxRecordsInBatch", ["16"]],
  ["cloud.secureConnectBundle", ["/no/such.zip", "", "base64:!!!"]],
  ["name", ["", "my sink", null]],
  ["config.action.reload", ["never", "none", "RESTART"]],
  ["tasks.max.enforce", ["x", "false"]],
  ["connector.plugin.version", ["[oops", ""]],
  ["exactly.once.support", ["required"]],
  ["connector.class", [
    "CassandraSinkConnector",
    "CassandraSink",
    "com.datastax.oss.kafka.sink.CassandraSinkConector",
    "com.datastax.kafkaconnector.DseSinkConnector",
    null,
  ]],
];

/** The connector's and Connect's own settings without a prefix. */
export const mutateGlobal: Mutator = (random) =>
  choose("global", random, globals);

/** What the task subscribes to. */
export const mutateTopics: Mutator = (random, base) => {
  const topic = topicOf(base);
  return settingsMutation(
    "topics",
    random.pick([
      { topics: null },
      { topics: "" },
      { topics: `${topic},other` },
      { topics: ` ${topic} ` },
      { topics: `${topic},` },
      { topics: `${topic},${topic}` },
      { topics: topic.toUpperCase() },
      { topics: `${topic}s` },
      { topics: null, "topics.regex": topic.replaceAll(".", "\\.") },
      { topics: null, "topics.regex": `${topic.slice(0, 4)}.*` },
      { topics: null, "topics.regex": topic.slice(0, 4) },
      { topics: null, "topics.regex": "(" },
      { topics: null, "topics.regex": "[a-z.0-9_-]+" },
      { topics: null, "topics.regex": "" },
      { "topics.regex": ".*" },
      { "topic.regex": ".*" },
    ]),
  );
};

const tableSettings: Choices = [
  ["consistencyLevel", [
    "local_quorum",
    "LOCAL-QUORUM",
    "SERIAL",
    "QUORUM",
    "all",
    " ONE",
    "",
    "EACH_QUORUM",
    "Local_One",
  ]],
  ["ttl", [
    "0",
    "-1",
    "-2",
    "60",
    "1h",
    "700000000",
    "",
    " 60 ",
    "1.5",
    "2147483648",
  ]],
  ["ttlTimeUnit", ["SECONDS", "seconds", "DAYS", "WEEKS", "MILLISECONDS", ""]],
  ["timestampTimeUnit", [
    "MICROS",
    "MILLISECONDS",
    "SECONDS",
    "NANOSECONDS",
    "microseconds",
  ]],
  ["nullToUnset", ["false", "maybe", "FALSE", "0", ""]],
  ["deletesEnabled", ["false", "true", "no", "True", ""]],
  ["ttlUnit", ["SECONDS"]],
  ["consistency", ["ONE"]],
  ["Mapping", ["a=value.a"]],
];

/** Settings of one topic and table. */
export const mutateTable: Mutator = (random, base) => {
  const group = random.pick(tableGroups(base));
  const [name, values] = random.pick(tableSettings);
  const changes = { [`${group}${name}`]: random.pick(values) };
  return settingsMutation(
    "table",
    name === "ttlTimeUnit" && random.chance(0.5)
      ? { ...changes, [`${group}ttl`]: random.pick(["5000", "1", "90000"]) }
      : changes,
  );
};

/** The name of a topic, keyspace or table inside settings' names. */
export const mutateTableName: Mutator = (random, base) => {
  const group = random.pick(tableGroups(base));
  const [, topic = "", keyspace = "", table = ""] =
    /^topic\.(.*)\.([^.]+)\.([^.]+)\.$/.exec(group) ?? [];
  const renamed = random.pick([
    `topic.${topic}s.${keyspace}.${table}.`,
    `topic.${topic}.${keyspace}s.${table}.`,
    `topic.${topic}.${keyspace}.${table}s.`,
    `topic.${topic}.${keyspace}.${table.toUpperCase()}.`,
    `topic.${topic}.${keyspace[0]?.toUpperCase()}${
      keyspace.slice(1)
    }.${table}.`,
    `topic.${topic}.${keyspace}."${table}".`,
    `topic.${topic}."${keyspace}".${table}.`,
    `topic.${topic}.${keyspace}.`,
    `topic.${topic}.${table}.`,
    `topics.${topic}.${keyspace}.${table}.`,
    `topic.${topic}.${keyspace}.${table}.x.`,
    `Topic.${topic}.${keyspace}.${table}.`,
  ]);
  return {
    kind: "table-name",
    text: `${group}* -> ${renamed}*`,
    apply: ({ config, records }) => ({
      records,
      config: Object.fromEntries(
        Object.entries(config).map(([name, value]) => [
          name.startsWith(group) ? renamed + name.slice(group.length) : name,
          value,
        ]),
      ),
    }),
  };
};

const codecSettings: Choices = [
  ["locale", ["en-US", "de_DE", "xx", "", "fr_FR", "en_US_", "C", "pt_BR"]],
  ["timeZone", [
    "Europe/Berlin",
    "CEST",
    "CET",
    "GMT+2",
    "+02:00",
    "+25",
    "europe/berlin",
    "",
    "EST",
    "UTC+1",
  ]],
  ["timestamp", [
    "CQL_TIMESTAMP",
    "cql_timestamp",
    "ISO_INSTANT",
    "ISO_OFFSET_DATE_TIME",
    "ISO_ZONED_DATE_TIME",
    "ISO_LOCAL_DATE_TIME",
    "ISO_DATE",
    "RFC_1123_DATE_TIME",
    "UNITS_SINCE_EPOCH",
    "yyyy-MM-dd'T'HH:mm:ssX",
    "yyyy-MM-dd'T'HH:mm:ss'Z'",
    "yyyy-MM-dd'T'HH:mm:ss.SSSX",
    "yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX][X]",
    "yyyy-MM-dd HH:mm:ss",
    "YYYY-MM-dd'T'HH:mm:ssX",
    "foo",
    "yyyy-MM-dd'T'HH:mm:ssX'",
    "",
  ]],
  ["date", [
    "ISO_DATE",
    "BASIC_ISO_DATE",
    "yyyy-MM-dd",
    "dd.MM.yyyy",
    "yyyy-DD-mm",
    "'",
    "uuuu-MM-dd",
    "ISO_LOCAL_TIME",
    "UNITS_SINCE_EPOCH",
  ]],
  ["time", [
    "HH:mm:ss",
    "hh:mm:ss",
    "HH:mm",
    "ISO_TIME",
    "hh:mm a",
    "H",
    "bad{",
    "ISO_LOCAL_DATE",
  ]],
  ["unit", ["SECONDS", "seconds", "MILLIS", "MICROSECONDS", "DAYS", ""]],
  ["timezone", ["UTC"]],
  ["number", ["#"]],
];

/** Settings under `topic.<t>.codec.`. */
export const mutateCodec: Mutator = (random, base) => {
  const [name, values] = random.pick(codecSettings);
  return settingsMutation("codec", {
    [`topic.${topicOf(base)}.codec.${name}`]: random.pick(values),
  });
};

/** Error handling and the dead letter queue. */
export const mutateErrors: Mutator = (random, base) => {
  const queue = "errors.deadletterqueue.topic";
  return settingsMutation(
    "errors",
    random.pick<Record<string, string | null>>([
      { "errors.tolerance": "all" },
      { "errors.tolerance": "ALL" },
      { "errors.tolerance": "some" },
      { "errors.tolerance": "" },
      { [`${queue}.name`]: "dlq" },
      { [`${queue}.name`]: "dlq", [`${queue}.replication.factor`]: "1" },
      {
        "errors.tolerance": "all",
        [`${queue}.name`]: "dlq",
        [`${queue}.replication.factor`]: "1",
      },
      {
        "errors.tolerance": "all",
        [`${queue}.name`]: topicOf(base),
        [`${queue}.replication.factor`]: "1",
      },
      {
        [`${queue}.name`]: "d l q",
        [`${queue}.replication.factor`]: "1",
      },
      { [`${queue}.replication.factor`]: "one" },
      {
        [`${queue}.name`]: "dlq",
        [`${queue}.replication.factor`]: "0",
      },
      {
        [`${queue}.name`]: "dlq",
        [`${queue}.replication.factor`]: "-1",
      },
      { "errors.deadletterqueue.context.headers.enable": "yes" },
      { "errors.deadletterqueue.context.headers.enable": "true" },
      { "errors.retry.timeout": "-1" },
      { "errors.retry.timeout": "1m" },
      { "errors.retry.delay.max.ms": "-5" },
      { "errors.log.enable": "true" },
      { "errors.log.enable": "on" },
      { "errors.log.include.messages": "false" },
      { "errors.tolerence": "all" },
      { "errors.deadletterqueue.topic": "dlq" },
    ]),
  );
};

const consumer: Choices = [
  ["max.poll.records", ["abc", "0", "1", "5000", "", "1.5"]],
  ["auto.offset.reset", [
    "earlist",
    "EARLIEST",
    "earliest",
    "latest",
    "none",
    "by_duration:P1D",
    "by_duration:1d",
  ]],
  ["max.pol.records", ["5"]],
  ["group.id", ["mine", "", "connect-cluster"]],
  ["value.deserializer", [
    "org.apache.kafka.common.serialization.StringDeserializer",
    "org.apache.kafka.common.serialization.ByteArrayDeserializer",
    "x.Y",
    "StringDeserializer",
  ]],
  ["isolation.level", ["read_commited", "read_committed", "READ_COMMITTED"]],
  ["group.protocol", ["consumer", "classic", "kip848", "CONSUMER"]],
  ["session.timeout.ms", ["1000", "-1", "x", "60000"]],
  ["heartbeat.interval.ms", ["60000", "1000"]],
  ["max.poll.interval.ms", ["0", "600000", "1"]],
  ["fetch.min.bytes", ["-1", "1048576"]],
  ["fetch.max.wait.ms", ["x", "100"]],
  ["max.partition.fetch.bytes", ["-1", "5242880"]],
  ["enable.auto.commit", ["true", "maybe"]],
  ["security.protocol", ["TLS", "plaintext", "PLAINTEXT", "SSL"]],
  ["client.rack", ["a"]],
  ["partition.assignment.strategy", [
    "x.Y",
    "org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
    "RangeAssignor",
  ]],
  ["bootstrap.servers", ["localhost", "localhost:abc", "localhost:1"]],
  ["receive.buffer.bytes", ["-1", "-2"]],
  ["request.timeout.ms", ["-1", "30000"]],
  ["check.crcs", ["x"]],
  ["metadata.max.age.ms", ["-1"]],
  ["allow.auto.create.topics", ["false"]],
];

/** The overrides of the task's Kafka clients. */
export const mutateConsumer: Mutator = (random) => {
  const [name, values] = random.pick(consumer);
  const prefix = random.pick([
    "consumer.override.",
    "consumer.override.",
    "consumer.override.",
    "consumer.override.",
    "consumer.",
    "consumer.overrides.",
    "producer.override.",
  ]);
  const value = random.pick(values);
  return settingsMutation("consumer", { [`${prefix}${name}`]: value });
};

const driver: Choices = [
  ["basic.request.timeout", [
    "soon",
    "5 seconds",
    "5s",
    "500",
    "PT5S",
    "0",
    "-1 s",
    "5 parsecs",
  ]],
  ["basic.request.consistency", ["SOME", "LOCAL_QUORUM", "local_quorum"]],
  ["basic.request.page-size", ["abc", "100", "1.5"]],
  ["basic.request.default-idempotence", ["perhaps", "true", "yes", "on"]],
  ["basic.requests.timeout", ["5 seconds"]],
  ["basic.load-balancing-policy.class", [
    "NoSuchPolicy",
    "DefaultLoadBalancingPolicy",
    "DcInferringLoadBalancingPolicy",
  ]],
  ["basic.load-balancing-policy.local-datacenter", ["datacenter1"]],
  ["advanced.connection.pool.local.size", ["0", "2", "-1"]],
  ["advanced.connection.max-requests-per-connection", ["100000", "1024", "0"]],
  ["advanced.connection.connect-timeout", ["5 seconds", "never"]],
  ["advanced.protocol.version", ["V9", "V4", "V5", "v4", "4", "V3"]],
  ["advanced.protocol.compression", ["lz4", "zip", "none"]],
  ["advanced.retry-policy.class", [
    "Nope",
    "DefaultRetryPolicy",
    "ConsistencyDowngradingRetryPolicy",
  ]],
  ["advanced.speculative-execution-policy.class", [
    "NoSpeculativeExecutionPolicy",
    "Nope",
  ]],
  ["advanced.reconnection-policy.class", [
    "ExponentialReconnectionPolicy",
    "Nope",
  ]],
  ["advanced.reconnection-policy.base-delay", ["1 second", "0", "x"]],
  ["advanced.timestamp-generator.class", [
    "ServerSideTimestampGenerator",
    "Nope",
  ]],
  ["advanced.address-translator.class", [
    "PassThroughAddressTranslator",
    "Nope",
  ]],
  ["advanced.throttler.class", [
    "PassThroughRequestThrottler",
    "ConcurrencyLimitingRequestThrottler",
  ]],
  ["advanced.metrics.session.enabled", [
    "cql-requests",
    "cql-request",
    "bytes-sent, cql-requests",
    "",
  ]],
  ["advanced.metrics.node.enabled", ["pool.open-connections", "nope"]],
  ["advanced.heartbeat.interval", ["30 seconds", "x"]],
  ["advanced.heartbeat.timeout", ["5 seconds"]],
  ["advanced.metadata.schema.enabled", ["false", "true"]],
  ["advanced.metadata.schema.refreshed-keyspaces", [
    "system",
    "!system",
    "/.*/",
  ]],
  ["advanced.auth-provider.class", ["PlainTextAuthProvider"]],
  ["advanced.ssl-engine-factory.class", ["DefaultSslEngineFactory"]],
  ["advanced.resolve-contact-points", ["false", "maybe"]],
  ["advanced.reconnect-on-init", ["false"]],
  ["advanced.socket.tcp-no-delay", ["x", "true"]],
  ["advanced.netty.io-group.size", ["0", "2", "-1", "x"]],
  ["advanced.prepared-statements.prepare-on-all-nodes", ["false", "x"]],
  ["advanced.request-tracker.class", ["RequestLogger"]],
  ["advanced.coalescer.reschedule-interval", ["10 microseconds", "x"]],
  ["basic.session-name", ["s"]],
  ["basic.session-keyspace", ["system", "nope"]],
  ["basic.application.name", ["x"]],
  ["a$b", ["1"]],
  ["basic.", ["1"]],
  ["basic.request", ["x"]],
  ["basic..x", ["1"]],
  ["profiles.slow.basic.request.timeout", ["60 seconds", "x"]],
];

/** The driver's own settings. */
export const mutateDriver: Mutator = (random) => {
  const [name, values] = random.pick(driver);
  return settingsMutation("driver", {
    [`datastax-java-driver.${name}`]: random.pick(values),
  });
};

const security: Choices = [
  ["auth.username", ["u", ""]],
  ["auth.password", ["p", ""]],
  ["auth.provider", ["DSE", "plain", "PLAIN", "None", "none", ""]],
  ["auth.providr", ["PLAIN"]],
  ["auth.gssapi.service", ["", "dse"]],
  ["auth.gssapi.keyTab", ["/no/such.keytab"]],
  ["ssl.provider", ["jdk", "None", "openssl", "none", ""]],
  ["ssl.hostnameValidation", ["false", "maybe", "TRUE"]],
  ["ssl.truststore.path", ["/no/such.jks", "/tmp", "", "base64:AAAA"]],
  ["ssl.truststore.password", ["x"]],
  ["ssl.keystore.path", ["/no/such.jks"]],
  ["ssl.trustStore", ["/no/such.jks"]],
  ["ssl.openssl.privateKey", ["/no/such.key", ""]],
  ["ssl.openssl.keyCertChain", ["/no/such.pem"]],
  ["ssl.cipherSuites", ["TLS_AES_128_GCM_SHA256", ""]],
];

/** Authentication and TLS, against a database that asks for neither. */
export const mutateSecurity: Mutator = (random) =>
  choose("security", random, security);

/** A setting dropped, misspelt, or written with blanks around. */
export const mutateAnySetting: Mutator = (random, base) => {
  const name = random.pick(Object.keys(base.config));
  const value = base.config[name] ?? "";
  const at = random.below(Math.max(1, name.length - 1));
  const swapped = name.slice(0, at) + (name[at + 1] ?? "") + (name[at] ?? "") +
    name.slice(at + 2);
  return settingsMutation(
    "any",
    random.pick([
      { [name]: null },
      { [name]: null, [swapped]: value },
      { [name]: ` ${value} ` },
      { [name]: `${value}\n` },
      { [name]: null, [name.toLowerCase()]: value },
      { [name]: null, [` ${name}`]: value },
      { [name]: `"${value}"` },
    ]),
  );
};
