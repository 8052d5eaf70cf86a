import {
  type ConnectorConfig,
  hasProviderReference,
} from "../connector_config.ts";
import { didYouMean } from "../did_you_mean.ts";
import { readJavaRegex } from "../java_regex.ts";
import { parseJavaList } from "../java_values.ts";
import {
  codecSettingNames,
  type NamePart,
  tableSettingNames,
  type TopicGroup,
} from "../table_groups.ts";
import type { CheckContext } from "./check_context.ts";

/** Checks the names under `topic.`, and which topics have which tables. */
export function checkTopicSettings(context: CheckContext): void {
  const { topicSettings, topics, report } = context;
  for (const setting of topicSettings.unmatched) {
    report.add("topic-setting-unknown", {
      setting,
      message: `${setting} is neither a table's nor a codec's setting`,
      ...fixOfUnknown(setting),
    });
  }
  for (const group of topicSettings.topics) checkGroup(group, context);
  const configured = topicSettings.topics.map(({ topic }) => topic);
  for (const topic of topics ?? []) {
    if (topic === "" || configured.includes(topic)) continue;
    const meant = didYouMean(
      topic,
      configured.filter((name) => !topics!.includes(name)),
    );
    report.add("topic-without-table", {
      setting: "topics",
      message:
        `topic ${topic} has no topic.${topic}.<keyspace>.<table>.mapping`,
      ...(meant === null
        ? {}
        : { fix: `the settings are for topic ${meant}: use one name` }),
    });
  }
  checkNotRead(configured, context);
  checkRegexMatches(configured, context);
}

function fixOfUnknown(setting: string): { readonly fix?: string } {
  const dot = setting.lastIndexOf(".");
  const last = setting.slice(dot + 1);
  const parts = setting.split(".");
  const isCodec = parts.at(-2) === "codec" && parts.length >= 4;
  const meant = didYouMean(
    last,
    isCodec ? codecSettingNames : tableSettingNames,
  );
  if (meant !== null && meant !== last) {
    return { fix: `did you mean ${setting.slice(0, dot + 1)}${meant}?` };
  }
  if (meant === last && parts.length < 5) {
    return {
      fix: "name topic, keyspace and table: topic.<topic>.<keyspace>.<table>." +
        last,
    };
  }
  return isCodec
    ? { fix: `write one of codec.${codecSettingNames.join(", codec.")}` }
    : {
      fix: `the last part must be one of ${
        tableSettingNames.join(", ")
      }, or codec.<setting> must follow the topic`,
    };
}

function checkGroup(group: TopicGroup, context: CheckContext): void {
  const { report } = context;
  if (group.tables.length === 0) {
    const codec = Object.keys(group.codec)[0];
    report.add("topic-without-table", {
      setting: `topic.${group.topic}.codec.${codec}`,
      message: `topic ${group.topic} has codec settings, but no table`,
    });
  }
  const seen = new Map<string, string>();
  for (const { keyspace, table, prefix, settings } of group.tables) {
    for (const part of [keyspace, table]) checkQuotes(part, prefix, context);
    if (settings.mapping === undefined) {
      report.add("mapping-missing", {
        setting: `${prefix}mapping`,
        message: `${prefix}mapping is missing`,
      });
    }
    const name = JSON.stringify([keyspace.internal, table.internal]);
    const other = seen.get(name);
    if (other !== undefined) {
      report.add("table-twice", {
        setting: `${prefix}mapping`,
        message: `${prefix}* and ${other}* are the same table`,
      });
    }
    seen.set(name, prefix);
  }
}

function checkQuotes(
  { written }: NamePart,
  prefix: string,
  { report }: CheckContext,
): void {
  if (!written.startsWith('"')) return;
  if (written.length >= 2 && written.endsWith('"')) return;
  report.add("topic-name-quotes", {
    setting: `${prefix}mapping`,
    message: `${written} begins with a double quote, but does not end with one`,
  });
}

function checkRegexMatches(
  configured: readonly string[],
  { config, report }: CheckContext,
): void {
  const regex = config["topics.regex"]?.trim() ?? "";
  if (regex === "" || hasProviderReference(regex)) return;
  // A transformation may rename what it reads to a topic that has settings.
  if (mayRenameTopics(config)) return;
  const { matcher } = readJavaRegex(regex);
  if (matcher === null || configured.some((topic) => matcher.test(topic))) {
    return;
  }
  report.add("topics-regex-unmatched", {
    setting: "topics.regex",
    message: configured.length === 0
      ? "no topic has a table, whatever topics.regex matches"
      : `topics.regex matches none of the topics that have a table: ${
        configured.join(", ")
      }`,
  });
}

function checkNotRead(
  configured: readonly string[],
  { config, topics, report, topicSettings }: CheckContext,
): void {
  const routed = (config.transforms ?? "").trim() !== "";
  const regex = config["topics.regex"]?.trim() ?? "";
  const matcher = regex === "" || hasProviderReference(regex)
    ? null
    : readJavaRegex(regex).matcher;
  for (const topic of configured) {
    // A transformation may rename another topic to this one.
    if (routed && (topics === null || !topics.includes(topic))) continue;
    const isRead = topics !== null
      ? topics.includes(topic)
      : matcher === null || matcher.test(topic);
    if (isRead) continue;
    const group = topicSettings.topics.find((group) => group.topic === topic)!;
    report.add("topic-not-read", {
      setting: group.tables[0] === undefined
        ? `topic.${topic}.codec.${Object.keys(group.codec)[0]}`
        : `${group.tables[0].prefix}mapping`,
      message: `the connector does not read topic ${topic}`,
    });
  }
}

// Of Kafka's transformations only the routers do; of others it is not known.
function mayRenameTopics(config: ConnectorConfig): boolean {
  return parseJavaList(config.transforms ?? "").some((name) => {
    const type = config[`transforms.${name}.type`]?.trim() ?? "";
    const simple = type.replace(
      /^org\.apache\.kafka\.connect\.transforms\./,
      "",
    );
    return simple.includes(".") || !/^[A-Z]\w+(\$(Key|Value))?$/.test(simple) ||
      simple.endsWith("Router");
  });
}
