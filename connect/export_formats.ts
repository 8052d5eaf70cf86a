import { stringify } from "yaml";
import { type NamedConfig, printNamedConfig } from "./sink_config.ts";

/** The forms that `connect:export` writes a connector in. */
export const exportFormats = {
  json: printNamedConfig,
  properties: toProperties,
  curl: toCurl,
  strimzi: toStrimzi,
} as const satisfies Record<string, (connector: NamedConfig) => string>;

/** The config as a standalone worker reads it: a Java properties file. */
function toProperties({ name, config }: NamedConfig): string {
  return Object.entries({ ...config, name })
    .map(([key, value]) => `${escapeKey(key)}=${escapeValue(value)}\n`)
    .join("");
}

function escapeKey(text: string): string {
  return escapeUnicode(text.replace(/[\\ :=#!]/g, (char) => `\\${char}`));
}

function escapeValue(text: string): string {
  return escapeUnicode(
    text.replaceAll("\\", "\\\\").replace(/^[ \t\f]/, (char) => `\\${char}`),
  );
}

// Properties files are Latin-1 to some readers; escapes are read alike by all.
function escapeUnicode(text: string): string {
  return text.replace(
    /[^\x20-\x7e]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A shell script that deploys the config by curl. */
function toCurl({ name, config }: NamedConfig): string {
  const path = `/connectors/${encodeURIComponent(name)}/config`;
  const json = JSON.stringify({ ...config, name }, null, 2);
  return `#!/bin/sh
# Creates the connector or changes its config. CONNECT_URL: the worker's address.
curl --fail-with-body --silent --show-error --request PUT \\
  --header 'Content-Type: application/json' --data @- \\
  "\${CONNECT_URL:-http://localhost:8083}${
    path.replaceAll("$", "\\$")
  }" <<'JSON'
${json}
JSON
`;
}

/** Strimzi's resource (v1: Strimzi 0.49 and later): its operator keeps the connector as this says. */
function toStrimzi(connector: NamedConfig): string {
  return stringify(strimziConnector(connector, { cluster: "connect" }), {
    lineWidth: 0,
  });
}

/** The connector as a resource of Strimzi's. */
export function strimziConnector(
  { name, config }: NamedConfig,
  { cluster, namespace }: {
    /** The name of the KafkaConnect resource whose workers run it. */
    readonly cluster: string;
    /** @default the one that `kubectl` has */
    readonly namespace?: string;
  },
) {
  const {
    name: _name,
    "connector.class": className,
    "tasks.max": tasksMax,
    ...settings
  } = config;
  return {
    apiVersion: "kafka.strimzi.io/v1",
    kind: "KafkaConnector",
    metadata: {
      name: resourceName(name),
      ...(namespace === undefined ? {} : { namespace }),
      labels: { "strimzi.io/cluster": cluster },
    },
    spec: {
      class: className,
      ...(tasksMax === undefined ? {} : { tasksMax: Number(tasksMax) }),
      config: settings,
    },
  };
}

/** A name that Kubernetes takes (RFC 1123); Strimzi names the connector after it. */
export function resourceName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9.-]+/g, "-")
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, "");
}
