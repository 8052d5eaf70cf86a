import type { ConnectorConfig } from "../connector_config.ts";
import { hasProviderReference } from "../connector_config.ts";
import { javaTrim } from "./java/text.ts";
import { NotSimulated } from "./refusal.ts";

/** The settings of one plugin, such as one SMT, without their prefix. Reads them as Connect's `ConfigDef` does. */
export class PluginSettings {
  constructor(
    private readonly config: ConnectorConfig,
    readonly prefix: string,
  ) {}

  /** The text, trimmed as Connect trims it, or null if the setting is not there. @throws {NotSimulated} if only the worker knows it. */
  text(name: string): string | null {
    const value = this.config[this.prefix + name];
    if (value === undefined) return null;
    if (hasProviderReference(value)) {
      throw new NotSimulated(
        `${this.prefix}${name}, which the worker resolves`,
      );
    }
    return javaTrim(value);
  }

  /** @throws {NotSimulated} if it is not there: Connect then refuses the connector. */
  required(name: string): string {
    const value = this.text(name);
    if (value === null) throw new NotSimulated(`${this.prefix}${name} missing`);
    return value;
  }

  boolean(name: string, otherwise: boolean): boolean {
    const text = this.text(name)?.trim().toLowerCase();
    if (text === undefined) return otherwise;
    if (text === "true" || text === "false") return text === "true";
    throw new NotSimulated(`${this.prefix}${name}, which is no boolean`);
  }

  list(name: string): string[] {
    const text = this.text(name)?.trim() ?? "";
    return text === "" ? [] : text.split(",").map((item) => item.trim());
  }
}
