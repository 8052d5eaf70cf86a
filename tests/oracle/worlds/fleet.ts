import type { OracleRecord } from "../oracle_client.ts";
import {
  type Config,
  converters,
  envelope,
  type JsonSchemaField,
  keyspaceCql,
  mapping,
  sinkConfig,
  type World,
} from "./world.ts";

const topic = "fleet-positions";
const table = `topic.${topic}.fleet.positions`;
const trips = `topic.${topic}.fleet.trips`;
const transforms = "org.apache.kafka.connect.transforms.";

const positions = [0, 1, 2].map((index) => ({
  vehicle: `VIN00${index}`,
  stamp: 1763985600000 + index * 60000,
  stamp_text: `24.11.2025 12:0${index}:00`,
  clock: 43200000 + index,
  speed: 88.5 + index,
  gear: 3,
  fuel: index === 1 ? null : 40.25,
  odometer: 123456 + index,
  "engine-on": true,
  alerts: [7, 9],
  axles: { front: 700.5, rear: 650.25 },
  route: [{ lat: 52.1, lon: 13.1 }, { lat: 52.2, lon: 13.2 }],
  driver: { name: "Kim", license: { number: "B123", class: "CE" } },
  plate: "B-XY 123",
  embedding: [0.25, 0.5, 0.75],
}));

const fields: Readonly<Record<string, JsonSchemaField>> = {
  vehicle: { type: "string", optional: false },
  stamp: {
    type: "int64",
    name: "org.apache.kafka.connect.data.Timestamp",
    version: 1,
  },
  stamp_text: { type: "string" },
  clock: {
    type: "int32",
    name: "org.apache.kafka.connect.data.Time",
    version: 1,
  },
  speed: { type: "float" },
  gear: { type: "int8" },
  fuel: { type: "double" },
  odometer: { type: "int64" },
  "engine-on": { type: "boolean" },
  alerts: { type: "array", items: { type: "int32" } },
  axles: {
    type: "map",
    keys: { type: "string" },
    values: { type: "double" },
  },
  driver: {
    type: "struct",
    fields: [{ field: "name", type: "string" }, {
      field: "license",
      type: "struct",
      fields: [{ field: "number", type: "string" }, {
        field: "class",
        type: "string",
      }],
    }],
  },
  plate: { type: "string" },
};

function record(value: string, index: number, key: string): OracleRecord {
  return {
    topic,
    partition: index % 2,
    key,
    value,
    headers: { tenant: "acme", attempt: "1" },
    timestamp: 1763985600000 + index,
  };
}

const plain = (index: number) => JSON.stringify(positions[index]);
const keyText = (index: number) =>
  JSON.stringify({ vehicle: positions[index]?.vehicle });
const keyEnvelope = (index: number) =>
  envelope({ vehicle: { type: "string", optional: false } }, {
    vehicle: positions[index]?.vehicle,
  });

function records(
  value: (index: number) => string,
  key: (index: number) => string,
): OracleRecord[] {
  return positions.map((_, index) => record(value(index), index, key(index)));
}

const withSchema = (index: number) => {
  const known = Object.entries(positions[index]!).filter(([name]) =>
    name in fields
  );
  return envelope(fields, Object.fromEntries(known));
};

const jsonBoth: Config = {
  "key.converter": converters.json,
  "value.converter": converters.json,
};

/** Vehicles: nested values, a vector, logical types, keys with a schema, and long chains of transforms. */
export const fleet: World = {
  name: "fleet",
  keyspace: "fleet",
  cql: [
    keyspaceCql("fleet"),
    "CREATE TYPE IF NOT EXISTS fleet.place (lat double, lon double)",
    "CREATE TYPE IF NOT EXISTS fleet.license (number text, class text)",
    "CREATE TYPE IF NOT EXISTS fleet.person (name text, license frozen<license>)",
    `CREATE TABLE IF NOT EXISTS fleet.positions (
      vehicle text, stamp timestamp, clock time, speed float, gear tinyint, fuel double, odometer bigint, engine_on boolean,
      alerts set<int>, axles map<text, double>, route list<frozen<place>>, driver frozen<person>, plate text, seconds int,
      embedding vector<float, 3>, tenant text, PRIMARY KEY ((vehicle), stamp))`,
    "CREATE TABLE IF NOT EXISTS fleet.trips (plate text, stamp bigint, km decimal, who text, PRIMARY KEY (plate, stamp))",
  ],
  tables: ["fleet.positions", "fleet.trips"],
  bases: [
    {
      name: "fleet/nested",
      config: {
        ...sinkConfig(topic),
        ...jsonBoth,
        "key.converter.schemas.enable": "false",
        "value.converter.schemas.enable": "false",
        [`topic.${topic}.codec.timestamp`]: "dd.MM.yyyy HH:mm:ss",
        [`topic.${topic}.codec.timeZone`]: "Europe/Berlin",
        [`${table}.mapping`]: mapping({
          vehicle: "key.vehicle",
          stamp: "value.stamp_text",
          speed: "value.speed",
          gear: "value.gear",
          fuel: "value.fuel",
          odometer: "value.odometer",
          engine_on: '"value.engine-on"',
          alerts: "value.alerts",
          axles: "value.axles",
          route: "value.route",
          driver: "value.driver",
          plate: "value.plate",
          embedding: "value.embedding",
          tenant: "header.tenant",
        }),
      },
      records: records(plain, keyText),
    },
    {
      name: "fleet/struct-key",
      config: {
        ...sinkConfig(topic),
        ...jsonBoth,
        transforms: "ts",
        "transforms.ts.type": `${transforms}TimestampConverter$Value`,
        "transforms.ts.field": "stamp",
        "transforms.ts.target.type": "unix",
        [`${table}.mapping`]: mapping({
          vehicle: "key.vehicle",
          stamp: "value.stamp",
          speed: "value.speed",
          gear: "value.gear",
          fuel: "value.fuel",
          odometer: "value.odometer",
          engine_on: '"value.engine-on"',
          alerts: "value.alerts",
          axles: "value.axles",
          driver: "value.driver",
          plate: "value.plate",
          tenant: "header.tenant",
        }),
      },
      records: records(withSchema, keyEnvelope),
    },
    {
      name: "fleet/chain-schemaless",
      config: {
        ...sinkConfig(topic),
        "key.converter": converters.string,
        "value.converter": converters.json,
        "value.converter.schemas.enable": "false",
        transforms: "flat,cast,keep,key,plain,hdr,mask",
        "transforms.flat.type": `${transforms}Flatten$Value`,
        "transforms.cast.type": `${transforms}Cast$Value`,
        "transforms.cast.spec": "odometer:string,gear:int64",
        "transforms.keep.type": `${transforms}ReplaceField$Value`,
        "transforms.keep.include":
          "vehicle,stamp,odometer,gear,plate,driver.name,speed",
        "transforms.keep.renames": "driver.name:who",
        "transforms.key.type": `${transforms}ValueToKey`,
        "transforms.key.fields": "plate",
        "transforms.plain.type": `${transforms}ExtractField$Key`,
        "transforms.plain.field": "plate",
        "transforms.hdr.type": `${transforms}InsertHeader`,
        "transforms.hdr.header": "who",
        "transforms.hdr.value.literal": "x",
        "transforms.mask.type": `${transforms}MaskField$Value`,
        "transforms.mask.fields": "speed",
        [`${trips}.mapping`]:
          "plate=key, stamp=value.stamp, km=value.odometer, who=value.who",
      },
      records: records(plain, keyText),
    },
    {
      name: "fleet/chain-schema",
      config: {
        ...sinkConfig(topic),
        "key.converter": converters.string,
        "value.converter": converters.json,
        transforms: "drop,text,cast,flat,insert,from",
        predicates: "ours",
        "predicates.ours.type": `${transforms}predicates.TopicNameMatches`,
        "predicates.ours.pattern": "fleet-.*",
        "transforms.drop.type": `${transforms}ReplaceField$Value`,
        "transforms.drop.exclude": "alerts,axles,clock",
        "transforms.drop.predicate": "ours",
        "transforms.text.type": `${transforms}TimestampConverter$Value`,
        "transforms.text.field": "stamp",
        "transforms.text.target.type": "string",
        "transforms.text.format": "yyyy-MM-dd HH:mm:ss.SSSZ",
        "transforms.cast.type": `${transforms}Cast$Value`,
        "transforms.cast.spec": "odometer:int32,speed:float64",
        "transforms.flat.type": `${transforms}Flatten$Value`,
        "transforms.flat.delimiter": "_",
        "transforms.insert.type": `${transforms}InsertField$Value`,
        "transforms.insert.topic.field": "origin",
        "transforms.insert.offset.field": "position",
        "transforms.from.type": `${transforms}HeaderFrom$Value`,
        "transforms.from.fields": "plate",
        "transforms.from.headers": "plate",
        "transforms.from.operation": "move",
        [`${table}.mapping`]: mapping({
          vehicle: "value.vehicle",
          stamp: "value.stamp",
          fuel: "value.speed",
          odometer: "value.odometer",
          plate: "header.plate",
          tenant: "value.driver_license_number",
          seconds: "value.position",
        }),
      },
      records: records(withSchema, keyText),
    },
  ],
};
