import type { ConnectorConfig } from "./connector_config.ts";

/** Last parts of `topic.<topic>.<keyspace>.<table>.<setting>`. */
export const tableSettingNames = [
  "mapping",
  "consistencyLevel",
  "ttl",
  "nullToUnset",
  "deletesEnabled",
  "ttlTimeUnit",
  "timestampTimeUnit",
  "query",
] as const;

/** Last part of a table setting's name. */
export type TableSettingName = typeof tableSettingNames[number];

/** Last parts of `topic.<topic>.codec.<setting>`. */
export const codecSettingNames = [
  "locale",
  "timeZone",
  "timestamp",
  "date",
  "time",
  "unit",
] as const;

/** Last part of a codec setting's name. */
export type CodecSettingName = typeof codecSettingNames[number];

/** A keyspace's or table's name as it stands in a setting's name. */
export interface NamePart {
  /** As written, quotes included: what groups settings, so two spellings of one table are two groups. */
  readonly written: string;
  /** As Cassandra keeps it: unquoted is taken literally with its case, quoted as a CQL identifier. */
  readonly internal: string;
}

/** The settings of one topic and one table. */
export interface TableGroup {
  readonly topic: string;
  readonly keyspace: NamePart;
  readonly table: NamePart;
  /** Everything before the setting's own name, such as `topic.t.ks.tbl.`. */
  readonly prefix: string;
  readonly settings: Readonly<Partial<Record<TableSettingName, string>>>;
}

/** Everything under `topic.` for one topic. */
export interface TopicGroup {
  readonly topic: string;
  readonly codec: Readonly<Partial<Record<CodecSettingName, string>>>;
  readonly tables: readonly TableGroup[];
}

/** All `topic.*` settings of a config, grouped as the sink groups them. */
export interface TopicSettings {
  readonly topics: readonly TopicGroup[];
  /** Settings under `topic.` that fit neither shape: the sink's task fails on any of them. */
  readonly unmatched: readonly string[];
}

const tablePattern = new RegExp(
  `^topic\\.([a-zA-Z0-9._-]+)\\.([^.]+)\\.([^.]+)\\.(${
    tableSettingNames.join("|")
  })$`,
);
const codecPattern = new RegExp(
  `^topic\\.([a-zA-Z0-9._-]+)\\.codec\\.(${codecSettingNames.join("|")})$`,
);

/** Groups the settings under `topic.` by topic and table. */
export function groupTopicSettings(config: ConnectorConfig): TopicSettings {
  const topics = new Map<string, MutableTopic>();
  const unmatched: string[] = [];
  for (const [setting, value] of Object.entries(config)) {
    if (!setting.startsWith("topic.")) continue;
    const codec = codecPattern.exec(setting);
    const table = tablePattern.exec(setting);
    if (codec !== null) {
      topicOf(topics, codec[1]!).codec[codec[2] as CodecSettingName] = value;
    } else if (table !== null) {
      const [, topic, keyspace, name, last] = table;
      addTableSetting(topicOf(topics, topic!), {
        keyspace: keyspace!,
        name: name!,
        last: last as TableSettingName,
        value,
      });
    } else unmatched.push(setting);
  }
  return {
    topics: [...topics.values()].map(({ topic, codec, tables }) => ({
      topic,
      codec,
      tables: [...tables.values()],
    })),
    unmatched,
  };
}

interface MutableTopic {
  readonly topic: string;
  readonly codec: Partial<Record<CodecSettingName, string>>;
  readonly tables: Map<
    string,
    TableGroup & {
      readonly settings: Partial<Record<TableSettingName, string>>;
    }
  >;
}

function topicOf(
  topics: Map<string, MutableTopic>,
  topic: string,
): MutableTopic {
  let group = topics.get(topic);
  if (group === undefined) {
    group = { topic, codec: {}, tables: new Map() };
    topics.set(topic, group);
  }
  return group;
}

function addTableSetting(
  group: MutableTopic,
  { keyspace, name, last, value }: {
    readonly keyspace: string;
    readonly name: string;
    readonly last: TableSettingName;
    readonly value: string;
  },
): void {
  const prefix = `topic.${group.topic}.${keyspace}.${name}.`;
  let table = group.tables.get(prefix);
  if (table === undefined) {
    table = {
      topic: group.topic,
      keyspace: { written: keyspace, internal: internalName(keyspace) },
      table: { written: name, internal: internalName(name) },
      prefix,
      settings: {},
    };
    group.tables.set(prefix, table);
  }
  table.settings[last] = value;
}

function internalName(written: string): string {
  return written.length >= 2 && written.startsWith('"') && written.endsWith('"')
    ? written.slice(1, -1).replaceAll('""', '"')
    : written;
}
