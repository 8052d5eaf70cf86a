import { connectApiOf } from "../../connect/connect_target.ts";
import type { Client } from "cassandra-driver";
import { getConnector } from "../../connect/connect_api.ts";
import type { Settings } from "../shared/settings.ts";
import { historyName, tableName } from "../shared/weather_names.ts";

/** How many seconds rows of the settings' table live: as the connector writes them or, if it does not say, as the table does; 0: for ever. */
export async function fetchTimeToLive(
  client: Client,
  settings: Settings,
): Promise<number> {
  const { KAFKA_TOPIC, CASSANDRA_KEYSPACE } = settings;
  const setting = `topic.${KAFKA_TOPIC}.${tableName(settings)}.ttl`;
  const written = Number((await fetchConfig(settings))?.[setting] ?? -1);
  if (written > 0) return written;
  const { rows: [row] } = await client.execute(
    "SELECT default_time_to_live FROM system_schema.tables WHERE keyspace_name = ? AND table_name = ?",
    [CASSANDRA_KEYSPACE, historyName(settings)],
    { prepare: true },
  );
  return row?.["default_time_to_live"] ?? 0;
}

/** The connector's running config; undefined if there is none, or no worker that can be asked. */
async function fetchConfig(
  settings: Settings,
): Promise<Record<string, string | undefined> | undefined> {
  try {
    const connector = await getConnector(
      connectApiOf(settings),
      settings.CONNECTOR_NAME,
    );
    return connector?.config;
  } catch {
    // The verifier needs no worker: records may be written by other ways, too.
    return undefined;
  }
}
