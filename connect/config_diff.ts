import { parseMapping } from "./validator/mapping.ts";
import { ownerSetting } from "./ownership.ts";
import type { ConnectorConfig } from "./validator/connector_config.ts";

/** What differs in one setting, or in one entry of a setting that is a list or a mapping; null is absent. */
export interface Change {
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** A setting that differs. */
export interface SettingChange extends Change {
  /** What differs inside the value: a mapping's entries by column, a list's items; empty if it is read as a whole. */
  readonly entries: readonly Change[];
}

/**
 * What it takes to make one config the other, by what the settings mean: the order of a mapping's entries and of a
 * list's items, and the blanks in them, are no difference. Secrets written out are never in the result, only that they
 * differ.
 */
export function diffConfigs(
  before: ConnectorConfig,
  after: ConnectorConfig,
): SettingChange[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  // The connector's name is part of its address: a config may leave it out.
  names.delete("name");
  // Whose it is changes nothing of what it does, and one deployed before there was this mark need not restart for it.
  names.delete(ownerSetting);
  return [...names].sort().flatMap((name) => {
    const [old, now] = [before[name] ?? null, after[name] ?? null];
    if (old === now) return [];
    const entries = diffEntries(name, old, now);
    if (entries?.length === 0) return [];
    return [{
      name,
      before: redact(name, old),
      after: redact(name, now, old),
      entries: entries ?? [],
    }];
  });
}

/** Stands in place of a secret's value. */
export const hidden = "(hidden)";

/** Whether a setting's name says that its value is a secret. */
export function isSecretSetting(name: string): boolean {
  return /password|secret|token|credential|api\.?key|sasl\.jaas\.config|privatekey/i
    .test(name);
}

/** The config with the values of secrets hidden; references to a secret's place are shown, since they are none. */
export function redactConfig(config: ConnectorConfig): ConnectorConfig {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [name, redact(name, value)!]),
  );
}

function redact(
  name: string,
  value: string | null,
  other: string | null = null,
): string | null {
  if (value === null || !isSecretSetting(name) || isReference(value)) {
    return value;
  }
  return other !== null && !isReference(other) ? "(hidden, differs)" : hidden;
}

function isReference(value: string): boolean {
  return value === "" || /^\$\{[^{}]+:[^{}]+\}$/.test(value);
}

function diffEntries(
  name: string,
  before: string | null,
  after: string | null,
): Change[] | null {
  const read = name.endsWith(".mapping") && name.startsWith("topic.")
    ? readMapping
    : isList(name) && before !== null && after !== null
    ? readList
    : null;
  if (read === null) return null;
  const old = before === null ? new Map<string, string>() : read(before);
  const now = after === null ? new Map<string, string>() : read(after);
  if (old === null || now === null) return null;
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((key) => ({
      name: key,
      before: old.get(key) ?? null,
      after: now.get(key) ?? null,
    }))
    .filter((change) => change.before !== change.after);
}

function isList(name: string): boolean {
  return ["topics", "contactPoints", "ssl.cipherSuites"].includes(name);
}

function readList(value: string): Map<string, string> {
  const items = value.split(",").map((item) => item.trim()).filter(Boolean);
  return new Map(items.map((item) => [item, item]));
}

function readMapping(value: string): Map<string, string> | null {
  try {
    const { entries } = parseMapping(value);
    const fields = new Map(
      entries.map(({ column, field }) => [quote(column), quote(field)]),
    );
    // A column mapped twice is a mistake that a diff by column would hide.
    return fields.size === entries.length ? fields : null;
  } catch {
    return null;
  }
}

// `"a"` and a are the same word, except that only unquoted are __ttl and __timestamp reserved, and calls calls.
function quote({ text, quoted }: { text: string; quoted: boolean }): string {
  const isSame = /^[0-9A-Za-z_][0-9A-Za-z_.]*$/.test(text) &&
    text !== "__ttl" && text !== "__timestamp";
  return quoted && !isSame ? JSON.stringify(text) : text;
}
