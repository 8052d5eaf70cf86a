import { assertEquals, assertThrows } from "@std/assert";
import * as z from "zod";
import {
  buildSinkConfig,
  printNamedConfig,
  topicToTable,
} from "../../connect/sink_config.ts";
import { parseMapping } from "../../connect/validator/mapping.ts";
import { reading } from "./types/example_records.ts";
import {
  readingSink,
  readingTopic,
  weatherTopic,
} from "./types/must_compile.ts";

const prefix = "topic.readings.iot.reading";

Deno.test("topicToTable() writes mapping, table settings and codec settings under the topic's names", () => {
  assertEquals(readingTopic, {
    topic: "readings",
    config: {
      [`${prefix}.mapping`]:
        "sensor=key, day=value.day, read_at=value.read_at, " +
        "sequence=value.sequence, id=now(), site=header.site, " +
        "place=value.place, tags=value.tags, samples=value.samples, " +
        "limits=value.limits, span=value.span, embedding=value.embedding, " +
        "alarm=value.alarm, level=value.level, address=value.address, " +
        "raw=value.raw, __ttl=value.keep_seconds, __timestamp=value.written_us",
      [`${prefix}.consistencyLevel`]: "LOCAL_QUORUM",
      [`${prefix}.ttlTimeUnit`]: "SECONDS",
      [`${prefix}.timestampTimeUnit`]: "MICROSECONDS",
      [`${prefix}.deletesEnabled`]: "false",
      "topic.readings.codec.timeZone": "Europe/Berlin",
      "topic.readings.codec.unit": "MILLISECONDS",
    },
  });
});

Deno.test("topicToTable() quotes the names that the mapping's grammar needs quoted", () => {
  const { config } = topicToTable({
    topic: "t",
    table: {
      keyspace: "ks",
      name: "MyTable",
      columns: {
        "order id": { type: "text", kind: "partition_key" },
        "größe": { type: "double", kind: "regular" },
      },
    },
    record: { value: z.object({ "order-id": z.string(), size: z.number() }) },
    mapping: { "order id": "value.order-id", "größe": "value.size" },
  });
  const mapping = config["topic.t.ks.MyTable.mapping"]!;
  assertEquals(mapping, '"order id"="value.order-id", "größe"=value.size');
  assertEquals(
    parseMapping(mapping).entries.map(({ column, field }) => [
      column.text,
      field.text,
    ]),
    [["order id", "value.order-id"], ["größe", "value.size"]],
  );
});

for (
  const { range, type, level } of [
    { range: "no bounds", type: "int", level: z.int() },
    { range: "200", type: "tinyint", level: z.int().min(0).max(200) },
    { range: "-40000", type: "smallint", level: z.int().min(-40000).max(0) },
    { range: "a null beside 200", type: "tinyint", level: nullableInt(200) },
  ] as const
) {
  Deno.test(`topicToTable() refuses a whole number with ${range} for a column of ${type}`, () => {
    assertThrows(
      () => buildLevel(type, level as z.ZodInt),
      RangeError,
      `Cannot map value.level to column level as ${type} holds`,
    );
  });
}

Deno.test("topicToTable() says how to mend a number that can be out of range", () => {
  assertThrows(
    () => buildLevel("tinyint", z.int().min(0).max(200)),
    RangeError,
    "Cannot map value.level to column level as tinyint holds -128 to 127: the record's schema allows 0 to 200; " +
      "narrow it with min() and max(), or widen the column",
  );
});

for (
  const { type, level } of [
    { type: "tinyint", level: z.int().min(0).max(100) },
    { type: "bigint", level: z.int() },
    { type: "int", level: z.int32() },
  ] as const
) {
  Deno.test(`topicToTable() takes a whole number that fits a column of ${type}`, () => {
    assertEquals(
      buildLevel(type, level).config["topic.t.ks.tbl.mapping"],
      "id=value.id, level=value.level",
    );
  });
}

Deno.test("topicToTable() refuses a table whose name the sink cannot read in a setting", () => {
  const table = { ...reading.table, name: "a.b" } as const;
  assertThrows(
    () =>
      topicToTable({
        ...reading,
        table,
        mapping: {
          sensor: "value.sensor",
          day: "value.day",
          read_at: "value.read_at",
          sequence: "value.sequence",
        },
      }),
    RangeError,
    "Cannot name 'a.b' in a setting as the sink splits names at dots",
  );
});

Deno.test("buildSinkConfig() joins connection, topics and settings, all as text", () => {
  assertEquals(readingSink, {
    name: "readings",
    config: {
      name: "readings",
      "connector.class": "com.datastax.oss.kafka.sink.CassandraSinkConnector",
      topics: "weather,readings",
      contactPoints: "db1,db2",
      port: "9142",
      "loadBalancing.localDc": "dc1",
      "tasks.max": "4",
      compression: "LZ4",
      "auth.provider": "PLAIN",
      "auth.username": "${env:CASSANDRA_USERNAME}",
      "auth.password": "${file:/run/secrets/cassandra:password}",
      "datastax-java-driver.basic.request.timeout": "20 seconds",
      "errors.tolerance": "all",
      ...weatherTopic.config,
      ...readingTopic.config,
    },
  });
});

Deno.test("buildSinkConfig() names a topic once that feeds two tables", () => {
  const { config } = buildSinkConfig({
    name: "x",
    cassandra: { contactPoints: ["db"], localDatacenter: "dc1" },
    topics: [
      { topic: "t", config: { "topic.t.ks.a.mapping": "id=key" } },
      { topic: "t", config: { "topic.t.ks.b.mapping": "id=key" } },
    ],
  });
  assertEquals(config.topics, "t");
  assertEquals(config["topic.t.ks.b.mapping"], "id=key");
  // Left to the sink's own default.
  assertEquals(config.port, undefined);
});

Deno.test("buildSinkConfig() takes a profile's settings, and the definition's own before them", () => {
  const { config } = buildSinkConfig({
    name: "x",
    cassandra: { contactPoints: ["db"], localDatacenter: "dc1" },
    topics: [weatherTopic],
    profile: "throughput",
    settings: { maxNumberOfRecordsInBatch: 50 },
  });
  assertEquals(
    config["consumer.override.max.partition.fetch.bytes"],
    "1048576",
  );
  assertEquals(config.maxNumberOfRecordsInBatch, "50");
  assertEquals(
    readingSink.config["consumer.override.max.poll.records"],
    undefined,
    "a setting came without a profile",
  );
});

Deno.test("printNamedConfig() writes JSON that reads back the same", () => {
  const text = printNamedConfig(readingSink);
  assertEquals(JSON.parse(text), readingSink);
  assertEquals(text.endsWith("}\n"), true);
});

function buildLevel(
  type: "int" | "smallint" | "tinyint" | "bigint",
  level: z.ZodInt | z.ZodInt32,
) {
  return topicToTable({
    topic: "t",
    table: {
      keyspace: "ks",
      name: "tbl",
      columns: {
        id: { type: "text", kind: "partition_key" },
        level: { type, kind: "regular" },
      },
    },
    record: { value: z.object({ id: z.string(), level }) },
    // Which column it is, is the table of tests' matter: only the ranges are.
    mapping: { id: "value.id", level: "value.level" as never },
  });
}

function nullableInt(max: number): unknown {
  return z.int().min(0).max(max).nullable();
}
