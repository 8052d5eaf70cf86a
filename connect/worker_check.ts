import { listPlugins, validateConfig } from "./connect_api.ts";
import { type ConnectApi, ConnectApiError } from "./connect_http.ts";
import type { Problem } from "./problem.ts";
import type { ConnectorConfig } from "./validator/connector_config.ts";

/** What the worker itself says against a config: each setting that its own validation, or the plugin's, refuses. */
export async function checkOnWorker(
  api: ConnectApi,
  config: ConnectorConfig,
): Promise<Problem[]> {
  try {
    // The plugin may connect to Cassandra to validate, which takes its time when it cannot.
    const { configs } = await validateConfig(
      { ...api, timeoutMs: 60_000 },
      config,
    );
    return configs.flatMap(({ value: { name, errors } }) =>
      errors.map((message) => ({
        severity: "error" as const,
        at: null,
        setting: name,
        message,
        fix: null,
      }))
    );
  } catch (error) {
    if (!(error instanceof ConnectApiError) || error.canRetry) throw error;
    return [{
      severity: "error" as const,
      at: null,
      setting: null,
      message: error.reason,
      fix: null,
    }];
  }
}

/** Says so if the worker does not have the connector class that a config names. */
export async function findMissingPlugin(
  api: ConnectApi,
  config: ConnectorConfig,
): Promise<Problem | null> {
  const className = config["connector.class"] ?? "";
  const installed = (await listPlugins(api))
    .filter(({ type }) => type === "sink" || type === "source")
    .map((plugin) => plugin.class);
  // Connect also takes a class by its simple name, with or without "Connector".
  const simpleNames = installed.flatMap((name) => {
    const simple = name.split(".").at(-1)!;
    return [simple, simple.replace(/Connector$/, "")];
  });
  if ([...installed, ...simpleNames].includes(className)) return null;
  return {
    severity: "error" as const,
    at: null,
    setting: "connector.class",
    message: `the worker has no connector ${className || "(none is named)"}; ` +
      `it has ${installed.length === 0 ? "none" : installed.join(", ")}`,
    fix: className.startsWith("com.datastax.")
      ? "put the DataStax sink's jar into a folder of the worker's plugin.path and restart it, or use SINK_PLUGIN=own"
      : "put the plugin into a folder of the worker's plugin.path and restart it; `deno task up` does both for ours",
  };
}
