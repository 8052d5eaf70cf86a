import { hasProviderReference } from "../connector_config.ts";
import { didYouMean } from "../did_you_mean.ts";
import { faultOfSimpleDatePattern } from "../java_patterns.ts";
import { readJavaRegex } from "../java_regex.ts";
import { parseJavaBoolean, parseJavaList } from "../java_values.ts";
import type { CheckContext } from "./check_context.ts";
import type { PluginStage } from "./transforms.ts";

type Check = (stage: PluginStage, context: CheckContext) => void;

/** Checks what a transformation of Kafka refuses of settings that are each well formed. */
export function checkTransformMeaning(
  stage: PluginStage,
  context: CheckContext,
): void {
  checks[stage.className ?? ""]?.(stage, context);
}

const checks: Readonly<Record<string, Check>> = {
  Cast: checkCast,
  Filter: checkFilter,
  HeaderFrom: checkHeaderFrom,
  InsertField: checkInsertField,
  ReplaceField: checkReplaceField,
  RegexRouter: checkRegexRouter,
  SetSchemaMetadata: checkSetSchemaMetadata,
  TimestampConverter: checkTimestampConverter,
  TimestampRouter: checkTimestampRouter,
};

const castTypes = [
  "int8",
  "int16",
  "int32",
  "int64",
  "float32",
  "float64",
  "boolean",
  "string",
];

function checkCast({ prefix }: PluginStage, context: CheckContext): void {
  const setting = `${prefix}spec`;
  const spec = knownValue(setting, context);
  if (spec === null) return;
  const items = parseJavaList(spec);
  const fail = failAt(setting, context);
  if (items.length === 0) fail("it casts nothing", "name a type");
  for (const item of items) {
    const parts = item.split(":").map((part) => part.trim());
    const type = parts.length === 1 || parts[1] === "" ? parts[0]! : parts[1]!;
    if (parts.length > 2) {
      fail(`${JSON.stringify(item)} is not field:type`, "write field:type");
    } else if (!castTypes.includes(type.toLowerCase())) {
      const meant = didYouMean(type.toLowerCase(), castTypes);
      fail(
        `there is no type ${JSON.stringify(type)} to cast to`,
        meant === null
          ? `write one of ${castTypes.join(", ")}`
          : `did you mean ${meant}?`,
      );
    } else if (parts.length === 1 && items.length > 1) {
      fail(
        "it casts the whole value and single fields at once",
        "write either one type, or only field:type items",
      );
    }
  }
}

function checkFilter(
  { prefix, predicate }: PluginStage,
  context: CheckContext,
): void {
  const { config, report } = context;
  if (predicate === null) {
    report.add("filter-drops-all", {
      setting: `${prefix}type`,
      message: `${prefix.slice(0, -1)} drops every record: it has no predicate`,
      fix: `add ${JSON.stringify(`${prefix}predicate`)}`,
    });
    return;
  }
  const negated = parseJavaBoolean(config[`${prefix}negate`] ?? "false");
  if (negated === null || !holdsForAll({ predicate, negated }, context)) return;
  report.add("filter-drops-all", {
    setting: `${prefix}predicate`,
    message: `${prefix.slice(0, -1)} drops every record: ${predicate} ${
      negated ? "never holds, and is negated" : "always holds"
    }`,
    fix: negated ? `remove ${prefix}negate` : "correct the predicate",
  });
}

/** Whether a predicate, negated or not, surely holds for every record that could become a row. */
function holdsForAll(
  { predicate, negated }: {
    readonly predicate: string;
    readonly negated: boolean;
  },
  { config, topics }: CheckContext,
): boolean {
  const prefix = `predicates.${predicate}.`;
  const type = config[`${prefix}type`]?.trim().split(".").at(-1);
  // A tombstone makes no row, so keeping nothing else keeps nothing to write.
  if (type === "RecordIsTombstone") return negated;
  const pattern = config[`${prefix}pattern`];
  if (type !== "TopicNameMatches" || pattern === undefined) return false;
  if (topics === null || topics.length === 0) return false;
  const { matcher } = readJavaRegex(pattern.trim());
  if (matcher === null || hasProviderReference(pattern)) return false;
  return topics.every((topic) => matcher.test(topic) !== negated);
}

function checkHeaderFrom({ prefix }: PluginStage, context: CheckContext): void {
  const fields = knownValue(`${prefix}fields`, context);
  const headers = knownValue(`${prefix}headers`, context);
  if (fields === null || headers === null) return;
  const counts = [fields, headers].map((list) => parseJavaList(list).length);
  if (counts[0] !== counts[1]) {
    failAt(`${prefix}headers`, context)(
      `there are ${counts[0]} fields, but ${counts[1]} headers`,
      "name one header for each field",
    );
  }
}

function checkInsertField(
  { prefix }: PluginStage,
  context: CheckContext,
): void {
  const names = ["topic", "partition", "offset", "timestamp", "static"];
  const { config } = context;
  const inserted = names.filter((name) =>
    config[`${prefix}${name}.field`] !== undefined
  );
  if (inserted.length === 0) {
    failAt(`${prefix}type`, context)(
      "it inserts no field",
      `add one of ${names.map((name) => `${prefix}${name}.field`).join(", ")}`,
    );
  }
  if (
    inserted.includes("static") &&
    config[`${prefix}static.value`] === undefined
  ) {
    failAt(`${prefix}static.field`, context)(
      "it has a static field, but no value for it",
      `add ${JSON.stringify(`${prefix}static.value`)}`,
    );
  }
}

function checkSetSchemaMetadata(
  { prefix }: PluginStage,
  context: CheckContext,
): void {
  const names = ["schema.name", "schema.version"].map((name) => prefix + name);
  if (names.some((name) => context.config[name] !== undefined)) return;
  failAt(`${prefix}type`, context)(
    "it sets neither a name nor a version",
    `add ${names.join(" or ")}`,
  );
}

function checkReplaceField(
  { prefix }: PluginStage,
  context: CheckContext,
): void {
  const { config, report } = context;
  const setting = `${prefix}renames`;
  for (const item of parseJavaList(knownValue(setting, context) ?? "")) {
    if (item.split(":").length !== 2) {
      failAt(setting, context)(
        `${JSON.stringify(item)} is not old:new`,
        "write old:new",
      );
    }
  }
  const named = ["exclude", "include", "renames"].some((name) =>
    (config[prefix + name]?.trim() ?? "") !== ""
  );
  if (!named) {
    report.add("transform-noop", {
      setting: `${prefix}type`,
      message: `${
        prefix.slice(0, -1)
      } replaces nothing: it has neither exclude, include nor renames`,
    });
  }
}

function checkTimestampConverter(
  { prefix }: PluginStage,
  context: CheckContext,
): void {
  const { config } = context;
  const target = config[`${prefix}target.type`]?.trim();
  const format = config[`${prefix}format`] ?? "";
  if (hasProviderReference(format)) return;
  if (target === "string" && format.trim() === "") {
    failAt(`${prefix}target.type`, context)(
      "to write text it needs a format",
      `add ${JSON.stringify(`${prefix}format`)}`,
    );
  }
  checkDateFormat(format, { setting: `${prefix}format`, context });
}

function checkTimestampRouter(
  { prefix, predicate }: PluginStage,
  context: CheckContext,
): void {
  // The format is not read before a record needs it.
  if (predicate !== null) return;
  const setting = `${prefix}timestamp.format`;
  checkDateFormat(knownValue(setting, context) ?? "", { setting, context });
}

function checkRegexRouter(
  { prefix, predicate }: PluginStage,
  context: CheckContext,
) {
  if (predicate !== null) return;
  const regex = knownValue(`${prefix}regex`, context);
  const replacement = knownValue(`${prefix}replacement`, context);
  if (regex === null || replacement === null) return;
  const { matcher } = readJavaRegex(regex.trim());
  // The replacement is not read before a topic's name matches.
  const { topics } = context;
  if (matcher === null || !topics?.some((topic) => matcher.test(topic))) return;
  const groups = new RegExp(`${matcher.source}|`).exec("")!.length - 1;
  // Java takes the first digit after $ for a group, come what may.
  for (const [, digit] of replacement.matchAll(/(?:\\.)|\$(\d)/g)) {
    if (digit !== undefined && Number(digit) > groups) {
      failAt(`${prefix}replacement`, context)(
        `there is no group ${digit} in the regex`,
        "correct the number, or add the group",
      );
    }
  }
}

function checkDateFormat(
  format: string,
  { setting, context }: {
    readonly setting: string;
    readonly context: CheckContext;
  },
): void {
  const fault = faultOfSimpleDatePattern(format.trim());
  if (fault === null) return;
  failAt(setting, context)(
    `the format is no SimpleDateFormat pattern: ${fault.message}`,
    "correct the pattern, such as yyyy-MM-dd'T'HH:mm:ss'Z'",
    fault.index + format.length - format.trimStart().length,
  );
}

function knownValue(
  setting: string,
  { config }: CheckContext,
): string | null {
  const value = config[setting];
  return value === undefined || hasProviderReference(value) ? null : value;
}

function failAt(setting: string, { report }: CheckContext) {
  return (message: string, fix: string, at?: number) =>
    report.add("transform-misconfigured", {
      setting,
      message: `${setting.slice(0, setting.lastIndexOf("."))}: ${message}`,
      fix,
      where: at === undefined ? null : { start: at, end: at + 1 },
    });
}
