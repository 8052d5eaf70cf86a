// Two records and tables for the type tests: weather, and readings of sensors with every kind of column there is.
import * as z from "zod";
import type { TableType } from "../../../connect/column_fit.ts";
import { citiesWeatherData } from "../../../cql/table.ts";
import { weatherRecord } from "../../../weather/record.ts";

/** What the weather tests start from. */
export const weather = {
  topic: "weather",
  table: citiesWeatherData,
  record: { value: weatherRecord },
} as const;

/** A wide row of a sensor: a day's partition, newest reading first. */
export const readingTable = {
  keyspace: "iot",
  name: "reading",
  columns: {
    sensor: { type: "uuid", kind: "partition_key" },
    day: { type: "date", kind: "partition_key" },
    read_at: { type: "timestamp", kind: "clustering" },
    sequence: { type: "bigint", kind: "clustering" },
    id: { type: "timeuuid", kind: "regular" },
    site: { type: "text", kind: "static" },
    place: { type: "frozen<place>", kind: "regular" },
    tags: { type: "set<text>", kind: "regular" },
    samples: { type: "frozen<list<double>>", kind: "regular" },
    limits: { type: "map<text, int>", kind: "regular" },
    span: { type: "tuple<int, double>", kind: "regular" },
    embedding: { type: "vector<float, 3>", kind: "regular" },
    alarm: { type: "boolean", kind: "regular" },
    level: { type: "smallint", kind: "regular" },
    address: { type: "inet", kind: "regular" },
    raw: { type: "blob", kind: "regular" },
  },
  types: { place: { lat: "double", lon: "double", floor: "int" } },
} as const satisfies TableType;

/** One reading; how long it is kept and when it was written travel in it. */
export const readingRecord = z.strictObject({
  sensor: z.uuid(),
  day: z.iso.date(),
  read_at: z.iso.datetime(),
  sequence: z.int(),
  site: z.string().nullable(),
  place: z.strictObject({
    lat: z.number(),
    lon: z.number(),
    floor: z.int32(),
  }).nullable(),
  tags: z.array(z.string()),
  samples: z.array(z.number()),
  limits: z.record(z.string(), z.int32()),
  span: z.tuple([z.int32(), z.number()]),
  embedding: z.array(z.float32()),
  alarm: z.boolean(),
  level: z.int().min(0).max(100),
  address: z.ipv4(),
  raw: z.base64().nullable(),
  keep_seconds: z.int().min(0),
  written_us: z.int(),
  note: z.string().optional(),
});

/** What the readings' tests start from. */
export const reading = {
  topic: "readings",
  table: readingTable,
  record: {
    key: z.uuid(),
    value: readingRecord,
    headers: { site: z.string() },
  },
} as const;
