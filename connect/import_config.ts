import {
  codecForms,
  connectorForms,
  printOfForm,
  type SettingForm,
  tableForms,
} from "./setting_forms.ts";
import { type NamedConfig, sinkClasses } from "./sink_config.ts";
import { parseMapping } from "./validator/mapping.ts";
import {
  groupTopicSettings,
  type TableGroup,
} from "./validator/table_groups.ts";

/**
 * Writes the TypeScript that builds a connector's config, for a file in `connect/`. What the types do not know (a
 * setting misspelt, a password written out, another connector's class) stands apart, under `other`, as it is.
 */
export function printImport(
  { name, config: unsorted }: NamedConfig,
): string {
  // Connect gives settings in no order.
  const config = Object.fromEntries(
    Object.entries(unsorted).sort(([a], [b]) => a < b ? -1 : 1),
  );
  const rest = new Map(Object.entries(config));
  rest.delete("name");
  const take = (setting: string): string | undefined => {
    const value = rest.get(setting);
    rest.delete(setting);
    return value;
  };
  const plugin = Object.entries(sinkClasses).find(([, className]) =>
    className === config["connector.class"]
  )?.[0];
  const topics = groupTopicSettings(config).topics;
  const tables = topics.flatMap(({ tables, codec }) =>
    tables.map((group, index) =>
      printTopic(group, { codec: index === 0 ? codec : {}, take })
    )
  ).filter((text) => text !== null);
  // Another class's connector, or one of topics that a pattern names or mappings that do not parse.
  if (
    plugin === undefined || tables.length === 0 || config.topics === undefined
  ) return printPlain({ name, config });
  take("connector.class");
  const cassandra = printCassandra(take);
  const settings = printSettings(rest, take);
  return [
    `import { buildSinkConfig, uncheckedTopic } from "./sink_config.ts";`,
    "",
    `/** Connector ${name}, as it was running when this was written. */`,
    `export const connector = buildSinkConfig({`,
    `  name: ${JSON.stringify(name)},`,
    `  plugin: ${JSON.stringify(plugin)},`,
    ...cassandra,
    "  topics: [",
    ...tables,
    "  ],",
    "  settings: {",
    ...settings,
    "  },",
    ...printOther(rest, config),
    "});",
    "",
  ].join("\n");
}

type Take = (setting: string) => string | undefined;

function printCassandra(take: Take): string[] {
  const contactPoints = take("contactPoints");
  const port = take("port");
  const localDatacenter = take("loadBalancing.localDc");
  return [
    "  cassandra: {",
    ...(contactPoints === undefined ? [] : [
      `    contactPoints: ${
        JSON.stringify(contactPoints.split(",").map((item) => item.trim()))
      },`,
    ]),
    ...(port === undefined ? [] : [
      `    port: ${printOfForm("number", port) ?? JSON.stringify(port)},`,
    ]),
    ...(localDatacenter === undefined
      ? []
      : [`    localDatacenter: ${JSON.stringify(localDatacenter)},`]),
    "  },",
  ];
}

function printTopic(
  group: TableGroup,
  { codec, take }: {
    readonly codec: Readonly<Record<string, string>>;
    readonly take: Take;
  },
): string | null {
  const { topic, keyspace, table, prefix, settings } = group;
  const entries = readEntries(settings.mapping);
  if (entries === null) return null;
  take(`${prefix}mapping`);
  return [
    "    uncheckedTopic({",
    `      topic: ${JSON.stringify(topic)},`,
    `      keyspace: ${JSON.stringify(keyspace.written)},`,
    `      table: ${JSON.stringify(table.written)},`,
    "      mapping: {",
    ...entries.map(([column, field]) =>
      `        ${printKey(column)}: ${JSON.stringify(field)},`
    ),
    "      },",
    ...printGroup("settings", {
      prefix,
      texts: settings,
      forms: tableForms,
      take,
    }),
    ...printGroup("codec", {
      prefix: `topic.${topic}.codec.`,
      texts: codec,
      forms: codecForms,
      take,
    }),
    "    }),",
  ].join("\n");
}

// A mapping that the builder would not write back the same stays text.
function readEntries(
  mapping: string | undefined,
): (readonly [column: string, field: string])[] | null {
  if (mapping === undefined) return null;
  try {
    const { entries } = parseMapping(mapping);
    const names = entries.map(({ column }) => column.text);
    const isPlain = new Set(names).size === names.length &&
      entries.every(({ column, field }) =>
        !(column.quoted && column.text.startsWith("__")) &&
        (field.kind === "path" || field.text === "now()") &&
        // An object's keys that are numbers come first, whatever the order written.
        !/^\d+$/.test(column.text)
      );
    return isPlain
      ? entries.map(({ column, field }) => [column.text, field.text] as const)
      : null;
  } catch {
    return null;
  }
}

function printGroup(
  property: string,
  { prefix, texts, forms, take }: {
    readonly prefix: string;
    readonly texts: Readonly<Record<string, string>>;
    readonly forms: Readonly<Record<string, SettingForm>>;
    readonly take: Take;
  },
): string[] {
  const lines = Object.entries(texts).flatMap(([name, text]) => {
    const form = forms[name];
    const value = form === undefined ? null : printOfForm(form, text);
    if (value === null) return [];
    take(prefix + name);
    return [`        ${printKey(name)}: ${value},`];
  });
  return lines.length === 0
    ? []
    : [`      ${property}: {`, ...lines, "      },"];
}

function printSettings(
  rest: ReadonlyMap<string, string>,
  take: Take,
): string[] {
  const forms: Readonly<Record<string, SettingForm>> = connectorForms;
  return [...rest].flatMap(([name, text]) => {
    const form = Object.hasOwn(forms, name)
      ? forms[name]!
      : name.startsWith("datastax-java-driver.") &&
          !/password|secret/i.test(name)
      ? "text"
      : null;
    const value = form === null ? null : printOfForm(form, text);
    if (value === null) return [];
    take(name);
    return [`    ${printKey(name)}: ${value},`];
  });
}

function printPlain({ name, config }: NamedConfig): string {
  return [
    `import type { NamedConfig } from "./sink_config.ts";`,
    "",
    `/** Connector ${name}, as it was running when this was written. */`,
    `export const connector: NamedConfig = ${
      JSON.stringify({ name, config }, null, 2)
    };`,
    "",
  ].join("\n");
}

function printOther(
  rest: Map<string, string>,
  config: NamedConfig["config"],
): string[] {
  // The topics are those of the tables: said again only where they are not just those.
  const listed = (config.topics ?? "").split(",").map((topic) => topic.trim());
  const built = groupTopicSettings(config).topics
    .filter(({ tables }) =>
      tables.some(({ prefix }) => !rest.has(`${prefix}mapping`))
    ).map(({ topic }) => topic);
  if (
    listed.length === built.length &&
    listed.every((topic) => built.includes(topic))
  ) rest.delete("topics");
  if (rest.size === 0) return [];
  return [
    "  // Not known to the types, so written as they are: `deno task connect:validate` says what it thinks of them.",
    "  other: {",
    ...[...rest].map(([name, text]) =>
      `    ${printKey(name)}: ${JSON.stringify(text)},`
    ),
    "  },",
  ];
}

function printKey(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) && name !== "__proto__"
    ? name
    : JSON.stringify(name);
}
