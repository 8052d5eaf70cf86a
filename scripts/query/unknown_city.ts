import type { Client } from "cassandra-driver";
import { suggestion } from "../../connect/validator/did_you_mean.ts";
import { readCityNames } from "./read_rows.ts";

/** So many of the table's cities are looked at for a name that may be meant. */
const candidates = 5_000;

/** Says that a city has no rows, and which one of the table may be meant. */
export async function describeUnknownCity(
  client: Client,
  { table, city }: { readonly table: string; readonly city: string },
): Promise<string> {
  const names: string[] = [];
  for await (const page of readCityNames(client, table)) {
    names.push(...page);
    if (names.length >= candidates) break;
  }
  return `${table} has no rows of ${city}${suggestion(city, names)}`;
}
