import type { CqlSchema } from "../../../cql/schema_model.ts";
import type { ConnectorConfig } from "../connector_config.ts";
import type { Replication } from "../replication.ts";
import type { Report } from "../report.ts";
import type { SinkKind } from "./sink_class.ts";
import type { TopicSettings } from "../table_groups.ts";

/** What a check sees of one connector's config, and where it tells what it finds. */
export interface CheckContext {
  readonly config: ConnectorConfig;
  /** Whose sink it is. */
  readonly kind: SinkKind;
  readonly topicSettings: TopicSettings;
  /** Topics listed in `topics`, or null where `topics.regex` or a reference leaves them unknown. */
  readonly topics: readonly string[] | null;
  /** The tables to check mappings against, or null if none are known. */
  readonly schema: CqlSchema | null;
  /** Whether a table that `schema` lacks does not exist; otherwise it is just unknown. */
  readonly schemaIsComplete: boolean;
  /** Replicas of the keyspaces, as far as known. */
  readonly replication: Replication;
  /** Whether there are sample records, so that the topic holds some already. */
  readonly hasSamples: boolean;
  /** The present, in milliseconds since 1970. */
  readonly nowMs: number;
  readonly report: Report;
}
