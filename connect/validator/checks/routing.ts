import { hasProviderReference } from "../connector_config.ts";
import { readJavaRegex } from "../java_regex.ts";
import { parseJavaBoolean } from "../java_values.ts";
import type { CheckContext } from "./check_context.ts";
import type { PluginStage } from "./transforms.ts";

/**
 * Follows the topics through the transformations that rename them, as far as no foreign class and no predicate on a
 * record's content makes that uncertain: the sink looks its settings up by the topic that comes out.
 */
export function checkRouting(
  stages: readonly PluginStage[],
  context: CheckContext,
): void {
  const { topics, report, topicSettings } = context;
  if (topics === null) return;
  const configured = new Set(topicSettings.topics.map(({ topic }) => topic));
  for (const topic of topics) {
    const routed = routeTopic(topic, { stages, context });
    if (routed === null || routed.topic === topic) continue;
    const holds = new RegExp(`^${timeless(routed.topic)}$`);
    if ([...configured].some((name) => holds.test(name))) continue;
    const shown = routed.topic.replaceAll(time, "<time>");
    report.add("router-topic-unconfigured", {
      setting: routed.setting,
      message: `records of ${topic} reach the sink as ${
        JSON.stringify(shown)
      }, which has no topic.${shown}.* settings`,
    });
  }
}

/** Stands for the time in a topic's name, which cannot be told beforehand: no topic's name has a line break. */
const time = "\n";

// A pattern for the names that a topic with the time in it may have.
function timeless(topic: string): string {
  return topic.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(time, ".+");
}

/** Where a topic's records end up, and the setting that last renamed it; null if unknown. */
function routeTopic(
  topic: string,
  { stages, context }: {
    readonly stages: readonly PluginStage[];
    readonly context: CheckContext;
  },
): { readonly topic: string; readonly setting: string } | null {
  let current = topic;
  let setting = "transforms";
  for (const stage of stages) {
    const { className, prefix } = stage;
    if (className === null) return null;
    if (className !== "RegexRouter" && className !== "TimestampRouter") {
      continue;
    }
    const applies = appliesTo(current, stage, context);
    if (applies === null) return null;
    if (!applies) continue;
    const next = className === "RegexRouter"
      ? routeByRegex(current, { prefix, context })
      : routeByTime(current, { prefix, context });
    if (next === null) return null;
    if (next !== current) setting = `${prefix}type`;
    current = next;
  }
  return { topic: current, setting };
}

/** Whether a stage works on a topic's records that have a value, or null if only a record can tell. */
function appliesTo(
  topic: string,
  { prefix, predicate }: PluginStage,
  { config }: CheckContext,
): boolean | null {
  if (predicate === null) return true;
  const negated = parseJavaBoolean(config[`${prefix}negate`] ?? "false");
  const type = config[`predicates.${predicate}.type`]?.trim().split(".").at(-1);
  const pattern = config[`predicates.${predicate}.pattern`]?.trim();
  if (negated === null) return null;
  if (type === "RecordIsTombstone") return negated;
  if (type !== "TopicNameMatches" || pattern === undefined) return null;
  if (hasProviderReference(pattern) || topic.includes(time)) return null;
  const { matcher } = readJavaRegex(pattern);
  return matcher === null ? null : matcher.test(topic) !== negated;
}

interface Router {
  readonly prefix: string;
  readonly context: CheckContext;
}

function routeByRegex(topic: string, { prefix, context }: Router) {
  const { config } = context;
  const regex = config[`${prefix}regex`];
  const replacement = config[`${prefix}replacement`];
  if (regex === undefined || replacement === undefined) return null;
  if (hasProviderReference(regex) || hasProviderReference(replacement)) {
    return null;
  }
  const { matcher } = readJavaRegex(regex.trim());
  if (matcher === null) return null;
  // Of a name with the time in it, it is not known whether it matches.
  if (topic.includes(time)) return null;
  if (!matcher.test(topic)) return topic;
  const text = replacement.trim();
  // Java writes a named group as ${name} and escapes by a backslash.
  if (/[\\{]/.test(text)) return null;
  const routed = topic.replace(matcher, text);
  // What names a group that is not there is left as it is here, but fails in Java.
  return /\$\d/.test(routed) ? null : routed;
}

function routeByTime(topic: string, { prefix, context }: Router) {
  const format = context.config[`${prefix}topic.format`] ??
    "${topic}-${timestamp}";
  return format.trim().replaceAll("${topic}", () => topic)
    .replaceAll("${timestamp}", time);
}
