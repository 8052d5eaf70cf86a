import { getConnector, listConnectors } from "./connect_api.ts";
import type { ConnectApi } from "./connect_http.ts";
import type { ConnectorConfig } from "./validator/connector_config.ts";

/**
 * Setting that `connect:deploy` adds to each config that it puts on a worker, naming whose connector it is. Connect keeps
 * settings that nothing reads, and no other tool writes this one, so that it is known what `--prune` may delete.
 */
export const ownerSetting = "citiesweather.deployed-by";

/** Project that connectors are deployed for, if `--project` names no other. */
export const defaultProject = "cities-weather";

/** Whose a connector is: one environment's connectors are not another's, though one worker may run both. */
export function ownerOf(
  { project, env }: {
    readonly project: string;
    readonly env?: string | undefined;
  },
): string {
  return env === undefined ? project : `${project}/${env}`;
}

/** The config as it is put on the worker. */
export function markOwner(
  config: ConnectorConfig,
  owner: string,
): ConnectorConfig {
  return { ...config, [ownerSetting]: owner };
}

/** The config as its author wrote it, which the checks and the comparisons are made with. */
export function withoutOwner(config: ConnectorConfig): ConnectorConfig {
  const { [ownerSetting]: _, ...written } = config;
  return written;
}

/** Whether a connector is the owner's and not among those that are wanted: never true of one that bears no mark. */
export function isPrunable(
  { name, config }: { readonly name: string; readonly config: ConnectorConfig },
  { owner, wanted }: {
    readonly owner: string;
    readonly wanted: readonly string[];
  },
): boolean {
  return config[ownerSetting] === owner && !wanted.includes(name);
}

/** Names of the worker's connectors that `--prune` deletes, in order. */
export async function findPrunable(
  api: ConnectApi,
  target: { readonly owner: string; readonly wanted: readonly string[] },
): Promise<string[]> {
  const names = await listConnectors(api);
  const connectors = await Promise.all(
    names.map((name) => getConnector(api, name)),
  );
  return connectors.flatMap((connector) =>
    connector !== null && isPrunable(connector, target) ? [connector.name] : []
  ).sort();
}
