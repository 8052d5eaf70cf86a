import { apacheConverters, otherConverters } from "../catalogue/converters.ts";
import { hasProviderReference } from "../connector_config.ts";
import { suggestion } from "../did_you_mean.ts";
import { checkClassBlanks, reportUnknownClass } from "./classes.ts";
import type { CheckContext } from "./check_context.ts";

const roles = ["key.converter", "value.converter", "header.converter"] as const;

const ownSuffixes = new Set(["plugin.version"]);

/** Checks key, value and header converter: the class, and its own settings. */
export function checkConverters(context: CheckContext): void {
  for (const role of roles) checkConverter(role, context);
}

/** The full name of a converter class given by its full name or Connect's alias for it; null if it is none of Kafka's. */
export function apacheConverterOf(name: string): string | null {
  if (name in apacheConverters) return name;
  return Object.keys(apacheConverters).find((full) => {
    const simple = full.slice(full.lastIndexOf(".") + 1);
    return simple === name ||
      (simple !== "SimpleHeaderConverter" &&
        simple.replace(/Converter$/, "") === name) ||
      (simple === "SimpleHeaderConverter" && name === "Simple");
  }) ?? null;
}

function checkConverter(
  role: typeof roles[number],
  { config, report, hasSamples }: CheckContext,
): void {
  const prefix = `${role}.`;
  const settings = Object.keys(config).filter((setting) =>
    setting.startsWith(prefix) && !ownSuffixes.has(setting.slice(prefix.length))
  );
  const className = config[role]?.trim();
  if (className === undefined) {
    if (settings.length > 0) {
      report.add("converter-settings-without-converter", {
        setting: settings[0]!,
        message: `${
          settings.join(", ")
        } has no effect: ${role} is not in this config`,
        fix: `add ${JSON.stringify(role)}`,
      });
    }
    if (role !== "header.converter") {
      report.couldNotCheck(`${role}: the worker's own is used`);
    }
    return;
  }
  if (hasProviderReference(className)) return;
  if (!checkClassBlanks(role, config[role]!, report)) return;
  const full = apacheConverterOf(className);
  if (full === null) {
    checkForeignConverter({ role, className }, { config, report });
    return;
  }
  const converter = apacheConverters[full]!;
  if (converter.headersOnly && role !== "header.converter") {
    report.add("class-wrong-kind", {
      setting: role,
      message: `${full} converts headers only`,
      fix: `name a converter such as ${
        Object.keys(apacheConverters).slice(0, 2).join(" or ")
      }`,
    });
    return;
  }
  for (const setting of settings) {
    const suffix = setting.slice(prefix.length);
    const fact = converter.settings[suffix];
    if (fact !== undefined) report.checkValue(config, setting, fact);
    else {
      report.add("setting-unknown", {
        setting,
        message: `${full.slice(full.lastIndexOf(".") + 1)} has no setting ${
          JSON.stringify(suffix)
        }${suggestion(suffix, Object.keys(converter.settings))}`,
      });
    }
  }
  if (converter.settings["schema.content"] !== undefined) {
    checkSchemaContent(prefix, { config, report });
    // With samples it is known what the records are.
    if (role !== "header.converter" && !hasSamples) {
      hintAtSchemas(prefix, { config, report });
    }
  }
  if (converter.settings["converter.encoding"] !== undefined) {
    checkEncoding(prefix, { config, report });
  }
}

type Checked = Pick<CheckContext, "config" | "report">;

function checkForeignConverter(
  { role, className }: { readonly role: string; readonly className: string },
  { config, report }: Checked,
): void {
  if (otherConverters.includes(className)) {
    report.couldNotCheck(
      `${role}: whether the worker has the class ${className}`,
    );
    const registry = `${role}.schema.registry.url`;
    if (
      className.startsWith("io.confluent.") && config[registry] === undefined
    ) {
      report.add("setting-required", {
        setting: registry,
        message: `${className} needs ${registry}, which is not given`,
        fix: `add ${JSON.stringify(registry)}`,
      });
    }
    return;
  }
  const headerOnly = role === "header.converter"
    ? []
    : ["org.apache.kafka.connect.storage.SimpleHeaderConverter"];
  reportUnknownClass({
    setting: role,
    className,
    kind: "converter",
    known: [...Object.keys(apacheConverters), ...otherConverters].filter((
      known,
    ) => !headerOnly.includes(known)),
    others: serializers,
  }, report);
}

const serializers: Readonly<Record<string, string>> = Object.fromEntries(
  ["String", "ByteArray", "Integer", "Long", "Double", "Float", "Short", "UUID"]
    .flatMap((type) => [
      [`org.apache.kafka.common.serialization.${type}Serializer`, "serializer"],
      [
        `org.apache.kafka.common.serialization.${type}Deserializer`,
        "deserializer",
      ],
    ]),
);

function checkSchemaContent(prefix: string, { config, report }: Checked): void {
  const setting = `${prefix}schema.content`;
  const content = config[setting];
  if (content === undefined || hasProviderReference(content)) return;
  try {
    if (content.trim() !== "") JSON.parse(content);
  } catch {
    report.add("converter-misconfigured", {
      setting,
      message: `${setting} is not JSON`,
    });
  }
}

// A schema in the config itself (schema.content) makes plain JSON readable.
function hintAtSchemas(prefix: string, { config, report }: Checked): void {
  const setting = `${prefix}schemas.enable`;
  const content = config[`${prefix}schema.content`]?.trim() ?? "";
  if (config[setting] !== undefined || content !== "") return;
  report.add("converter-expects-schema", {
    setting: prefix.slice(0, -1),
    message: `${setting} is not given, so JsonConverter takes no plain JSON`,
    fix: `add ${
      JSON.stringify(setting)
    }: "false" for plain JSON, "true" for records of schema and payload`,
  });
}

function checkEncoding(prefix: string, { config, report }: Checked): void {
  const setting = `${prefix}converter.encoding`;
  const encoding = config[setting]?.trim();
  if (encoding === undefined || hasProviderReference(encoding)) return;
  // Java has more encodings than the platform here, so only what is surely none of either is reported.
  if (
    /^(cp|ibm|x-|ms|mac|iso|jis|utf[-_]?(16|32)([-_]?[bl]e)?$)/i.test(encoding)
  ) return;
  try {
    new TextDecoder(encoding);
  } catch {
    report.add("converter-misconfigured", {
      setting,
      message: `there is no character encoding ${JSON.stringify(encoding)}`,
      fix: "write UTF-8, or remove the setting",
    });
  }
}
