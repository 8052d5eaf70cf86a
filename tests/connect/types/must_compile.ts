// Definitions that the compiler must accept; sink_config_test.ts reads what they build.
import { buildSinkConfig, topicToTable } from "../../../connect/sink_config.ts";
import { reading, weather } from "./example_records.ts";

export const weatherTopic = topicToTable({
  ...weather,
  mapping: {
    city: "value.city",
    last_update_time: "value.last_update_time",
    country: "value.country",
    temperature: "value.temperature",
    feels_like: "value.feels_like",
    humidity: "value.humidity",
  },
});

/** Any number may go into a double, and columns beside the key's may be left out. */
export const someColumns = topicToTable({
  ...weather,
  mapping: {
    city: "value.city",
    last_update_time: "value.last_update_time",
    temperature: "value.humidity",
  },
});

export const readingTopic = topicToTable({
  ...reading,
  mapping: {
    sensor: "key",
    day: "value.day",
    read_at: "value.read_at",
    sequence: "value.sequence",
    id: "now()",
    site: "header.site",
    place: "value.place",
    tags: "value.tags",
    samples: "value.samples",
    limits: "value.limits",
    span: "value.span",
    embedding: "value.embedding",
    alarm: "value.alarm",
    level: "value.level",
    address: "value.address",
    raw: "value.raw",
    __ttl: "value.keep_seconds",
    __timestamp: "value.written_us",
  },
  settings: {
    consistencyLevel: "LOCAL_QUORUM",
    ttlTimeUnit: "SECONDS",
    timestampTimeUnit: "MICROSECONDS",
    deletesEnabled: false,
  },
  codec: { timeZone: "Europe/Berlin", unit: "MILLISECONDS" },
});

export const readingSink = buildSinkConfig({
  name: "readings",
  plugin: "datastax",
  cassandra: {
    contactPoints: ["db1", "db2"],
    port: 9142,
    localDatacenter: "dc1",
  },
  topics: [weatherTopic, readingTopic],
  settings: {
    "tasks.max": 4,
    compression: "LZ4",
    "auth.provider": "PLAIN",
    "auth.username": "${env:CASSANDRA_USERNAME}",
    "auth.password": "${file:/run/secrets/cassandra:password}",
    "datastax-java-driver.basic.request.timeout": "20 seconds",
    "errors.tolerance": "all",
  },
});
