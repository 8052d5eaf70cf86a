import type { OracleRecord } from "../oracle_client.ts";
import {
  converters,
  envelope,
  type JsonSchemaField,
  keyspaceCql,
  mapping,
  schemalessConverters,
  sinkConfig,
  textConverters,
  type World,
} from "./world.ts";

const topic = "plant_metrics";
const wide = `topic.${topic}.plant.wide`;
const plainTable = `topic.${topic}.plant.last`;
const transforms = "org.apache.kafka.connect.transforms.";

const samples = [0, 1, 2].map((index) => ({
  machine: `M${index}`,
  slot: 20416,
  ts: 1763985600 + index,
  iso: `2025-11-24 12:00:0${index}`,
  german: `24.11.2025 12:00`,
  day: "2025-11-24",
  clock: "12:30:15",
  temp: 71.25 + index,
  rpm: 1500 + index,
  state: "RUN",
  phases: [1.5, 2.5, 3.5],
  limits: { low: 1, high: 90 },
  maker: { name: "ACME", site: { city: "Ulm", line: 4 } },
  keep_s: 86400,
  written_us: 1763985600000000 + index,
  price: "1.234,56",
  raw: "AQIDBA==",
}));

const fields: Readonly<Record<string, JsonSchemaField>> = {
  machine: { type: "string", optional: false },
  slot: { type: "int32", optional: false },
  ts: { type: "int64" },
  day: { type: "string" },
  temp: { type: "float" },
  rpm: { type: "int16" },
  state: { type: "string" },
  phases: { type: "array", items: { type: "double" } },
  maker: {
    type: "struct",
    fields: [{ field: "name", type: "string" }, {
      field: "site",
      type: "struct",
      fields: [{ field: "city", type: "string" }, {
        field: "line",
        type: "int32",
      }],
    }],
  },
  keep_s: { type: "int32" },
  written_us: { type: "int64" },
  raw: { type: "bytes" },
};

function records(
  rest: (index: number) => Partial<OracleRecord>,
): OracleRecord[] {
  return samples.map((sample, index) => ({
    topic,
    partition: 0,
    key: sample.machine,
    value: JSON.stringify(sample),
    headers: { unit: "C", zone: "7" },
    timestamp: 1763985600000 + index,
    ...rest(index),
  }));
}

const bytesOf = (value: number) => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return btoa(String.fromCharCode(...bytes));
};

const intBytes = (value: number) => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value);
  return btoa(String.fromCharCode(...bytes));
};

const entries = mapping({
  machine: "value.machine",
  slot: "value.slot",
  ts: "value.iso",
  day: "value.day",
  clock: "value.clock",
  temp: "value.temp",
  rpm: "value.rpm",
  state: "value.state",
  phases: "value.phases",
  limits: "value.limits",
  cost: "value.price",
  raw: "value.raw",
  unit: "header.unit",
});

/** Machines: wide rows with TTL and write time from the record, plain numbers and bytes, and locales. */
export const plant: World = {
  name: "plant",
  keyspace: "plant",
  cql: [
    keyspaceCql("plant"),
    `CREATE TABLE IF NOT EXISTS plant.wide (
      machine text, slot int, ts timestamp, day date, clock time, temp float, rpm smallint, state text, phases list<double>,
      limits map<text, int>, cost decimal, raw blob, unit text static, city text, PRIMARY KEY ((machine, slot), ts))`,
    "CREATE TABLE IF NOT EXISTS plant.last (machine text PRIMARY KEY, reading double, body blob, zone int)",
  ],
  tables: ["plant.wide", "plant.last"],
  bases: [
    {
      name: "plant/text-local",
      config: {
        ...sinkConfig(topic),
        ...textConverters,
        [`topic.${topic}.codec.locale`]: "de_DE",
        [`topic.${topic}.codec.timeZone`]: "Europe/Berlin",
        [`topic.${topic}.codec.timestamp`]: "yyyy-MM-dd HH:mm:ss",
        [`${wide}.mapping`]: entries,
      },
      records: records(() => ({})),
    },
    {
      name: "plant/epoch-ttl",
      config: {
        ...sinkConfig(topic),
        ...schemalessConverters,
        [`topic.${topic}.codec.timestamp`]: "UNITS_SINCE_EPOCH",
        [`topic.${topic}.codec.unit`]: "SECONDS",
        [`${wide}.mapping`]:
          "machine=value.machine, slot=value.slot, ts=value.ts, temp=value.temp, rpm=value.rpm, limits=value.limits, __ttl=value.keep_s, __timestamp=value.written_us",
        [`${wide}.ttlTimeUnit`]: "SECONDS",
        [`${wide}.timestampTimeUnit`]: "MICROSECONDS",
      },
      records: records(() => ({})),
    },
    {
      name: "plant/schema-flat",
      config: {
        ...sinkConfig(topic),
        "key.converter": converters.string,
        "value.converter": converters.json,
        "value.converter.schemas.enable": "true",
        transforms: "flat,wrap,pick,name",
        "transforms.flat.type": `${transforms}Flatten$Value`,
        "transforms.flat.delimiter": "_",
        "transforms.wrap.type": `${transforms}HoistField$Key`,
        "transforms.wrap.field": "id",
        "transforms.pick.type": `${transforms}Cast$Value`,
        "transforms.pick.spec": "temp:float64,rpm:int32",
        "transforms.name.type": `${transforms}SetSchemaMetadata$Value`,
        "transforms.name.schema.name": "plant.Sample",
        [`topic.${topic}.codec.unit`]: "SECONDS",
        [`${wide}.mapping`]: mapping({
          machine: "key.id",
          slot: "value.slot",
          ts: "value.ts",
          day: "value.day",
          rpm: "value.rpm",
          phases: "value.phases",
          raw: "value.raw",
          city: "value.maker_site_city",
          state: "value.maker_name",
        }),
      },
      records: records((index) => ({
        value: envelope(
          fields,
          Object.fromEntries(
            Object.entries(samples[index]!).filter(([name]) => name in fields),
          ),
        ),
      })),
    },
    {
      name: "plant/double",
      config: {
        ...sinkConfig(topic),
        "key.converter": converters.string,
        "value.converter": converters.double,
        [`${plainTable}.mapping`]: "machine=key, reading=value",
      },
      records: records((index) => ({
        value: null,
        valueBase64: bytesOf(70.5 + index),
      })),
    },
    {
      name: "plant/bytes-int-key",
      config: {
        ...sinkConfig(topic),
        "key.converter": converters.integer,
        "value.converter": converters.bytes,
        [`${plainTable}.mapping`]: "machine=header.unit, zone=key, body=value",
        "header.converter": converters.string,
      },
      records: records((index) => ({
        key: null,
        keyBase64: intBytes(5 + index),
        value: null,
        valueBase64: "AQID",
        headers: { unit: `U${index}` },
      })),
    },
    {
      name: "plant/hoist",
      config: {
        ...sinkConfig(topic),
        ...schemalessConverters,
        transforms: "hoist,stamp",
        "transforms.hoist.type": `${transforms}HoistField$Value`,
        "transforms.hoist.field": "reading",
        "transforms.stamp.type": `${transforms}InsertField$Value`,
        "transforms.stamp.static.field": "zone",
        "transforms.stamp.static.value": "12",
        [`${plainTable}.mapping`]:
          "machine=key, reading=value.reading, zone=value.zone",
      },
      records: records((index) => ({ value: String(3.5 + index) })),
    },
  ],
};
