// deno-lint-ignore-file no-dupe-keys
// Each line under an @ts-expect-error must be refused: `deno check` fails on one that is accepted.
import { buildSinkConfig, topicToTable } from "../../../connect/sink_config.ts";
import { reading, weather } from "./example_records.ts";
import { weatherTopic } from "./must_compile.ts";

const key = {
  city: "value.city",
  last_update_time: "value.last_update_time",
} as const;

topicToTable({
  ...weather,
  mapping: {
    ...key,
    // @ts-expect-error a column that the table does not have
    temprature: "value.temperature",
  },
});
topicToTable({
  ...weather,
  mapping: {
    ...key,
    // @ts-expect-error a field that the record does not have
    temperature: "value.temp",
  },
});
topicToTable({
  ...weather,
  // @ts-expect-error a key column is missing
  mapping: { city: "value.city" },
});
topicToTable({
  ...weather,
  mapping: {
    ...key,
    humidity: "value.humidity",
    // @ts-expect-error a column is mapped twice
    humidity: "value.humidity",
  },
});
topicToTable({
  ...weather,
  mapping: {
    ...key,
    // @ts-expect-error a double into an int
    humidity: "value.temperature",
  },
});
topicToTable({
  ...weather,
  mapping: {
    ...key,
    // @ts-expect-error text into a double
    temperature: "value.city",
  },
});
topicToTable({
  ...weather,
  mapping: {
    city: "value.city",
    // @ts-expect-error text that is no time into a timestamp
    last_update_time: "value.city",
  },
});
topicToTable({
  ...weather,
  mapping: {
    // @ts-expect-error a field that may be null into a key column
    city: "value.country",
    last_update_time: "value.last_update_time",
  },
});
topicToTable({
  ...weather,
  mapping: {
    ...key,
    // @ts-expect-error now() makes a timeuuid, no timestamp
    country: "now()",
  },
});
topicToTable({
  ...weather,
  mapping: {
    ...key,
    // @ts-expect-error a header that no record has
    country: "header.country",
  },
});
topicToTable({
  ...weather,
  mapping: {
    ...key,
    // @ts-expect-error the key is not described
    country: "key",
  },
});
topicToTable({
  ...weather,
  mapping: {
    ...key,
    // @ts-expect-error a whole object into text
    country: "value",
  },
});
topicToTable({
  ...weather,
  mapping: key,
  settings: {
    // @ts-expect-error an unknown setting
    consistency: "LOCAL_QUORUM",
  },
});
topicToTable({
  ...weather,
  mapping: key,
  settings: {
    // @ts-expect-error a consistency level that no write may have
    consistencyLevel: "SERIAL",
  },
});
topicToTable({
  ...weather,
  mapping: key,
  settings: {
    // @ts-expect-error units are in capitals
    ttlTimeUnit: "seconds",
  },
});
topicToTable({
  ...weather,
  mapping: {
    ...key,
    // @ts-expect-error text as a time to live
    __ttl: "value.city",
  },
});
topicToTable({
  ...weather,
  mapping: {
    ...key,
    // @ts-expect-error a write time that may be null
    __timestamp: "value.feels_like",
  },
});

const readingKey = {
  sensor: "value.sensor",
  day: "value.day",
  read_at: "value.read_at",
  sequence: "value.sequence",
} as const;

topicToTable({
  ...reading,
  mapping: {
    ...readingKey,
    // @ts-expect-error a list of numbers into a set of texts
    tags: "value.samples",
  },
});
topicToTable({
  ...reading,
  mapping: {
    ...readingKey,
    // @ts-expect-error an object into a map of ints
    limits: "value.place",
  },
});
topicToTable({
  ...reading,
  mapping: {
    ...readingKey,
    // @ts-expect-error texts into a user-defined type
    place: "value.tags",
  },
});
topicToTable({
  ...reading,
  mapping: {
    ...readingKey,
    // @ts-expect-error doubles into a vector of floats
    embedding: "value.samples",
  },
});
topicToTable({
  ...reading,
  mapping: {
    ...readingKey,
    // @ts-expect-error a list into a tuple
    span: "value.samples",
  },
});
topicToTable({
  ...reading,
  mapping: {
    ...readingKey,
    // @ts-expect-error text that is no address
    address: "value.site",
  },
});
topicToTable({
  ...reading,
  mapping: {
    ...readingKey,
    // @ts-expect-error a field that may be absent, for which the sink refuses the record
    site: "value.note",
  },
});
topicToTable({
  ...reading,
  mapping: {
    ...readingKey,
    // @ts-expect-error a date is no uuid
    sensor: "value.day",
  },
});

const cassandra = { contactPoints: ["db"], localDatacenter: "dc1" };
const topics = [weatherTopic] as const;

// @ts-expect-error contact points without their data center
buildSinkConfig({ name: "x", cassandra: { contactPoints: ["db"] }, topics });
buildSinkConfig({
  name: "x",
  cassandra,
  topics: [weatherTopic],
  // @ts-expect-error a plugin that is neither
  plugin: "debezium",
});
buildSinkConfig({
  name: "x",
  cassandra,
  // @ts-expect-error no topic
  topics: [],
});
buildSinkConfig({
  name: "x",
  cassandra,
  topics: [weatherTopic],
  settings: {
    // @ts-expect-error a setting's name misspelt
    "tasks.maxx": 2,
  },
});
buildSinkConfig({
  name: "x",
  cassandra,
  topics: [weatherTopic],
  settings: {
    // @ts-expect-error a compression that the sink does not know
    compression: "gzip",
  },
});
buildSinkConfig({
  name: "x",
  cassandra,
  topics: [weatherTopic],
  settings: {
    // @ts-expect-error a number as text
    "tasks.max": "2",
  },
});
buildSinkConfig({
  name: "x",
  cassandra,
  topics: [weatherTopic],
  settings: {
    // @ts-expect-error a password written out
    "auth.password": "cassandra",
  },
});
