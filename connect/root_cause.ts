import type { ConnectorConfig } from "./validator/connector_config.ts";

/** Why a connector or a task failed, read from the stack trace that Connect keeps. */
export interface RootCause {
  /** Class of the innermost exception, without its package. */
  readonly exception: string;
  /** What it says, on one line. */
  readonly message: string;
  /** What the exceptions around it say, outermost first, where that adds anything. */
  readonly context: readonly string[];
  /** The setting at fault, as named in the config, or null where that cannot be told. */
  readonly setting: string | null;
  /** What to do, or null where only the message helps. */
  readonly fix: string | null;
}

/** Finds the innermost cause in a Java stack trace, and the setting of the config that it comes from. */
export function findRootCause(
  trace: string,
  config: ConnectorConfig,
): RootCause {
  const chain = parseTrace(trace);
  const last = chain.at(-1) ?? { exception: "unknown", message: trace };
  const context = chain.slice(0, -1)
    .map(({ message }) => message)
    .filter((message) =>
      message !== "" && !isConnectsOwn(message) &&
      (last.message === "" || !message.includes(last.message)) &&
      !last.message.includes(message)
    );
  // An exception without a message of its own (a timeout, a null) is told by what it happened in.
  const message = last.message === ""
    ? context.at(-1) ?? last.exception
    : last.message;
  // Our own plugin begins its messages with the setting at fault.
  const named = Object.keys(config).find((name) =>
    message.startsWith(`${name}: `)
  );
  const explained = explain(
    chain.map(({ message }) => message).join("\n"),
    config,
  );
  return {
    exception: last.exception,
    message: named === undefined ? message : message.slice(named.length + 2),
    context: context.filter((text) => text !== message),
    setting: named ?? explained.setting,
    fix: named === undefined || named === explained.setting
      ? explained.fix
      : null,
  };
}

interface ThrownException {
  readonly exception: string;
  readonly message: string;
}

function parseTrace(trace: string): ThrownException[] {
  const chain: ThrownException[] = [];
  let open: string[] | null = null;
  const close = () => {
    if (open !== null) chain.push(readHead(open.join(" ")));
    open = null;
  };
  for (const line of trace.split(/\r?\n/)) {
    // Suppressed exceptions and their causes are indented: they are not why it failed.
    if (
      /^\s+(at |\.\.\. \d+ (more|common)|Suppressed: |Caused by: )/.test(line)
    ) {
      close();
      continue;
    }
    const caused = /^Caused by: (.*)/.exec(line);
    if (caused !== null) {
      close();
      open = [caused[1]!];
    } else if (chain.length === 0 && open === null) open = [line];
    else if (open !== null) (open as string[]).push(line.trim());
  }
  close();
  return chain;
}

function readHead(head: string): ThrownException {
  const match = /^([\w$]+(?:\.[\w$]+)+)(?:: ?(.*))?$/s.exec(head.trim());
  if (match === null) return { exception: "Error", message: head.trim() };
  const [, className, text = ""] = match;
  // A cause given without a message has its own cause's toString() as message: the class adds nothing to it.
  const message = text.replace(/^(?:[a-z][\w$]*\.)+[A-Z][\w$]*: /, "");
  return {
    exception: className!.split(/[.$]/).at(-1)!,
    message: message.replace(/\s+/g, " ").trim(),
  };
}

function isConnectsOwn(message: string): boolean {
  return /^(Exiting WorkerSinkTask due to|Tolerance exceeded in error handler|Failed to start (task|connector))/
    .test(message);
}

interface Explanation {
  readonly setting: string | null;
  readonly fix: string | null;
}

/** Messages of the sink's engine, the driver and Connect, with the setting they come from; the first that fits counts. */
const explanations: readonly {
  readonly pattern: RegExp;
  readonly setting: (
    config: ConnectorConfig,
    match: RegExpExecArray,
  ) => string | null;
  readonly fix: string;
}[] = [
  {
    pattern: /following columns do not exist in table (\S+): (.+)/,
    setting: topicSetting("mapping"),
    fix: "map only columns that the table has, spelt as the table does",
  },
  {
    pattern: /part of the primary key but are not mapped|rimary key column/,
    setting: topicSetting("mapping"),
    fix: "map every column of the table's primary key",
  },
  {
    pattern:
      /Could not be parsed at line|Mapping already defined|Invalid field name/,
    setting: topicSetting("mapping"),
    fix: "correct the mapping: column=value.field, entries separated by commas",
  },
  {
    pattern: /Keyspace (\S+) does not exist/,
    setting: topicSetting("mapping"),
    fix:
      "create the keyspace (`deno task schema`), or name another one in the setting",
  },
  {
    pattern: /Table (\S+) does not exist/,
    setting: topicSetting("mapping"),
    fix:
      "create the table (`deno task schema`), or name another one in the setting",
  },
  {
    pattern: /both .*query.* and .*deletesEnabled/,
    setting: topicSetting("deletesEnabled"),
    fix: "set deletesEnabled to false beside query",
  },
  {
    pattern: /Cannot set ttl when updating a counter table/,
    setting: topicSetting("ttl"),
    fix: "leave ttl and __ttl out: counters do not expire",
  },
  {
    pattern: /Prepare failed for statement/,
    setting: topicSetting("query"),
    fix: "correct the statement: Cassandra refuses it",
  },
  {
    pattern: /No enum constant \S*TimeUnit\.(\S*)/,
    setting: (config, [, unit]) =>
      Object.keys(config).find((name) =>
        /TimeUnit$|codec\.unit$/.test(name) && config[name] === unit
      ) ?? null,
    fix: "name a unit in capitals, such as SECONDS",
  },
  {
    pattern:
      /ocal (DC|datacenter|data center)|no datacenter |datacenter .* does not match|no nodes? .*(in|from) .*local/i,
    setting: () => "loadBalancing.localDc",
    fix: "name the data center as `SELECT data_center FROM system.local` does",
  },
  {
    pattern: /When contact points is provided, (\S+) must/,
    setting: () => "loadBalancing.localDc",
    fix: "set it to the cluster's data center",
  },
  {
    pattern:
      /AuthenticationException|Authentication error|credentials|Provided username/i,
    setting: () => "auth.username",
    fix:
      "check CASSANDRA_USERNAME and CASSANDRA_PASSWORD in the worker's environment",
  },
  {
    pattern:
      /Could not reach any contact point|UnknownHost|No node was available/,
    setting: () => "contactPoints",
    fix:
      "check contactPoints and port as the Connect worker reaches them, and that Cassandra is up",
  },
  {
    pattern: /replication factor|INVALID_REPLICATION_FACTOR/i,
    setting: () => "errors.deadletterqueue.topic.replication.factor",
    fix: "ask for at most as many replicas as there are brokers",
  },
  {
    pattern: /Could not (?:look up key|find|resolve)|config provider/i,
    setting: (config) =>
      Object.keys(config).find((name) => /\$\{/.test(config[name]!)) ?? null,
    fix: "set what the reference names in the worker's environment or files",
  },
  {
    pattern: /Missing topic settings/,
    setting: () => "topics",
    fix:
      "give each topic of `topics` a topic.<topic>.<keyspace>.<table>.mapping",
  },
  {
    pattern:
      /Converting byte\[\] to Kafka Connect data failed|JsonConverter with schemas\.enable/,
    setting: () => "value.converter",
    fix: "use the converter that the records were written for",
  },
];

function explain(text: string, config: ConnectorConfig): Explanation {
  for (const { pattern, setting, fix } of explanations) {
    const match = pattern.exec(text);
    if (match !== null) return { setting: setting(config, match), fix };
  }
  return { setting: namedSetting(text, config), fix: null };
}

// Kafka's ConfigException: Invalid value X for configuration NAME: reason. Others name a setting in passing.
function namedSetting(text: string, config: ConnectorConfig): string | null {
  const named = /for configuration ([\w.-]+)/.exec(text)?.[1];
  if (named !== undefined) return named;
  const names = Object.keys(config).filter((name) =>
    name.length > 4 && text.includes(name)
  );
  return names.sort((a, b) => b.length - a.length)[0] ?? null;
}

function topicSetting(
  last: string,
): (config: ConnectorConfig, match: RegExpExecArray) => string | null {
  return (config, match) => {
    const names = Object.keys(config).filter((name) =>
      name.startsWith("topic.") && name.endsWith(`.${last}`)
    );
    const table = match[1]?.replaceAll('"', "").split(".").at(-1);
    return names.find((name) =>
      table !== undefined && name.split(".").includes(table)
    ) ?? names[0] ?? null;
  };
}
