import { listPlugins, validateConfig } from "./connect_api.ts";
import { type ConnectApi, ConnectApiError } from "./connect_http.ts";
import { liveCodes } from "./live_codes.ts";
import type { ConnectorConfig } from "./validator/connector_config.ts";
import { findingOf } from "./validator/codes.ts";
import type { Finding } from "./validator/finding.ts";

/**
 * What the worker itself says against a config: classes that it lacks, and else each setting that its own validation, or
 * the plugin's, refuses.
 */
export async function checkOnWorker(
  api: ConnectApi,
  config: ConnectorConfig,
): Promise<Finding[]> {
  const missing = await findMissingClasses(api, config);
  if (missing.length > 0) return missing;
  try {
    // The plugin may connect to Cassandra to validate, which takes its time when it cannot.
    const { configs } = await validateConfig(
      { ...api, timeoutMs: 60_000 },
      config,
    );
    return configs.flatMap(({ value: { name, errors } }) =>
      errors.map((message) =>
        findingOf(liveCodes, "live-connect-refuses", {
          setting: name,
          message,
        })
      )
    );
  } catch (error) {
    if (!(error instanceof ConnectApiError) || error.canRetry) throw error;
    return [findingOf(liveCodes, "live-connect-refuses", {
      setting: null,
      message: error.reason,
    })];
  }
}

async function findMissingClasses(
  api: ConnectApi,
  config: ConnectorConfig,
): Promise<Finding[]> {
  const plugins = await listPlugins(api);
  return Object.entries(config).flatMap(([setting, className]) => {
    const kind = kindOf(setting);
    if (kind === null || /\$\{/.test(className)) return [];
    const installed = plugins.filter(({ type }) => kind.types.includes(type))
      .map((plugin) => plugin.class);
    if (
      installed.length > 0 && isOneOf(className, installed, kind.suffix)
    ) return [];
    return [findingOf(liveCodes, "live-class-missing", {
      setting,
      message: `the worker has no ${kind.name} ${className}` +
        (setting === "connector.class"
          ? `; it has ${installed.join(", ") || "none"}`
          : ""),
      ...(className.startsWith("com.datastax.")
        ? {
          fix:
            "put the DataStax sink's jar into a folder of the worker's plugin.path and restart it, or use SINK_PLUGIN=own",
        }
        : className.startsWith("io.github.citiesweather.")
        ? { fix: "start the stack with `deno task up`, which builds it" }
        : {}),
    })];
  });
}

interface ClassKind {
  readonly name: string;
  /** As `GET /connector-plugins` calls it. */
  readonly types: readonly string[];
  readonly suffix: string;
}

function kindOf(setting: string): ClassKind | null {
  if (setting === "connector.class") {
    return {
      name: "connector",
      types: ["sink", "source"],
      suffix: "Connector",
    };
  }
  if (/^(key|value)\.converter$/.test(setting)) {
    return { name: "converter", types: ["converter"], suffix: "Converter" };
  }
  if (setting === "header.converter") {
    return {
      name: "header converter",
      types: ["header_converter", "converter"],
      suffix: "HeaderConverter",
    };
  }
  if (/^transforms\.[^.]+\.type$/.test(setting)) {
    return {
      name: "transformation",
      types: ["transformation"],
      suffix: "Transformation",
    };
  }
  if (/^predicates\.[^.]+\.type$/.test(setting)) {
    return { name: "predicate", types: ["predicate"], suffix: "Predicate" };
  }
  return null;
}

// Connect also takes a class by its simple name, with or without what all of its kind end with.
function isOneOf(
  className: string,
  installed: readonly string[],
  suffix: string,
): boolean {
  return installed.some((name) => {
    const simple = name.split(".").at(-1)!;
    return [name, simple].includes(className) ||
      (simple.endsWith(suffix) &&
        className === simple.slice(0, -suffix.length));
  });
}
