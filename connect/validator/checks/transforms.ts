import {
  apachePredicates,
  apacheTransforms,
  type PluginClass,
  predicatePackage,
  predicateSettings,
  transformPackage,
  transformSettings,
} from "../catalogue/transforms.ts";
import { hasProviderReference } from "../connector_config.ts";
import { suggestion } from "../did_you_mean.ts";
import { parseJavaList } from "../java_values.ts";
import { checkClassBlanks, reportUnknownClass } from "./classes.ts";
import type { CheckContext } from "./check_context.ts";
import { checkRouting } from "./routing.ts";
import { checkTransformMeaning } from "./transform_meaning.ts";

/** One transformation or predicate as configured. */
export interface PluginStage {
  /** What precedes its own settings, such as `transforms.flatten.`. */
  readonly prefix: string;
  /** Kafka's class without its package and without `$Key` or `$Value`, or null for a class of somebody else. */
  readonly className: string | null;
  /** Which part of the record a class with `$Key` and `$Value` works on. */
  readonly part: "key" | "value" | null;
  /** Name of the predicate that guards it, or null. */
  readonly predicate: string | null;
}

/** Checks transformations and predicates: aliases, classes, each one's settings, and what they do together. */
export function checkTransforms(context: CheckContext): void {
  const predicates = listAliases("predicates", context);
  for (const alias of predicates ?? []) {
    checkPredicate(alias, context);
  }
  const aliases = listAliases("transforms", context);
  const stages = (aliases ?? []).map((alias) => checkTransform(alias, context));
  checkPredicateUse(predicates, context);
  if (aliases !== null) checkRouting(stages, context);
}

/** Aliases listed in `transforms` or `predicates`; null if unknown. */
function listAliases(
  kind: "transforms" | "predicates",
  { config, report }: CheckContext,
): readonly string[] | null {
  const value = config[kind];
  if (value !== undefined && hasProviderReference(value)) return null;
  const aliases = value === undefined ? [] : parseJavaList(value);
  if (aliases.includes("")) {
    report.add("alias-empty", {
      setting: kind,
      message: `${kind} lists an empty alias`,
    });
  }
  const repeated = aliases.find((alias, i) => aliases.indexOf(alias) < i);
  if (repeated !== undefined) {
    report.add("setting-duplicate", {
      setting: kind,
      message: `${kind} lists ${JSON.stringify(repeated)} more than once`,
    });
  }
  const listed = new Set(aliases.filter((alias) => alias !== ""));
  reportUnlisted({ kind, listed }, { config, report });
  return [...listed];
}

function reportUnlisted(
  { kind, listed }: {
    readonly kind: string;
    readonly listed: ReadonlySet<string>;
  },
  { config, report }: Pick<CheckContext, "config" | "report">,
): void {
  const reported = new Set<string>();
  for (const setting of Object.keys(config)) {
    if (!setting.startsWith(`${kind}.`)) continue;
    const rest = setting.slice(kind.length + 1);
    if ([...listed].some((alias) => rest.startsWith(`${alias}.`))) continue;
    const alias = rest.split(".")[0]!;
    if (reported.has(alias)) continue;
    reported.add(alias);
    report.add("alias-unlisted", {
      setting,
      message: `${setting} has no effect: ${kind} does not list ${
        JSON.stringify(alias)
      }${suggestion(alias, listed)}`,
      fix: `add ${alias} to ${kind}, or remove its settings`,
    });
  }
}

function checkTransform(alias: string, context: CheckContext): PluginStage {
  const { config, report } = context;
  const prefix = `transforms.${alias}.`;
  const { className, part } = checkPluginClass(
    { prefix, kind: "transformation" },
    context,
  );
  const predicate = config[`${prefix}predicate`]?.trim() ?? null;
  if (config[`${prefix}negate`] !== undefined && predicate === null) {
    report.add("negate-without-predicate", {
      setting: `${prefix}negate`,
      message: `${prefix}negate has no ${prefix}predicate to negate`,
    });
  }
  const stage: PluginStage = { prefix, className, part, predicate };
  if (className !== null) checkTransformMeaning(stage, context);
  return stage;
}

function checkPredicate(alias: string, context: CheckContext): void {
  checkPluginClass(
    { prefix: `predicates.${alias}.`, kind: "predicate" },
    context,
  );
}

const kinds = {
  transformation: {
    classes: apacheTransforms,
    package: transformPackage,
    common: transformSettings,
    others: Object.fromEntries(
      Object.keys(apachePredicates).map((
        name,
      ) => [predicatePackage + name, "predicate"]),
    ),
  },
  predicate: {
    classes: apachePredicates,
    package: predicatePackage,
    common: predicateSettings,
    others: Object.fromEntries(
      Object.keys(apacheTransforms).flatMap((name) =>
        ["", "$Key", "$Value"].map((
          suffix,
        ) => [transformPackage + name + suffix, "transformation"])
      ),
    ),
  },
} as const;

function checkPluginClass(
  { prefix, kind }: {
    readonly prefix: string;
    readonly kind: keyof typeof kinds;
  },
  context: CheckContext,
): Pick<PluginStage, "className" | "part"> {
  const { config, report } = context;
  const setting = `${prefix}type`;
  const type = report.checkValue(config, setting, {
    type: "string",
    required: true,
  });
  const { classes, common } = kinds[kind];
  const found = type === null || !checkClassBlanks(setting, type, report)
    ? null
    : findClass({ setting, type, kind }, context);
  const own = found === null ? null : classes[found.className]!;
  const facts = { ...common, ...own?.settings };
  for (const name of Object.keys(facts)) {
    if (name !== "type") {
      report.checkValue(config, prefix + name, facts[name]!);
    }
  }
  if (found !== null) reportUnknownSettings({ prefix, facts, found }, context);
  return found ?? { className: null, part: null };
}

function reportUnknownSettings(
  { prefix, facts, found }: {
    readonly prefix: string;
    readonly facts: PluginClass["settings"];
    readonly found: { readonly className: string };
  },
  { config, report }: CheckContext,
): void {
  for (const setting of Object.keys(config)) {
    if (!setting.startsWith(prefix)) continue;
    const name = setting.slice(prefix.length);
    if (name in facts) continue;
    report.add("setting-unknown", {
      setting,
      message: `${found.className} has no setting ${JSON.stringify(name)}${
        suggestion(removedNames[name] ?? name, Object.keys(facts))
      }`,
    });
  }
}

/** Names that ReplaceField had before Kafka 4.0. */
const removedNames: Readonly<Record<string, string>> = {
  blacklist: "exclude",
  whitelist: "include",
};

function findClass(
  { setting, type, kind }: {
    readonly setting: string;
    readonly type: string;
    readonly kind: keyof typeof kinds;
  },
  { report }: CheckContext,
): { className: string; part: "key" | "value" | null } | null {
  const { classes, package: home, others } = kinds[kind];
  const name = type.startsWith(home) ? type.slice(home.length) : type;
  const [simple, suffix] = name.split("$") as [string, string?];
  const plugin = Object.hasOwn(classes, simple) ? classes[simple] : undefined;
  // Connect's alias is the class's simple name, so classes inside another one have none.
  const byAlias = name === type;
  if (plugin !== undefined && !(byAlias && plugin.keyAndValue)) {
    if (!plugin.keyAndValue && suffix === undefined) {
      return { className: simple, part: null };
    }
    if (plugin.keyAndValue && (suffix === "Key" || suffix === "Value")) {
      return {
        className: simple,
        part: suffix === "Key" ? "key" : "value",
      };
    }
    if (plugin.keyAndValue && suffix === undefined) {
      report.add("class-misspelt", {
        setting,
        message: `${type} is abstract`,
        fix: `write ${type}$Value or ${type}$Key`,
      });
      return null;
    }
  }
  if (plugin?.keyAndValue && byAlias) {
    report.add("class-misspelt", {
      setting,
      message: `${type} has no short name`,
      fix: `write ${home}${simple}$${suffix === "Key" ? "Key" : "Value"}`,
    });
    return null;
  }
  const known = Object.entries(classes).flatMap(([known, { keyAndValue }]) =>
    keyAndValue
      ? [`${home}${known}$Value`, `${home}${known}$Key`]
      : [home + known]
  );
  reportUnknownClass({ setting, className: type, kind, known, others }, report);
  return null;
}

function checkPredicateUse(
  predicates: readonly string[] | null,
  { config, report }: CheckContext,
): void {
  if (predicates === null) return;
  const used = new Set<string>();
  for (const alias of parseJavaList(config.transforms ?? "")) {
    const setting = `transforms.${alias}.predicate`;
    const name = config[setting]?.trim();
    if (name === undefined || hasProviderReference(name)) continue;
    used.add(name);
    if (predicates.includes(name)) continue;
    report.add("predicate-undefined", {
      setting,
      message: `predicates does not list ${JSON.stringify(name)}${
        suggestion(name, predicates)
      }`,
    });
  }
  for (const predicate of predicates) {
    if (!used.has(predicate)) {
      report.add("setting-unused", {
        setting: "predicates",
        message: `no transformation uses the predicate ${predicate}`,
        fix: "use it in a transformation, or remove it",
      });
    }
  }
}
