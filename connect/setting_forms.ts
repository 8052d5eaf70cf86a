import type {
  CodecSettings,
  ConnectorSettings,
  TableSettings,
} from "./sink_settings.ts";

/** What a setting's value looks like: a whole number, true or false, any text, a reference to a secret, or one of some words. */
export type SettingForm =
  | "number"
  | "boolean"
  | "text"
  | "secret"
  | readonly string[];

/** The settings that the types name one by one: all but those passed on to the driver. */
type NamedSetting = keyof {
  [
    Name in keyof ConnectorSettings as string extends Name ? never
      : Name extends `datastax-java-driver.${infer Rest}`
        ? string extends Rest ? never : Name
      : Name
  ]: true;
};

const timeUnits = [
  "NANOSECONDS",
  "MICROSECONDS",
  "MILLISECONDS",
  "SECONDS",
  "MINUTES",
  "HOURS",
  "DAYS",
] as const;

const converters = [
  "org.apache.kafka.connect.storage.StringConverter",
  "org.apache.kafka.connect.json.JsonConverter",
  "org.apache.kafka.connect.converters.ByteArrayConverter",
  "org.apache.kafka.connect.converters.IntegerConverter",
  "org.apache.kafka.connect.converters.LongConverter",
] as const;

/** Forms of the connector's settings, as `sink_settings.ts` types them. */
export const connectorForms = {
  maxConcurrentRequests: "number",
  maxNumberOfRecordsInBatch: "number",
  queryExecutionTimeout: "number",
  connectionPoolLocalSize: "number",
  metricsHighestLatency: "number",
  compression: ["None", "LZ4", "Snappy"],
  jmx: "boolean",
  jmxConnectorDomain: "text",
  ignoreErrors: ["None", "All", "Driver"],
  "auth.provider": ["None", "PLAIN", "GSSAPI"],
  "auth.username": "secret",
  "auth.password": "secret",
  "auth.gssapi.keyTab": "text",
  "auth.gssapi.principal": "text",
  "auth.gssapi.service": "text",
  "ssl.provider": ["None", "JDK", "OpenSSL"],
  "ssl.cipherSuites": "text",
  "ssl.hostnameValidation": "boolean",
  "ssl.keystore.path": "text",
  "ssl.keystore.password": "secret",
  "ssl.truststore.path": "text",
  "ssl.truststore.password": "secret",
  "ssl.openssl.keyCertChain": "text",
  "ssl.openssl.privateKey": "text",
  "tasks.max": "number",
  "tasks.max.enforce": "boolean",
  "key.converter": converters,
  "value.converter": converters,
  "header.converter": [
    "org.apache.kafka.connect.storage.SimpleHeaderConverter",
    "org.apache.kafka.connect.storage.StringConverter",
  ],
  "key.converter.schemas.enable": "boolean",
  "value.converter.schemas.enable": "boolean",
  "errors.tolerance": ["none", "all"],
  "errors.deadletterqueue.topic.name": "text",
  "errors.deadletterqueue.topic.replication.factor": "number",
  "errors.deadletterqueue.context.headers.enable": "boolean",
  "errors.log.enable": "boolean",
  "errors.log.include.messages": "boolean",
  "errors.retry.timeout": "number",
  "errors.retry.delay.max.ms": "number",
  "config.action.reload": ["none", "restart"],
  "consumer.override.auto.offset.reset": ["earliest", "latest"],
  "consumer.override.group.id": "text",
  "consumer.override.max.poll.records": "number",
  "consumer.override.max.poll.interval.ms": "number",
  "consumer.override.max.partition.fetch.bytes": "number",
  "consumer.override.fetch.min.bytes": "number",
  "consumer.override.fetch.max.bytes": "number",
  "consumer.override.fetch.max.wait.ms": "number",
  "consumer.override.session.timeout.ms": "number",
  "consumer.override.heartbeat.interval.ms": "number",
  "consumer.override.isolation.level": ["read_uncommitted", "read_committed"],
  "consumer.override.receive.buffer.bytes": "number",
  "producer.override.compression.type": [
    "none",
    "gzip",
    "snappy",
    "lz4",
    "zstd",
  ],
  "producer.override.max.request.size": "number",
} as const satisfies Record<NamedSetting, SettingForm>;

/** Forms of the settings of one topic and table. */
export const tableForms = {
  consistencyLevel: [
    "ANY",
    "ONE",
    "TWO",
    "THREE",
    "QUORUM",
    "ALL",
    "LOCAL_ONE",
    "LOCAL_QUORUM",
    "EACH_QUORUM",
  ],
  ttl: "number",
  ttlTimeUnit: timeUnits,
  timestampTimeUnit: timeUnits,
  nullToUnset: "boolean",
  deletesEnabled: "boolean",
} as const satisfies Record<keyof TableSettings, SettingForm>;

/** Forms of the codec settings of one topic. */
export const codecForms = {
  locale: "text",
  timeZone: "text",
  timestamp: "text",
  date: "text",
  time: "text",
  unit: timeUnits,
} as const satisfies Record<keyof CodecSettings, SettingForm>;

/** A setting's text as a TypeScript value of its form, or null if it does not have that form. */
export function printOfForm(form: SettingForm, text: string): string | null {
  switch (form) {
    case "number":
      return /^(0|-?[1-9]\d{0,14})$/.test(text) ? text : null;
    case "boolean":
      return text === "true" || text === "false" ? text : null;
    case "text":
      return JSON.stringify(text);
    case "secret":
      return /^\$\{(env:[^{}]+|(file|dir):[^{}:]+:[^{}]+)\}$/.test(text)
        ? JSON.stringify(text)
        : null;
    default:
      return form.includes(text) ? JSON.stringify(text) : null;
  }
}
