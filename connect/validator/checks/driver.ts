import {
  driverChoices,
  driverClasses,
  driverShortcuts,
} from "../catalogue/driver_classes.ts";
import options from "../catalogue/driver_options.json" with { type: "json" };
import { hasProviderReference } from "../connector_config.ts";
import { didYouMean, suggestion } from "../did_you_mean.ts";
import { type DriverOption, faultOfDriverValue } from "../hocon_values.ts";
import type { CheckContext } from "./check_context.ts";

const prefix = "datastax-java-driver.";
const known = options as Readonly<Record<string, DriverOption>>;

/** Checks `datastax-java-driver.*`, what the sink passes on to the driver. */
export function checkDriverOptions(context: CheckContext): void {
  const { config, report } = context;
  const given = new Map<string, string>();
  for (const [setting, value] of Object.entries(config)) {
    if (setting.startsWith(prefix)) {
      given.set(setting.slice(prefix.length), value);
    } else if (setting === "datastax-java-driver") {
      report.add("driver-option-value", {
        setting,
        message: `${setting} stands where all driver options belong`,
        fix: "name the option: datastax-java-driver.<path>",
      });
    }
  }
  for (const [path, value] of given) {
    checkOption(path, { value, given, context });
  }
  if (given.size === 0) return;
  checkShadowed(given, context);
  checkSchemaMetadata(given, context);
  checkContactPoints(given, context);
  checkSessionKeyspace(given, context);
}

interface Scope {
  readonly value: string;
  readonly given: ReadonlyMap<string, string>;
  readonly context: CheckContext;
}

function checkOption(path: string, scope: Scope): void {
  const { value, context: { report } } = scope;
  const setting = prefix + path;
  const fault = faultOfPath(path);
  if (fault !== null) {
    report.add("driver-option-value", {
      setting,
      message: `${setting} is no path: ${fault}`,
      fix: "correct the option's name",
    });
    return;
  }
  if (reportClash(path, scope)) return;
  const option = optionOf(path);
  if (option === null) {
    report.add("driver-option-unknown", {
      setting,
      message: `the driver has no option ${path}${
        suggestion(path, Object.keys(known))
      }`,
    });
    return;
  }
  if (hasProviderReference(value)) return;
  if (isShadowed(path, scope.context)) return;
  if (path in driverChoices) checkChoice(path, scope);
  else if (option.type === "class") checkClass(path, scope);
  else if (path === "advanced.protocol.compression") {
    if (!["none", "lz4", "snappy"].includes(value.toLowerCase())) {
      report.add("driver-option-value", {
        setting,
        message: `${setting} must be none, lz4 or snappy`,
        fix: "write none, lz4 or snappy",
      });
    }
  } else checkValue(path, { option, scope });
}

// What Typesafe Config refuses in a path, but between double quotes.
function faultOfPath(path: string): string | null {
  const plain = path.replace(/"(?:[^"\\]|\\.)*"/g, "q");
  if (/^\.|\.$|\.\./.test(plain) || plain === "") {
    return "a part between dots is empty";
  }
  const reserved = /[$"{}[\]:=,+#`^?!@*&\\\n]|\/\//.exec(plain)?.[0];
  return reserved === undefined
    ? null
    : `${JSON.stringify(reserved)} cannot stand in it`;
}

// Only Typesafe Config's own list notation and profiles go beyond the driver's names.
function optionOf(path: string): DriverOption | null {
  const plain = path.replace(/^profiles\.[^.]+\./, "");
  if (Object.hasOwn(known, plain)) {
    return plain === path ? known[plain]! : { ...known[plain]!, read: false };
  }
  const list = /^(.*)\.\d+$/.exec(plain)?.[1];
  if (list !== undefined && known[list]?.type === "list") return known[list]!;
  return plain.startsWith("advanced.auth-provider.sasl-properties.")
    ? { type: "string" }
    : null;
}

// A path that is both a value and the parent of values: the config cannot be built.
function reportClash(path: string, { context: { report } }: Scope): boolean {
  const parts = path.split(".");
  const leaf = parts.slice(0, -1)
    .map((_, index) => parts.slice(0, index + 1).join("."))
    .find((parent) =>
      Object.hasOwn(known, parent) &&
      !["list", "map"].includes(known[parent]!.type)
    );
  const isParent = !Object.hasOwn(known, path) &&
    Object.keys(known).some((option) => option.startsWith(`${path}.`));
  if (leaf === undefined && !isParent) return false;
  if (path.startsWith("advanced.graph") || path.startsWith("basic.graph")) {
    return false;
  }
  report.add("driver-option-value", {
    setting: prefix + path,
    message: isParent
      ? `${path} is a group of driver options, not one of them`
      : `${leaf} is a driver option itself, so nothing can stand below it`,
    fix: "correct the option's name",
  });
  return true;
}

function checkChoice(path: string, { value, context: { report } }: Scope) {
  const choices = driverChoices[path]!;
  if (choices.includes(value)) return;
  const meant = didYouMean(value, choices);
  report.add("driver-option-value", {
    setting: prefix + path,
    message: `${path} must be one of ${choices.join(", ")}, but is ${
      JSON.stringify(value)
    }`,
    fix: meant === null
      ? `write one of ${choices.join(", ")}`
      : `write ${meant}`,
  });
}

function checkClass(path: string, { value, given, context }: Scope): void {
  const { report } = context;
  const classes = driverClasses[path];
  if (classes === undefined) return;
  const setting = prefix + path;
  const isOwn = /^com\.datastax\.(oss|dse)\.driver\./.test(value);
  const short = isOwn ? value.slice(value.lastIndexOf(".") + 1) : value;
  if (!classes.names.includes(short)) {
    if (value.includes(".") && !isOwn) {
      report.couldNotCheck(
        `${setting}: whether the worker has the class ${value}`,
      );
      return;
    }
    report.add("driver-option-value", {
      setting,
      message: `the driver has no class ${value}${
        suggestion(short, classes.names)
      }`,
      fix: `write one of ${classes.names.join(", ")}`,
    });
    return;
  }
  for (const needed of classes.needs?.[short] ?? []) {
    const own = given.get(needed);
    if (own === undefined) {
      report.add("driver-option-value", {
        setting: prefix + needed,
        message: `${short} needs ${needed}, which is not given`,
        fix: `add "${prefix}${needed}"`,
      });
    } else if (!hasProviderReference(own)) {
      const option = known[needed];
      const fault = option === undefined
        ? null
        : faultOfDriverValue(own, { ...option, min: option.min ?? 1 });
      if (fault !== null) {
        report.add("driver-option-value", {
          setting: prefix + needed,
          message: `${needed} ${fault.message}`,
          fix: fault.fix,
        });
      }
    }
  }
  if (short === "TaggingMetricIdGenerator") {
    report.add("driver-option-value", {
      setting,
      message:
        `${short} does not work with the metrics library that the sink brings`,
      fix: "write DefaultMetricIdGenerator, or remove the option",
    });
  }
}

function checkValue(
  path: string,
  { option, scope }: { readonly option: DriverOption; readonly scope: Scope },
): void {
  const { value, context: { report } } = scope;
  const fault = faultOfDriverValue(value, option);
  if (fault === null) return;
  const needed = option.read && !isUnused(path, scope.context);
  report.add(needed ? "driver-option-value" : "driver-option-unread", {
    setting: prefix + path,
    message: `${path} ${fault.message}`,
    fix: fault.fix,
  });
}

// The sink's own metrics are what makes the driver read these.
function isUnused(path: string, { config }: CheckContext): boolean {
  return path.startsWith("advanced.metrics.session.") &&
    config.jmx?.trim().toLowerCase() === "false";
}

function isShadowed(path: string, { config }: CheckContext): boolean {
  return Object.entries(driverShortcuts).some(([shortcut, long]) =>
    long === path && config[shortcut] !== undefined
  );
}

function checkSessionKeyspace(
  given: ReadonlyMap<string, string>,
  { schema, schemaIsComplete, report }: CheckContext,
): void {
  const path = "basic.session-keyspace";
  const value = given.get(path);
  if (value === undefined || hasProviderReference(value)) return;
  const name = value.startsWith('"')
    ? value.slice(1, -1).replaceAll('""', '"')
    : value.toLowerCase();
  const exists = schema?.keyspaces.includes(name) ||
    schema?.tables.some(({ keyspace }) => keyspace === name) ||
    /^system(_|$)/.test(name);
  if (value !== "" && (exists || schema === null || !schemaIsComplete)) return;
  report.add("driver-option-value", {
    setting: prefix + path,
    message: value === ""
      ? `${path} is empty`
      : `there is no keyspace ${name}${
        suggestion(name, schema?.keyspaces ?? [])
      }`,
    fix: "remove the option: the sink's statements name their keyspace",
  });
}

function checkShadowed(
  given: ReadonlyMap<string, string>,
  { config, report }: CheckContext,
): void {
  for (const [shortcut, path] of Object.entries(driverShortcuts)) {
    if (config[shortcut] === undefined || !given.has(path)) continue;
    if (config[shortcut] === given.get(path)) continue;
    report.add("driver-option-shadowed", {
      setting: prefix + path,
      message: `${shortcut} hides ${prefix}${path}`,
    });
  }
}

function checkSchemaMetadata(
  given: ReadonlyMap<string, string>,
  { kind, topicSettings, report }: CheckContext,
): void {
  const enabled = "advanced.metadata.schema.enabled";
  // This project's sink has the schema refreshed by itself.
  const isMissed = kind !== "own";
  if (isMissed && ["false", "no", "off"].includes(given.get(enabled) ?? "")) {
    report.add("driver-option-value", {
      setting: prefix + enabled,
      message:
        "without schema metadata the sink finds no keyspace and no table",
      fix: "remove the option",
    });
    return;
  }
  const refreshed = "advanced.metadata.schema.refreshed-keyspaces";
  const names = given.get(refreshed)?.split(",").map((name) => name.trim())
    .filter(Boolean) ?? [];
  // Patterns are left alone: only a list of plain names says surely what is left out.
  if (names.length === 0 || names.some((name) => /^!?\//.test(name))) return;
  const included = names.filter((name) => !name.startsWith("!"));
  for (const { keyspace } of topicSettings.topics.flatMap((t) => t.tables)) {
    const name = keyspace.internal;
    // Where there are only names, the driver keeps none but those that it is told to.
    if (!included.includes(name)) {
      report.add("driver-option-value", {
        setting: prefix + refreshed,
        message:
          `the driver does not look at the keyspace ${name}, so the sink does not find its tables`,
        fix: `add ${name}`,
      });
      return;
    }
  }
}

function checkContactPoints(
  given: ReadonlyMap<string, string>,
  { config, report }: CheckContext,
): void {
  const path = "basic.contact-points";
  const value = given.get(path) ?? given.get(`${path}.0`);
  if (value === undefined || hasProviderReference(value)) return;
  if ((config.contactPoints?.trim() ?? "") !== "") return;
  const setting = prefix + path;
  const items = value.split(",").map((item) => item.trim());
  if (!items.some((item) => /^.+:\d{1,5}$/.test(item))) {
    report.add("contact-point-invalid", {
      setting,
      message: `${value} has no host:port`,
      fix: "write host:port, as in 127.0.0.1:9042",
    });
  }
  const localDc = config["loadBalancing.localDc"] ??
    given.get("basic.load-balancing-policy.local-datacenter") ?? "";
  const policy = given.get("basic.load-balancing-policy.class") ?? "";
  if (localDc.trim() === "" && !/Infer|Basic/.test(policy)) {
    report.add("local-dc-missing", {
      setting,
      message: "contact points are given, but not the local datacenter",
    });
  }
}
