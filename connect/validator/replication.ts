import { TokenReader } from "../../cql/token_reader.ts";

/** How a keyspace's rows are replicated. */
export interface KeyspaceReplication {
  /** Replicas in all datacenters together. */
  readonly replicas: number;
  /** Replicas by datacenter, or null for SimpleStrategy, which knows none. */
  readonly byDatacenter: ReadonlyMap<string, number> | null;
}

/** The replication of keyspaces, as far as it is known. */
export type Replication = ReadonlyMap<string, KeyspaceReplication>;

/** Where records are to be written, and how surely. */
export interface WriteLevel {
  /** Name of a consistency level, in upper case. */
  readonly level: string;
  /** The datacenter that the sink talks to, or null if it is not known. */
  readonly localDatacenter: string | null;
  /** Whose sink it is: only this project's looks at the replication before it starts. */
  readonly kind: string;
}

/** Why a consistency level can never be reached with a replication, or null. */
export function faultOfLevel(
  { level, localDatacenter, kind }: WriteLevel,
  { replicas, byDatacenter }: KeyspaceReplication,
): string | null {
  const needed = level === "TWO" ? 2 : level === "THREE" ? 3 : 1;
  if (needed > replicas) {
    return `${level} needs ${needed} replicas, and there are ${replicas}`;
  }
  if (byDatacenter === null) {
    return level === "EACH_QUORUM" && kind === "own"
      ? "EACH_QUORUM needs datacenters, which SimpleStrategy does not know"
      : null;
  }
  return level.startsWith("LOCAL_") && localDatacenter !== null &&
      (byDatacenter.get(localDatacenter) ?? 0) === 0
    ? `${level} needs a replica in the local datacenter ${localDatacenter}, and they are in ${
      [...byDatacenter.keys()].join(", ")
    }`
    : null;
}

/** How many replicas must answer a write at a level, at the least, in the datacenter that the sink talks to. */
export function answersNeeded(
  { level, localDatacenter }: Omit<WriteLevel, "kind">,
  { replicas, byDatacenter }: KeyspaceReplication,
): number {
  const local = byDatacenter?.get(localDatacenter ?? "") ?? replicas;
  const majority = (count: number) => Math.floor(count / 2) + 1;
  switch (level) {
    case "ANY":
      return 0;
    case "TWO":
      return 2;
    case "THREE":
      return 3;
    case "ALL":
      return replicas;
    case "QUORUM":
      return majority(replicas);
    case "LOCAL_QUORUM":
      return majority(local);
    case "EACH_QUORUM":
      return [...byDatacenter?.values() ?? [replicas]].reduce(
        (sum, count) => sum + majority(count),
        0,
      );
    default:
      return 1;
  }
}

/** Reads the options of a replication by their names, or null where they do not tell its replicas. */
export function replicationOf(
  options: ReadonlyMap<string, string>,
): KeyspaceReplication | null {
  const strategy = options.get("class") ?? "";
  const isSimple = strategy.endsWith("SimpleStrategy");
  const counts = new Map<string, number>();
  for (const [name, text] of options) {
    if (name === "class") continue;
    // 3/1 is 3 replicas, one of them transient.
    const count = /^(\d+)(?:\/\d+)?$/.exec(text)?.[1];
    if (count === undefined) return null;
    counts.set(name, Number(count));
  }
  // With this option each datacenter has so many replicas, and how many datacenters there are is not said.
  if (counts.size === 0 || (!isSimple && counts.has("replication_factor"))) {
    return null;
  }
  if (!isSimple && !strategy.endsWith("NetworkTopologyStrategy")) return null;
  const replicas = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return { replicas, byDatacenter: isSimple ? null : counts };
}

/**
 * Reads the replication of the keyspaces that a CQL text creates or alters. One whose replication cannot be told is left
 * out.
 *
 * @throws {CqlSyntaxError} at a string, quoted name or comment that has no end.
 */
export function readReplication(text: string): Replication {
  const reader = new TokenReader(text);
  const replication = new Map<string, KeyspaceReplication>();
  while (reader.peek().kind !== "end") {
    const creates = reader.accept("create", "keyspace") ||
      reader.accept("alter", "keyspace");
    if (!creates) {
      reader.skipStatement();
      continue;
    }
    reader.accept("if", "not", "exists");
    reader.accept("if", "exists");
    const { kind, value: name } = reader.next();
    const options: string[] = [];
    while (reader.peek().kind !== "end" && !reader.sees(";")) {
      options.push(reader.next().value);
    }
    const found = replicationOf(optionsOf(options));
    if ((kind === "word" || kind === "quoted") && found !== null) {
      replication.set(name, found);
    }
    reader.accept(";");
  }
  return replication;
}

// The tokens of `replication = {'class': '…', 'replication_factor': 1}` or `{'class': '…', 'dc1': 3}`.
function optionsOf(tokens: readonly string[]): ReadonlyMap<string, string> {
  const start = tokens.indexOf("replication");
  const open = tokens.indexOf("{", start);
  const close = tokens.indexOf("}", open);
  const options = new Map<string, string>();
  if (start === -1 || open === -1 || close === -1) return options;
  for (let i = open + 1; i + 2 < close + 1; i += 4) {
    if (tokens[i + 1] !== ":") return new Map();
    options.set(tokens[i]!, tokens[i + 2]!);
  }
  return options;
}
