// Made by `deno task cql:generate` from cql/*.cql: change those.

/** Table kafka_data.cities_weather_data: columns in the order of the primary key, then as written. */
export const citiesWeatherData = {
  keyspace: "kafka_data",
  name: "cities_weather_data",
  columns: {
    city: { type: "text", kind: "partition_key" },
    last_update_time: { type: "timestamp", kind: "clustering" },
    country: { type: "text", kind: "regular" },
    temperature: { type: "double", kind: "regular" },
    feels_like: { type: "double", kind: "regular" },
    humidity: { type: "int", kind: "regular" },
  },
} as const;

/** Table kafka_data.cities_weather_data_by_month: columns in the order of the primary key, then as written. */
export const citiesWeatherDataByMonth = {
  keyspace: "kafka_data",
  name: "cities_weather_data_by_month",
  columns: {
    city: { type: "text", kind: "partition_key" },
    month: { type: "text", kind: "partition_key" },
    last_update_time: { type: "timestamp", kind: "clustering" },
    country: { type: "text", kind: "regular" },
    temperature: { type: "double", kind: "regular" },
    feels_like: { type: "double", kind: "regular" },
    humidity: { type: "int", kind: "regular" },
  },
} as const;

/** Table kafka_data.cities_weather_data_latest: columns in the order of the primary key, then as written. */
export const citiesWeatherDataLatest = {
  keyspace: "kafka_data",
  name: "cities_weather_data_latest",
  columns: {
    city: { type: "text", kind: "partition_key" },
    last_update_time: { type: "timestamp", kind: "regular" },
    country: { type: "text", kind: "regular" },
    temperature: { type: "double", kind: "regular" },
    feels_like: { type: "double", kind: "regular" },
    humidity: { type: "int", kind: "regular" },
  },
} as const;
