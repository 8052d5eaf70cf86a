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

/** A shell script that deploys the config by curl, to the first of the workers that can be reached. */
function toCurl({ name, config }: NamedConfig): string {
  const path = `/connectors/${encodeURIComponent(name)}/config`;
  const json = JSON.stringify({ ...config, name }, null, 2);
  // A login comes by a file, as other users of the machine see arguments.
  return `#!/bin/sh
# Creates the connector or changes its config.
#   CONNECT_URL                         the worker's address; with commas, several workers' (default: http://localhost:8083)
#   CONNECT_USERNAME, CONNECT_PASSWORD  its login, if it wants one
#   CURL_CA_BUNDLE                      file of the CA that signed its certificate, if the system does not know it
set -eu

config() {
  cat <<'JSON'
${json}
JSON
}

login() {
  [ -z "\${CONNECT_USERNAME:-}" ] ||
    printf '%s:%s' "$CONNECT_USERNAME" "\${CONNECT_PASSWORD:-}" |
    sed 's/["\\\\]/\\\\&/g; s/^/user = "/; s/$/"/'
}

put() {
  # A here-document ends with a newline, also where there is no login.
  config | curl --fail-with-body --silent --show-error --connect-timeout 10 --request PUT \\
    --config /dev/fd/3 --header 'Content-Type: application/json' --data @- \\
    "$1${path.replaceAll("$", "\\$")}" 3<<LOGIN
$(login)
LOGIN
}

set -f
IFS=', '
for url in \${CONNECT_URL:-http://localhost:8083}; do
  code=0
  put "\${url%/}" || code=$?
  # Who answers, answers for all workers. Of these codes nobody has heard the request: the next one may get it.
  case $code in 6 | 7 | 28) ;; *) exit "$code" ;; esac
done
exit "$code"
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
