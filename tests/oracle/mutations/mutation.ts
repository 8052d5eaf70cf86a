import type { OracleRecord } from "../oracle_client.ts";
import type { Base, Config } from "../worlds/world.ts";
import type { Random } from "./random.ts";

/** What is put to the oracle and to the validator. */
export interface Subject {
  readonly config: Config;
  readonly records: readonly OracleRecord[];
}

/** One change to a subject. */
export interface Mutation {
  /** Name of its family, such as `mapping`. */
  readonly kind: string;
  /** What it does, for people. */
  readonly text: string;
  /** The changed subject. */
  apply(subject: Subject): Subject;
}

/** Makes up a mutation that fits the base, or undefined when none of its family does. */
export type Mutator = (random: Random, base: Base) => Mutation | undefined;

/** Sets (or with null removes) settings. */
export function settingsMutation(
  kind: string,
  changes: Readonly<Record<string, string | null>>,
): Mutation {
  return {
    kind,
    text: Object.entries(changes).map(([name, value]) =>
      value === null ? `-${name}` : `${name}=${JSON.stringify(value)}`
    ).join(" "),
    apply: ({ config, records }) => ({
      config: patch(config, changes),
      records,
    }),
  };
}

function patch(
  config: Config,
  changes: Readonly<Record<string, string | null>>,
): Config {
  const patched: Record<string, string> = { ...config };
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete patched[name];
    else patched[name] = value;
  }
  return patched;
}

/** The base's topic. */
export function topicOf({ config }: Pick<Base, "config">): string {
  return config.topics ?? "";
}

/** The prefixes `topic.<t>.<ks>.<table>.` that have a mapping. */
export function tableGroups({ config }: Pick<Base, "config">): string[] {
  return Object.keys(config).filter((name) =>
    name.startsWith("topic.") && name.endsWith(".mapping")
  ).map((name) => name.slice(0, -"mapping".length));
}

/** The entries of a well-formed mapping, without quoted commas. */
export function mappingEntries(mapping: string): [string, string][] {
  return mapping.split(",").map((entry) => {
    const [column = "", field = ""] = entry.trim().split("=");
    return [column, field];
  });
}

/** The record's value as an object, without its schema, or undefined when it is none. */
export function valueObject(
  record: OracleRecord | undefined,
): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(record?.value ?? "");
    const data = value?.payload !== undefined ? value.payload : value;
    return typeof data === "object" && data !== null && !Array.isArray(data)
      ? data
      : undefined;
  } catch {
    return undefined;
  }
}

/** Names of the top-level fields of the base's first record. */
export function fieldNames({ records }: Pick<Base, "records">): string[] {
  return Object.keys(valueObject(records[0]) ?? {});
}
