import type { Client } from "cassandra-driver";
import { suggestion } from "../../connect/validator/did_you_mean.ts";
import type { WeatherTables } from "../shared/weather_names.ts";
import { readCityNames } from "./read_rows.ts";

/** So many of the table's cities are looked at for a name that may be meant. */
const candidates = 5_000;

/** Says that a city has no rows, and which one of the table may be meant. */
export async function describeUnknownCity(
  client: Client,
  tables: WeatherTables,
  city: string,
): Promise<string> {
  const names: string[] = [];
  for await (const page of readCityNames(client, tables)) {
    names.push(...page);
    if (names.length >= candidates) break;
  }
  return `${tables.latest ?? tables.history} has no rows of ${city}${
    suggestion(city, names)
  }`;
}
