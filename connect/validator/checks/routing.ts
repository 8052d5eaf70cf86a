import { hasProviderReference } from "../connector_config.ts";
import { readJavaRegex } from "../java_regex.ts";
import type { CheckContext } from "./check_context.ts";
import type { PluginStage } from "./transforms.ts";

/**
 * Follows the topics through the transformations that rename them, as far as no predicate and no foreign class makes
 * that uncertain: the sink looks its settings up by the topic that comes out.
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
    if (configured.has(routed.topic)) continue;
    report.add("router-topic-unconfigured", {
      setting: routed.setting,
      message: `records of ${topic} reach the sink as ${
        JSON.stringify(routed.topic)
      }, which has no topic.${routed.topic}.* settings`,
    });
  }
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
  for (const { className, prefix, predicate } of stages) {
    if (className === null) return null;
    if (className !== "RegexRouter" && className !== "TimestampRouter") {
      continue;
    }
    if (predicate !== null) return null;
    const next = className === "RegexRouter"
      ? routeByRegex(current, { prefix, context })
      : routeByTime(current, { prefix, context });
    if (next === null) return null;
    if (next !== current) setting = `${prefix}type`;
    current = next;
  }
  return { topic: current, setting };
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
  // A name that holds the time cannot be told beforehand, except that it is not the topic's own.
  return format.trim().replaceAll("${topic}", topic);
}
