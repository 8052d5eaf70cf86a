import { UserError } from "../scripts/shared/exit.ts";
import type { Settings } from "../scripts/shared/settings.ts";
import { userPath } from "../scripts/shared/user_path.ts";
import { selectEnvironment } from "./environments/select.ts";
import { withoutOwner } from "./ownership.ts";
import type { NamedConfig } from "./sink_config.ts";
import {
  ConnectorDocumentError,
  parseConnectorDocument,
} from "./validator/connector_config.ts";
import { buildWeatherSink } from "./weather_sink.ts";

/** Where the connectors come from. */
export interface ConnectorSource {
  /** JSON files; with none, the code defines the connector. */
  readonly files: readonly string[];
  readonly settings: Settings;
  /** Name of the environment that the code defines it for. */
  readonly env?: string | undefined;
}

/**
 * The connectors to deploy or compare: those of the JSON files, or, with none given, the one that the code defines.
 *
 * @throws {UserError} for a file that cannot be read or is no connector's JSON, or an unknown environment.
 */
export async function readConnectors(
  { files, settings, env }: ConnectorSource,
): Promise<NamedConfig[]> {
  if (files.length === 0) {
    return [buildWeatherSink(settings, selectEnvironment(env))];
  }
  return await Promise.all(files.map(readConnectorFile));
}

async function readConnectorFile(file: string): Promise<NamedConfig> {
  const text = await readText(file);
  try {
    const { config, unreadable } = parseConnectorDocument(text);
    const [bad] = unreadable;
    if (bad !== undefined) {
      throw new UserError(
        `Cannot use ${file}: the value of ${bad.setting} is ${bad.kind}`,
        "write the value of every setting as text",
        1,
      );
    }
    if (config.name === undefined || config.name === "") {
      throw new UserError(
        `Cannot use ${file}: it does not name the connector`,
        `write {"name": "...", "config": {...}}, or the setting "name"`,
        1,
      );
    }
    return { name: config.name, config: withoutOwner(config) };
  } catch (error) {
    if (!(error instanceof ConnectorDocumentError)) throw error;
    throw new UserError(
      `Cannot use ${file}: ${error.message}`,
      "give a file as `deno task connect:generate` writes it",
      1,
      { cause: error },
    );
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await Deno.readTextFile(userPath(file));
  } catch (error) {
    if (
      error instanceof Deno.errors.NotCapable ||
      error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.IsADirectory ||
      error instanceof Deno.errors.PermissionDenied
    ) {
      const reason = error instanceof Deno.errors.NotCapable
        ? "this task may read neither .env nor .stack"
        : error.message;
      throw new UserError(
        `Cannot read ${file}: ${reason}`,
        "give the path of a connector's JSON file",
        2,
        { cause: error },
      );
    }
    throw error;
  }
}
