import type { OracleRecord } from "../oracle_client.ts";
import {
  envelope,
  keyspaceCql,
  mapping,
  schemaConverters,
  schemalessConverters,
  sinkConfig,
  textConverters,
  type World,
} from "./world.ts";

const topic = "open_weather_api_cities_data";
const table = `topic.${topic}.kafka_data.cities_weather_data`;

const observations = [
  {
    city: "Berlin",
    country: "DE",
    last_update_time: "2025-11-24T12:00:00Z",
    temperature: "281.5",
    feels_like: "279.25",
    humidity: 81,
  },
  {
    city: "Null Island",
    country: null,
    last_update_time: "2025-11-24T12:06:00Z",
    temperature: "300.15",
    feels_like: null,
    humidity: 100,
  },
  {
    city: "Cape Town",
    country: "ZA",
    last_update_time: "2025-11-24T12:05:10Z",
    temperature: "294.0",
    feels_like: "294.0",
    humidity: 60,
  },
];

const entries = mapping({
  city: "value.city",
  country: "value.country",
  last_update_time: "value.last_update_time",
  temperature: "value.temperature",
  feels_like: "value.feels_like",
  humidity: "value.humidity",
});

function record(city: string, value: string, index: number): OracleRecord {
  return {
    topic,
    partition: index % 2,
    key: city,
    value,
    headers: { units: "standard" },
    timestamp: 1763985600000 + index * 1000,
  };
}

// Temperatures keep their decimal point: 294.0 is a double on the wire.
function plainJson(observation: typeof observations[number]): string {
  return JSON.stringify(observation).replace(
    /"(-?\d+\.\d+)"/g,
    (_, number: string) => number,
  );
}

/** The project's own topic and table. */
export const weather: World = {
  name: "weather",
  keyspace: "kafka_data",
  cql: [
    keyspaceCql("kafka_data"),
    `CREATE TABLE IF NOT EXISTS kafka_data.cities_weather_data (
      city text, country text, last_update_time timestamp, temperature double, feels_like double, humidity int,
      PRIMARY KEY ((city), last_update_time)) WITH CLUSTERING ORDER BY (last_update_time DESC)`,
  ],
  tables: ["kafka_data.cities_weather_data"],
  bases: [
    {
      name: "weather/text",
      config: {
        ...sinkConfig(topic),
        ...textConverters,
        [`${table}.mapping`]: entries,
      },
      records: observations.map((each, index) =>
        record(each.city, plainJson(each), index)
      ),
    },
    {
      name: "weather/schemaless",
      config: {
        ...sinkConfig(topic),
        ...schemalessConverters,
        [`${table}.mapping`]: entries.replace("city=value.city", "city=key"),
      },
      records: observations.map((each, index) =>
        record(each.city, plainJson(each), index)
      ),
    },
    {
      name: "weather/schema",
      config: {
        ...sinkConfig(topic),
        ...schemaConverters,
        [`${table}.mapping`]: entries,
      },
      records: observations.map((each, index) =>
        record(
          each.city,
          envelope({
            city: { type: "string", optional: false },
            country: { type: "string" },
            last_update_time: { type: "string" },
            temperature: { type: "double" },
            feels_like: { type: "double" },
            humidity: { type: "int32" },
          }, {
            ...each,
            temperature: Number(each.temperature),
            feels_like: each.feels_like === null
              ? null
              : Number(each.feels_like),
          }),
          index,
        )
      ),
    },
  ],
};
