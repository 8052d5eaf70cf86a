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
  /** Settings that the text gives more than once, each with its lines from 1. Connect takes the last. */
  readonly repeated: readonly RepeatedSetting[];
}

/** A setting that a text gives more than once. */
export interface RepeatedSetting {
  readonly setting: string;
  readonly lines: readonly number[];
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
  const document = toConnectorDocument(json);
  return {
    ...document,
    repeated: findRepeated(text, document.wrapped ? "config" : null),
  };
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
  return { config, outerName, wrapped, unreadable, repeated: [] };
}

/** Finds the names that stand twice in the outermost object of a JSON text, or in that one inside of it. */
function findRepeated(text: string, inside: string | null): RepeatedSetting[] {
  const lines = new Map<string, number[]>();
  const path: (string | null)[] = [];
  let name: string | null = null;
  let line = 1;
  for (
    const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"(?:\s*:)?|[{}[\]]|\n/g)
  ) {
    if ("{[".includes(token)) path.push(name);
    else if ("}]".includes(token)) path.pop();
    else if (token.endsWith(":")) {
      name = JSON.parse(token.slice(0, -1).trimEnd()) as string;
      const here = path.length === (inside === null ? 1 : 2) &&
        (path[1] ?? null) === inside;
      if (here) lines.set(name, [...lines.get(name) ?? [], line]);
    }
    line += token.split("\n").length - 1;
  }
  return [...lines].flatMap(([setting, at]) =>
    at.length > 1 ? [{ setting, lines: at }] : []
  );
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
