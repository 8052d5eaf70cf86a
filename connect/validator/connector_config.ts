/** A connector's config as Connect keeps it: every value is text. */
export type ConnectorConfig = Readonly<Record<string, string>>;

/** A connector config as found in a file, with what was odd about its form. */
export interface ConnectorDocument {
  /** The settings; scalars that were not text are written as Connect reads them. */
  readonly config: ConnectorConfig;
  /** Name beside the config in `{"name", "config"}`, or null for the flat form. */
  readonly outerName: string | null;
  /** Whether the settings stood inside `{"name", "config"}`. */
  readonly wrapped: boolean;
  /** Settings whose value was an object, a list or null: Connect cannot read them, so they are not in `config`. */
  readonly unreadable: readonly {
    readonly setting: string;
    readonly kind: "object" | "list" | "null";
  }[];
}

/** The text is not a connector config at all, so nothing in it could be checked. */
export class ConnectorDocumentError extends Error {
  override readonly name = "ConnectorDocumentError";
}

/**
 * Reads a connector's JSON in either form that Connect's REST API takes: `{"name": ..., "config": {...}}` as POSTed, or
 * the flat map as PUT.
 *
 * @throws {ConnectorDocumentError} if the text is not JSON, or not an object.
 */
export function parseConnectorDocument(text: string): ConnectorDocument {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new ConnectorDocumentError(
      `it is not JSON: ${error instanceof Error ? error.message : error}`,
    );
  }
  if (!isObject(json)) {
    throw new ConnectorDocumentError(
      "it must be a JSON object: a connector's settings, or its name and config",
    );
  }
  return toConnectorDocument(json);
}

/** Like {@linkcode parseConnectorDocument}, from JSON that is parsed already. */
export function toConnectorDocument(
  json: Readonly<Record<string, unknown>>,
): ConnectorDocument {
  const wrapped = isObject(json.config);
  const settings = isObject(json.config) ? json.config : json;
  const outerName = wrapped && typeof json.name === "string" ? json.name : null;
  const config: Record<string, string> = {};
  const unreadable: { setting: string; kind: "object" | "list" | "null" }[] =
    [];
  for (const [setting, value] of Object.entries(settings)) {
    if (typeof value === "string") config[setting] = value;
    else if (typeof value === "number" || typeof value === "boolean") {
      config[setting] = String(value);
    } else unreadable.push({ setting, kind: kindOf(value) });
  }
  // A POST fills the name in; so does the URL of a PUT, which is not known here.
  if (outerName !== null && config.name === undefined) config.name = outerName;
  return { config, outerName, wrapped, unreadable };
}

/** Whether a value holds a reference that only the worker's config providers resolve, so that it is unknown here. */
export function hasProviderReference(value: string): boolean {
  return providerReference.test(value);
}

// The worker's own pattern: ${provider:[path:]key}, anywhere in the value, provider without a brace or a colon.
const providerReference = /\$\{[^}]*?:(?:[^}]*?:)?[^}]*?\}/;

function kindOf(value: unknown): "object" | "list" | "null" {
  if (Array.isArray(value)) return "list";
  return value === null || value === undefined ? "null" : "object";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
