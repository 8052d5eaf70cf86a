import { assertEquals } from "@std/assert";
import type { CqlSchema } from "../../../../cql/schema_model.ts";
import { parseSampleFile } from "../../../../connect/validator/simulate/sample_record.ts";
import { simulateSamples } from "../../../../connect/validator/simulate/simulate.ts";
import { cqlType } from "./_cql_type.ts";

const schema: CqlSchema = {
  keyspaces: ["ks"],
  tables: [
    table("t", {
      id: "text",
      temp: "double",
      at: "timestamp",
    }),
    table("wide", {
      id: "text",
      n: "int",
      note: "text",
      raw: "blob",
      tags: "list<text>",
      place: "udt",
      vec: "vector<float,3>",
    }),
  ],
};

function table(name: string, columns: Record<string, string>) {
  return {
    keyspace: "ks",
    name,
    columns: Object.entries(columns).map(([column, type], index) => ({
      name: column,
      type: cqlType(type),
      kind: index === 0 ? "partition_key" as const : "regular" as const,
    })),
  };
}

const datastax = {
  "connector.class": "com.datastax.oss.kafka.sink.CassandraSinkConnector",
  topics: "w",
  "key.converter": "org.apache.kafka.connect.storage.StringConverter",
  "value.converter": "org.apache.kafka.connect.storage.StringConverter",
  "topic.w.ks.t.mapping": "id=value.id, temp=value.temp, at=value.at",
};
const own = {
  ...datastax,
  "connector.class": "io.github.citiesweather.connect.CassandraSinkConnector",
};
const good = { id: "a", temp: 12.5, at: "2024-01-15T10:20:30Z" };
const json = "org.apache.kafka.connect.json.JsonConverter";
const smt = "org.apache.kafka.connect.transforms.";
const wide = (mapping: string) => ({
  "topic.w.ks.t.mapping": undefined,
  "topic.w.ks.wide.mapping": mapping,
});

const insertJson = {
  "topic.w.ks.t.mapping": "row=value",
  "topic.w.ks.t.query": "INSERT INTO ks.t JSON :row",
  "topic.w.ks.t.deletesEnabled": "false",
};

interface Row {
  readonly title: string;
  /** A value that is no text is written as JSON; null is a tombstone. */
  readonly values: readonly unknown[];
  readonly config?: Readonly<Record<string, string | undefined>>;
  readonly base?: Readonly<Record<string, string>>;
  readonly codes: readonly string[];
}

const rows: readonly Row[] = [
  {
    title: "hexadecimal text for a number",
    values: [{ ...good, temp: "0x10" }],
    codes: ["sample-value-refused"],
  },
  {
    title: "a key in Latin-1, beside a field that is missing",
    values: [{ id: "a", at: good.at }],
    config: { "key.converter.converter.encoding": "ISO-8859-1" },
    codes: ["sample-field-missing"],
  },
  { title: "records that fit", values: [good, good], codes: [] },
  {
    title: "an object that a query's TTL takes for none",
    values: [{ ...good, ttl: { a: "b" } }],
    config: {
      "topic.w.ks.t.mapping": "id=value.id, temp=value.temp, ttl=value.ttl",
      "topic.w.ks.t.query":
        "INSERT INTO ks.t (id, temp) VALUES (:id, :temp) USING TTL :ttl",
      "topic.w.ks.t.deletesEnabled": "false",
    },
    codes: [],
  },
  {
    title: "null outside the key, and more fields than mapped",
    values: [{ ...good, temp: null, more: 1 }],
    codes: [],
  },
  {
    title: "JSON from JsonConverter without schemas",
    values: [good],
    config: {
      "value.converter": json,
      "value.converter.schemas.enable": "false",
    },
    codes: [],
  },
  {
    title: "plain JSON for JsonConverter with schemas",
    values: [good],
    config: { "value.converter": json },
    codes: ["sample-converter-refused"],
  },
  {
    title: "a misspelt field",
    values: [{ ...good, temp: undefined, tmp: 1 }],
    codes: ["sample-field-missing"],
  },
  {
    title: "text in a double column",
    values: [{ ...good, temp: "warm" }, good],
    codes: ["sample-value-refused"],
  },
  {
    title: "a numeric text in a double column",
    values: [{ ...good, temp: "1,234.5" }],
    codes: [],
  },
  {
    title: "epoch numbers with the default codec",
    values: [{ ...good, at: 1700000000000 }],
    codes: ["sample-value-refused"],
  },
  {
    title: "epoch milliseconds with UNITS_SINCE_EPOCH",
    values: [{ ...good, at: 1700000000000 }],
    config: { "topic.w.codec.timestamp": "UNITS_SINCE_EPOCH" },
    codes: [],
  },
  {
    title: "epoch seconds read as milliseconds",
    values: [{ ...good, at: 1700000000 }],
    config: { "topic.w.codec.timestamp": "UNITS_SINCE_EPOCH" },
    codes: ["sample-timestamp-unit"],
  },
  {
    title: "a null primary key",
    values: [{ ...good, id: null }],
    codes: ["sample-key-null"],
  },
  {
    title: "an empty partition key",
    values: [{ ...good, id: "" }],
    codes: ["sample-key-empty"],
  },
  {
    title: "a field of a key that is plain text",
    values: [good],
    config: {
      "topic.w.ks.t.mapping": "id=key.id, temp=value.temp, at=value.at",
    },
    codes: ["sample-field-missing"],
  },
  {
    title: "the whole key, in a text column",
    values: [good],
    config: { "topic.w.ks.t.mapping": "id=key, temp=value.temp" },
    codes: [],
  },
  {
    title: "a header that is never set",
    values: [good],
    config: { "topic.w.ks.t.mapping": "id=value.id, temp=header.t" },
    codes: ["sample-field-missing"],
  },
  {
    title: "now() in a timestamp column",
    values: [good],
    config: { "topic.w.ks.t.mapping": "id=value.id, at=now()" },
    codes: ["sample-value-refused"],
  },
  {
    title: "plain text for the DataStax sink",
    values: ["hello"],
    config: { "topic.w.ks.t.mapping": "id=key, temp=value.temp, at=value.at" },
    codes: ["sample-plain-value"],
  },
  {
    title: "plain text for our sink",
    values: ["hello"],
    base: own,
    config: { "topic.w.ks.t.mapping": "id=key, temp=value.temp, at=value.at" },
    codes: ["sample-value-refused", "sample-value-refused"],
  },
  {
    title: "records whose fields are all null, so that each deletes",
    values: [{ id: "a", temp: null, at: null }],
    codes: ["sample-all-deletes"],
  },
  {
    title: "a tombstone that deletes",
    values: [null, good],
    config: { "topic.w.ks.t.mapping": "id=key, temp=value.temp, at=value.at" },
    codes: [],
  },
  {
    title: "a tombstone where not all columns are mapped",
    values: [null, good],
    config: { "topic.w.ks.t.mapping": "id=key, temp=value.temp" },
    codes: ["sample-tombstone-written"],
  },
  {
    title: "a fraction in an int column",
    values: [{ id: "a", n: 60.5 }],
    config: wide("id=value.id, n=value.n"),
    codes: ["sample-value-refused"],
  },
  {
    title: "a whole decimal in an int column",
    values: [`{"id":"a","n":60.0}`],
    config: wide("id=value.id, n=value.n"),
    codes: [],
  },
  {
    title: "an object in an int column, which gets null",
    values: [{ id: "a", n: { x: 1 } }],
    config: wide("id=value.id, n=value.n"),
    codes: ["sample-value-lost"],
  },
  ...[
    { title: "an object in an int column", value: { n: { x: 1 } } },
    { title: "an empty list in an int column", value: { n: [] } },
    { title: "a list in a blob column", value: { raw: [1] } },
    {
      title: "a list within a user-defined type's number",
      value: { place: { a: [1], b: "x" } },
    },
    { title: "a list longer than its vector", value: { vec: [1, 2, 3, 4] } },
    { title: "text in a vector", value: { vec: "1,2,3" } },
  ].map(({ title, value }) => ({
    title: `${title}, which our sink refuses`,
    values: [{ id: "a", ...value }],
    base: own,
    config: wide(
      `id=value.id, ${
        Object.keys(value).map((name) => `${name}=value.${name}`)
      }`,
    ),
    codes: ["sample-value-refused"],
  })),
  {
    title: "an object in a text column of our sink, which gets JSON",
    values: [{ id: "a", note: { x: [1] } }],
    base: own,
    config: wide("id=value.id, note=value.note"),
    codes: [],
  },
  {
    title: "words in a blob column",
    values: [{ id: "a", raw: "hello" }],
    config: wide("id=value.id, raw=value.raw"),
    codes: ["sample-value-refused"],
  },
  {
    title: "words that are Base64 in a blob column",
    values: [{ id: "a", raw: "London" + "town" + "ship" }],
    config: wide("id=value.id, raw=value.raw"),
    codes: ["sample-blob-decoded"],
  },
  {
    title: "Base64 in a blob column",
    values: [{ id: "a", raw: "SGVsbG8gV29ybGQh" }],
    config: wide("id=value.id, raw=value.raw"),
    codes: [],
  },
  {
    title: "an object with exactly a user-defined type's fields",
    values: [{ id: "a", place: { b: "x", a: 1 } }],
    config: wide("id=value.id, place=value.place"),
    codes: [],
  },
  {
    title: "an object that lacks a user-defined type's field",
    values: [{ id: "a", place: { a: 1 } }],
    config: wide("id=value.id, place=value.place"),
    codes: ["sample-value-refused"],
  },
  {
    title: "a list with null",
    values: [{ id: "a", tags: ["x", null] }],
    config: wide("id=value.id, tags=value.tags"),
    codes: ["sample-value-refused"],
  },
  {
    title: "a list longer than its vector",
    values: [{ id: "a", vec: [1, 2, 3, 4] }],
    config: wide("id=value.id, vec=value.vec"),
    codes: ["sample-vector-cut"],
  },
  {
    title: "100.0 in a text column",
    values: [`{"id":"a","note":100.0}`],
    config: wide("id=value.id, note=value.note"),
    codes: ["sample-number-as-text"],
  },
  {
    title: "a TTL that is text",
    values: [{ ...good, ttl: "60" }],
    config: { "topic.w.ks.t.mapping": "id=value.id, __ttl=value.ttl" },
    codes: ["sample-not-a-number"],
  },
  {
    title: "a TTL beyond 20 years",
    values: [{ ...good, ttl: 1700000000 }],
    config: { "topic.w.ks.t.mapping": "id=value.id, __ttl=value.ttl" },
    codes: ["sample-ttl-too-long"],
  },
  {
    title: "a write time in seconds, which overflows",
    values: [{ ...good, ts: 1700000000 }],
    config: {
      "topic.w.ks.t.mapping": "id=value.id, __timestamp=value.ts",
      "topic.w.ks.t.timestampTimeUnit": "SECONDS",
    },
    codes: ["sample-write-time-cut"],
  },
  {
    title: "a write time in seconds for our sink",
    values: [{ ...good, ts: 1700000000 }],
    base: own,
    config: {
      "topic.w.ks.t.mapping": "id=value.id, __timestamp=value.ts",
      "topic.w.ks.t.timestampTimeUnit": "SECONDS",
    },
    codes: [],
  },
  {
    title: "a write time in milliseconds, taken for microseconds",
    values: [{ ...good, ts: 1700000000000 }],
    config: { "topic.w.ks.t.mapping": "id=value.id, __timestamp=value.ts" },
    codes: ["sample-write-time-unit"],
  },
  {
    title: "an SMT that needs an object and gets text",
    values: [good],
    config: {
      transforms: "c",
      "transforms.c.type": `${smt}Cast$Value`,
      "transforms.c.spec": "temp:float64",
    },
    codes: ["sample-transform-refused"],
  },
  {
    title: "a router to a topic without mapping",
    values: [good],
    config: {
      transforms: "r",
      "transforms.r.type": `${smt}RegexRouter`,
      "transforms.r.regex": "(.*)",
      "transforms.r.replacement": "new-$1",
    },
    codes: ["sample-topic-unmapped"],
  },
  {
    title: "a filter that drops what would fail",
    values: [null, good],
    config: {
      transforms: "f",
      "transforms.f.type": `${smt}Filter`,
      "transforms.f.predicate": "p",
      "predicates.p.type": `${smt}predicates.RecordIsTombstone`,
    },
    codes: [],
  },
  {
    title: "a filter without a predicate",
    values: [good],
    config: {
      transforms: "f",
      "transforms.f.type": `${smt}Filter`,
    },
    codes: ["sample-all-filtered"],
  },
  {
    title: "an inserted field that overwrites one of the record",
    values: [{ ...good, temp: 12 }],
    config: {
      "value.converter": json,
      "value.converter.schemas.enable": "false",
      transforms: "i",
      "transforms.i.type": `${smt}InsertField$Value`,
      "transforms.i.static.field": "temp",
      "transforms.i.static.value": "7",
    },
    codes: ["sample-field-overwritten"],
  },
  {
    title: "a text that Cast takes for false",
    values: [{ ...good, temp: "yes" }],
    config: {
      "value.converter": json,
      "value.converter.schemas.enable": "false",
      transforms: "c",
      "transforms.c.type": `${smt}Cast$Value`,
      "transforms.c.spec": "temp:boolean",
    },
    codes: ["sample-number-wrapped"],
  },
  {
    title: "a number of JsonConverter with a schema of another type",
    values: [{
      schema: {
        type: "struct",
        fields: [
          { type: "string", field: "id" },
          { type: "int32", field: "temp" },
        ],
      },
      payload: { id: "a", temp: "12" },
    }],
    config: {
      "value.converter": json,
      "topic.w.ks.t.mapping": "id=value.id, temp=value.temp",
    },
    codes: ["sample-number-wrapped"],
  },
  {
    title: "a decimal point read by a German locale",
    values: [{ ...good, temp: "12.5" }],
    config: { "topic.w.codec.locale": "de_DE" },
    codes: ["sample-number-locale"],
  },
  {
    title: "a German number read by a German locale",
    values: [{ ...good, temp: "1.234,5" }],
    config: { "topic.w.codec.locale": "de_DE" },
    codes: [],
  },
  {
    title: "one of two records deleting its row",
    values: [{ id: "b", temp: null, at: null }, good],
    codes: ["sample-record-deletes"],
  },
  {
    title: "an integer that Cast cuts in a field that is not mapped",
    values: [{ ...good, other: 70000 }],
    config: {
      "value.converter": json,
      "value.converter.schemas.enable": "false",
      transforms: "c",
      "transforms.c.type": `${smt}Cast$Value`,
      "transforms.c.spec": "other:int16",
    },
    codes: [],
  },
  {
    title: "a fraction that Cast cuts off a double column's value",
    values: [good],
    config: {
      "value.converter": json,
      "value.converter.schemas.enable": "false",
      transforms: "c",
      "transforms.c.type": `${smt}Cast$Value`,
      "transforms.c.spec": "temp:int32",
    },
    codes: ["sample-number-wrapped"],
  },
  {
    title: "a fraction that Cast cuts off for an int column",
    values: [{ id: "a", n: 12.5 }],
    config: {
      ...wide("id=value.id, n=value.n"),
      "value.converter": json,
      "value.converter.schemas.enable": "false",
      transforms: "c",
      "transforms.c.type": `${smt}Cast$Value`,
      "transforms.c.spec": "n:int32",
    },
    codes: [],
  },
  ...[
    ["yyyy-MM-dd'T'HH:mm:ssX", []],
    ["yyyy-mm-dd'T'HH:mm:ssX", ["sample-number-wrapped"]],
    ["yyyy-MM-DD'T'HH:mm:ssX", ["sample-number-wrapped"]],
    ["YYYY-MM-dd'T'HH:mm:ssX", ["sample-number-wrapped"]],
    ["yyyy-MM-dd'T'hh:mm:ssX", []],
  ].map(([format, codes]) => ({
    title: `a TimestampConverter whose format is ${format}`,
    values: [{ ...good, at: "2024-03-05T10:20:30Z" }],
    config: {
      "value.converter": json,
      "value.converter.schemas.enable": "false",
      "topic.w.codec.timestamp": "UNITS_SINCE_EPOCH",
      transforms: "c",
      "transforms.c.type": `${smt}TimestampConverter$Value`,
      "transforms.c.field": "at",
      "transforms.c.target.type": "unix",
      "transforms.c.format": format as string,
    },
    codes: codes as string[],
  })),
  {
    title: "noon read as midnight by hh without a",
    values: [{ ...good, at: "2024-01-15T12:20:30Z" }],
    config: {
      "value.converter": json,
      "value.converter.schemas.enable": "false",
      "topic.w.codec.timestamp": "UNITS_SINCE_EPOCH",
      transforms: "c",
      "transforms.c.type": `${smt}TimestampConverter$Value`,
      "transforms.c.field": "at",
      "transforms.c.target.type": "unix",
      "transforms.c.format": "yyyy-MM-dd'T'hh:mm:ssX",
    },
    codes: ["sample-number-wrapped"],
  },
  {
    title: "a Z in quotes, read in another zone",
    values: [good],
    config: {
      "topic.w.codec.timestamp": "yyyy-MM-dd'T'HH:mm:ss'Z'",
      "topic.w.codec.timeZone": "Europe/Berlin",
    },
    codes: ["sample-time-misread"],
  },
  {
    title: "days read as months",
    values: [{ ...good, at: "2024-02-01 10:20" }],
    config: { "topic.w.codec.timestamp": "yyyy-dd-MM HH:mm" },
    codes: ["sample-time-misread"],
  },
  {
    title: "moments without a zone, read in a zone",
    values: [{ ...good, at: "2024-02-01 10:20" }],
    config: {
      "topic.w.codec.timestamp": "yyyy-MM-dd HH:mm",
      "topic.w.codec.timeZone": "Asia/Kathmandu",
    },
    codes: [],
  },
  {
    title: "the year of a week with months and days",
    values: [good],
    config: { "topic.w.codec.timestamp": "YYYY-MM-dd'T'HH:mm:ssX" },
    codes: ["sample-value-refused"],
  },
  {
    title: "UTF-8 read as Latin-1",
    values: [{ id: "a", note: "gr\u00fcn" }],
    config: {
      ...wide("id=value.id, note=value.note"),
      "value.converter.converter.encoding": "ISO-8859-1",
    },
    codes: ["sample-text-garbled"],
  },
  {
    title: "UTF-8 read as Latin-1 where nothing but ASCII is mapped",
    values: [{ id: "a", note: "gr\u00fcn" }],
    config: {
      ...wide("id=value.id"),
      "value.converter.converter.encoding": "ISO-8859-1",
    },
    codes: [],
  },
  {
    title: "a key read as UTF-16",
    values: [good],
    config: {
      "key.converter.converter.encoding": "UTF-16",
      "topic.w.ks.t.mapping": "id=key, temp=value.temp",
    },
    codes: ["sample-text-garbled"],
  },
  {
    title: "INSERT JSON of objects",
    values: [good],
    config: insertJson,
    codes: [],
  },
  {
    title: "INSERT JSON of plain text",
    values: ["plain"],
    config: insertJson,
    codes: ["sample-value-refused"],
  },
  {
    title: "INSERT JSON without the key",
    values: [{ temp: 1.5 }],
    config: insertJson,
    codes: ["sample-value-refused"],
  },
  {
    title: "a tombstone for a query's key column",
    values: [good, null],
    config: {
      "topic.w.ks.t.mapping": "i=value.id, x=value.temp",
      "topic.w.ks.t.query": "INSERT INTO ks.t (id, temp) VALUES (:i, :x)",
      "topic.w.ks.t.deletesEnabled": "false",
    },
    codes: ["sample-key-null"],
  },
  {
    title:
      "a TTL in days from a header, whose small type holds no such seconds",
    values: [good],
    config: {
      "topic.w.ks.t.mapping": "id=value.id, temp=value.temp, __ttl=header.days",
      "topic.w.ks.t.ttlTimeUnit": "DAYS",
      transforms: "h",
      "transforms.h.type": `${smt}InsertHeader`,
      "transforms.h.header": "days",
      "transforms.h.value.literal": "3",
    },
    codes: ["sample-ttl-too-long"],
  },
  {
    title: "an integer that Cast cuts",
    values: [{ ...good, temp: 70000 }],
    config: {
      "value.converter": json,
      "value.converter.schemas.enable": "false",
      transforms: "c",
      "transforms.c.type": `${smt}Cast$Value`,
      "transforms.c.spec": "temp:int16",
    },
    codes: ["sample-number-wrapped"],
  },
  {
    title: "a bad record among good ones with ignoreErrors=All",
    values: [{ ...good, temp: "warm" }, good],
    config: { ignoreErrors: "All" },
    codes: ["sample-record-lost"],
  },
  {
    title: "only bad records with ignoreErrors=All",
    values: [{ ...good, temp: "warm" }],
    config: { ignoreErrors: "All" },
    codes: ["sample-value-refused"],
  },
  {
    title: "a bad record of the mapping with ignoreErrors=Driver",
    values: [{ ...good, temp: "warm" }, good],
    config: { ignoreErrors: "Driver" },
    codes: ["sample-value-refused"],
  },
  {
    title: "a dead letter queue, which the DataStax sink does not use",
    values: [{ ...good, temp: "warm" }, good],
    config: { "errors.tolerance": "all" },
    codes: ["sample-value-refused"],
  },
  {
    title: "a dead letter queue of our sink",
    values: [{ ...good, temp: "warm" }, good],
    base: own,
    config: {
      "errors.tolerance": "all",
      "errors.deadletterqueue.topic.name": "dlq",
    },
    codes: ["sample-record-skipped"],
  },
  {
    title: "a converter that is not known",
    values: [good],
    config: { "value.converter": "com.example.ProtoConverter" },
    codes: ["sample-not-simulated"],
  },
  {
    title: "the worker's default converter",
    values: [good],
    config: { "value.converter": undefined },
    codes: ["sample-not-simulated"],
  },
  {
    title: "the worker's default key converter, with a key that is not mapped",
    values: [good],
    config: { "key.converter": undefined },
    codes: [],
  },
  {
    title: "samples of other topics",
    values: [good],
    config: { topics: "other" },
    codes: ["sample-other-topics"],
  },
  {
    title: "the worker's default converter, and a key that fails all the same",
    values: [good],
    config: {
      "value.converter": undefined,
      "topic.w.ks.t.mapping": "id=key.id, temp=value.temp",
    },
    codes: ["sample-field-missing", "sample-not-simulated"],
  },
  {
    title: "a mapping that does not parse, which other checks refuse",
    values: [good],
    config: { "topic.w.ks.t.mapping": "id value.id" },
    codes: [],
  },
];

for (const { title, values, config, base = datastax, codes } of rows) {
  Deno.test(`simulateSamples() on ${title}`, () => {
    assertEquals(
      simulate(values, { ...base, ...config }).map(({ code }) => code),
      codes,
    );
  });
}

Deno.test("simulateSamples() points at the entry, counts samples and tells the unit", () => {
  const values = [good, { ...good, at: 1700000000 }, {
    ...good,
    at: 1700000001,
  }];
  assertEquals(simulate(values, datastax), [{
    severity: "error",
    code: "sample-value-refused",
    setting: "topic.w.ks.t.mapping",
    where: { start: 30, end: 41 },
    message:
      '2 of 3 samples (first line 2): at=value.at: "1700000000" does not fit codec.timestamp=CQL_TIMESTAMP (could not be parsed at index 0); the partition stalls',
    fix:
      "set topic.w.codec.timestamp=UNITS_SINCE_EPOCH and topic.w.codec.unit=SECONDS",
    docs: "connect/validator/CODES.md#sample-value-refused",
  }]);
});

Deno.test("simulateSamples() warns when different Kafka keys share one row", () => {
  const values = [{ ...good, temp: 1 }, { ...good, temp: 2 }];
  const findings = simulate(values, datastax, (index) => `k${index}`);
  assertEquals(findings.map(({ code }) => code), ["sample-rows-collapse"]);
});

Deno.test("simulateSamples() refuses to overwrite rows whose Kafka key is stored elsewhere", () => {
  const values = ["k0", "k1", "k2"].map((note) => ({ id: "a", note, n: 1 }));
  const config = {
    ...datastax,
    ...wide("id=value.id, note=value.note, n=value.n"),
  };
  const findings = simulate(values, config, (index) => `k${index}`);
  assertEquals(findings.map(({ code }) => code), ["sample-rows-lost"]);
});

Deno.test("simulateSamples() tells when a header's text comes back changed", () => {
  const sample = {
    topic: "w",
    key: "k",
    value: JSON.stringify(good),
    headers: { zip: "00501" },
  };
  const codes = (headerConverter: Record<string, string>) =>
    simulateSamples(
      {
        ...datastax,
        ...headerConverter,
        "topic.w.ks.t.mapping": "id=header.zip, temp=value.temp",
      },
      parseSampleFile(JSON.stringify(sample)),
      { dialect: "datastax", schema },
    ).map(({ code }) => code);
  assertEquals(codes({}), ["sample-header-retyped"]);
  assertEquals(
    codes({
      "header.converter": "org.apache.kafka.connect.storage.StringConverter",
    }),
    [],
  );
});

Deno.test("simulateSamples() writes Connect's logical types by our sink only", () => {
  const value = {
    schema: {
      type: "struct",
      fields: [
        { type: "string", field: "id" },
        {
          type: "int64",
          field: "at",
          name: "org.apache.kafka.connect.data.Timestamp",
          version: 1,
        },
      ],
    },
    payload: { id: "a", at: 1700000000000 },
  };
  const config = {
    "value.converter": json,
    "topic.w.ks.t.mapping": "id=value.id, at=value.at",
  };
  const codes = (base: Record<string, string>) =>
    simulate([value], { ...base, ...config }).map(({ code }) => code);
  assertEquals(codes(own), []);
  assertEquals(codes(datastax), ["sample-value-refused"]);
});

function simulate(
  values: readonly unknown[],
  config: Readonly<Record<string, string | undefined>>,
  keyOf: (index: number) => string = () => "k",
) {
  const lines = values.map((value, index) =>
    JSON.stringify({
      topic: "w",
      key: keyOf(index),
      value: value === null || typeof value === "string"
        ? value
        : JSON.stringify(value),
      timestamp: 1700000000000,
    })
  );
  const defined = Object.entries(config).flatMap(([name, setting]) =>
    setting === undefined ? [] : [[name, setting] as const]
  );
  return simulateSamples(
    Object.fromEntries(defined),
    parseSampleFile(lines.join("\n")),
    {
      dialect: config["connector.class"] === own["connector.class"]
        ? "own"
        : "datastax",
      schema,
    },
  );
}
