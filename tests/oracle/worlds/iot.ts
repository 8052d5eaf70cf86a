import type { OracleRecord } from "../oracle_client.ts";
import {
  converters,
  envelope,
  keyspaceCql,
  mapping,
  schemaConverters,
  schemalessConverters,
  sinkConfig,
  textConverters,
  type World,
} from "./world.ts";

const topic = "iot.readings-v1";
const table = `topic.${topic}.iot.readings`;
const hits = `topic.${topic}.iot.hits`;
const devices = `topic.${topic}.iot.Devices`;

const readings = [0, 1, 2].map((index) => ({
  device: `3f333df6-90a4-4fda-8dd3-9485d27cee3${index}`,
  day: "2025-11-24",
  at: `2025-11-24T12:00:0${index}.250Z`,
  millis: 1763985600250 + index * 1000,
  seq: 9007199254740 + index,
  site: "roof",
  value: 21.5 + index,
  status: index === 1 ? null : "ok",
  tags: ["a", "b"],
  samples: [1, 2, 3 + index],
  attrs: { unit: "C", fw: "1.2" },
  location: { lat: 52.5, lon: 13.4 },
  range: [1, 10],
  event: `50554d6e-29bb-11e5-b345-feff819cdc9${index}`,
  firmware: "1.2.3",
  ttl: 3600,
  written: 1763985600000 + index,
  delta: 5,
}));

const entries = mapping({
  device_id: "value.device",
  day: "value.day",
  at: "value.at",
  seq: "value.seq",
  site: "value.site",
  value: "value.value",
  status: "value.status",
  tags: "value.tags",
  samples: "value.samples",
  attrs: "value.attrs",
  location: "value.location",
  range: "value.range",
  event: "value.event",
  Firmware: "value.firmware",
});

function record(
  value: string,
  index: number,
  key: string | null,
): OracleRecord {
  return {
    topic,
    partition: 0,
    key,
    value,
    headers: { source: "gateway", ttl: "600", "trace-id": `t${index}` },
    timestamp: 1763985600000 + index,
  };
}

const keyJson = (index: number) =>
  JSON.stringify({ device: readings[index]?.device, metric: "temp" });

/** Sensors: a user-defined type, collections, a static column, counters and case-sensitive names. */
export const iot: World = {
  name: "iot",
  keyspace: "iot",
  cql: [
    keyspaceCql("iot"),
    "CREATE TYPE IF NOT EXISTS iot.point (lat double, lon double)",
    `CREATE TABLE IF NOT EXISTS iot.readings (
      device_id uuid, day date, at timestamp, seq bigint, site text static, value double, status text, tags set<text>,
      samples list<int>, attrs map<text, text>, location frozen<point>, range tuple<int, int>, event timeuuid, "Firmware" text,
      PRIMARY KEY ((device_id, day), at))`,
    "CREATE TABLE IF NOT EXISTS iot.hits (device_id uuid, metric text, hits counter, PRIMARY KEY (device_id, metric))",
    'CREATE TABLE IF NOT EXISTS iot."Devices" ("deviceId" text, "Label" text, seen timestamp, PRIMARY KEY ("deviceId"))',
  ],
  tables: ["iot.readings", "iot.hits", 'iot."Devices"'],
  bases: [
    {
      name: "iot/text",
      config: {
        ...sinkConfig(topic),
        ...textConverters,
        [`${table}.mapping`]: entries,
      },
      records: readings.map((each, index) =>
        record(JSON.stringify(each), index, keyJson(index))
      ),
    },
    {
      name: "iot/schemaless-key-ttl",
      config: {
        ...sinkConfig(topic),
        ...schemalessConverters,
        "key.converter": converters.json,
        "key.converter.schemas.enable": "false",
        [`topic.${topic}.codec.timestamp`]: "UNITS_SINCE_EPOCH",
        [`${table}.mapping`]: entries.replace("value.device", "key.device")
          .replace("at=value.at", "at=value.millis") +
          ", __ttl=value.ttl, __timestamp=value.written",
        [`${table}.timestampTimeUnit`]: "MILLISECONDS",
        [`${table}.ttlTimeUnit`]: "MINUTES",
      },
      records: readings.map((each, index) =>
        record(JSON.stringify(each), index, keyJson(index))
      ),
    },
    {
      name: "iot/schema",
      config: {
        ...sinkConfig(topic),
        ...schemaConverters,
        [`${table}.mapping`]: entries.replace("at=value.at", "at=value.millis")
          .replace(", range=value.range", ""),
      },
      records: readings.map((each, index) =>
        record(
          envelope({
            device: { type: "string" },
            day: { type: "string" },
            at: { type: "string" },
            millis: { type: "int64" },
            seq: { type: "int64" },
            site: { type: "string" },
            value: { type: "double" },
            status: { type: "string" },
            tags: { type: "array", items: { type: "string" } },
            samples: { type: "array", items: { type: "int32" } },
            attrs: {
              type: "map",
              keys: { type: "string" },
              values: { type: "string" },
            },
            location: {
              type: "struct",
              fields: [{ field: "lat", type: "double" }, {
                field: "lon",
                type: "double",
              }],
            },
            range: { type: "array", items: { type: "int32" } },
            event: { type: "string" },
            firmware: { type: "string" },
            ttl: { type: "int32" },
            written: { type: "int64" },
            delta: { type: "int16" },
          }, each),
          index,
          keyJson(index),
        )
      ),
    },
    {
      name: "iot/two-tables",
      config: {
        ...sinkConfig(topic),
        ...textConverters,
        [`${devices}.mapping`]:
          "deviceId=value.device, Label=header.source, seen=value.at",
        [`${devices}.consistencyLevel`]: "QUORUM",
        [`${devices}.ttl`]: "86400",
        [`${hits}.mapping`]:
          "device=value.device, metric=header.source, delta=value.delta",
        [`${hits}.query`]:
          "UPDATE iot.hits SET hits = hits + :delta WHERE device_id = :device AND metric = :metric",
        [`${hits}.deletesEnabled`]: "false",
      },
      records: readings.map((each, index) =>
        record(JSON.stringify(each), index, null)
      ),
    },
    {
      name: "iot/query",
      config: {
        ...sinkConfig(topic),
        ...textConverters,
        [`${table}.mapping`]:
          "device=value.device, day=value.day, at=value.at, v=value.value, ttl=value.ttl, id=now()",
        [`${table}.query`]:
          "INSERT INTO iot.readings (device_id, day, at, value, event) VALUES (:device, :day, :at, :v, :id) USING TTL :ttl",
        [`${table}.deletesEnabled`]: "false",
      },
      records: readings.map((each, index) =>
        record(JSON.stringify(each), index, null)
      ),
    },
    {
      name: "iot/transforms",
      config: {
        ...sinkConfig(topic),
        ...schemalessConverters,
        transforms: "flatten,rename,drop,add",
        "transforms.flatten.type":
          "org.apache.kafka.connect.transforms.Flatten$Value",
        "transforms.flatten.delimiter": "_",
        "transforms.rename.type":
          "org.apache.kafka.connect.transforms.ReplaceField$Value",
        "transforms.rename.renames": "device:device_id",
        "transforms.drop.type":
          "org.apache.kafka.connect.transforms.ReplaceField$Value",
        "transforms.drop.exclude": "delta",
        "transforms.add.type":
          "org.apache.kafka.connect.transforms.InsertField$Value",
        "transforms.add.static.field": "region",
        "transforms.add.static.value": "eu",
        [`${table}.mapping`]:
          "device_id=value.device_id, day=value.day, at=value.at, value=value.location_lat, site=value.region, tags=value.tags",
        [`${table}.nullToUnset`]: "false",
      },
      records: readings.map((each, index) =>
        record(JSON.stringify(each), index, null)
      ),
    },
  ],
};
