import type { Settings } from "../../scripts/shared/settings.ts";
import type { ConnectorSettings, TableSettings } from "../sink_settings.ts";

/** The settings that an environment's file may set: those that name no secret and no person's own services. */
type SharedSetting =
  | "KAFKA_TOPIC"
  | "KAFKA_TOPIC_PARTITIONS"
  | "KAFKA_TOPIC_REPLICATION_FACTOR"
  | "CONNECTOR_NAME"
  | "SINK_PLUGIN"
  | "SINK_PROFILE"
  | "CASSANDRA_LOCAL_DATACENTER"
  | "CASSANDRA_KEYSPACE"
  | "CASSANDRA_TABLE"
  | "CASSANDRA_LAYOUT";

/**
 * What is different in one environment. Addresses and credentials are not here: they come from the shell's environment
 * or `.env`, and secrets reach the connector only as references that its worker resolves.
 */
export interface Environment {
  /** In place of the same settings of the shell's environment. */
  readonly settings: Partial<Pick<Settings, SharedSetting>>;
  /** On top of the connector's settings in `connect/weather_sink.ts`. */
  readonly connector: ConnectorSettings;
  /** On top of the table's settings in `connect/weather_sink.ts`. */
  readonly table: TableSettings;
}
