import { TokenReader } from "../../cql/token_reader.ts";

/** How many replicas each keyspace has, all datacenters together. */
export type Replication = ReadonlyMap<string, number>;

/**
 * Reads the replication of the keyspaces that a CQL text creates or alters. One whose replication cannot be told is left
 * out.
 *
 * @throws {CqlSyntaxError} at a string, quoted name or comment that has no end.
 */
export function readReplication(text: string): Replication {
  const reader = new TokenReader(text);
  const replicas = new Map<string, number>();
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
    const count = replicasOf(options);
    if ((kind === "word" || kind === "quoted") && count !== null) {
      replicas.set(name, count);
    }
    reader.accept(";");
  }
  return replicas;
}

// The tokens of `replication = {'class': '…', 'replication_factor': 1}` or `{'class': '…', 'dc1': 3}`.
function replicasOf(tokens: readonly string[]): number | null {
  const start = tokens.indexOf("replication");
  const open = tokens.indexOf("{", start);
  const close = tokens.indexOf("}", open);
  if (start === -1 || open === -1 || close === -1) return null;
  const options = new Map<string, string>();
  for (let i = open + 1; i + 2 < close + 1; i += 4) {
    if (tokens[i + 1] !== ":") return null;
    options.set(tokens[i]!, tokens[i + 2]!);
  }
  const strategy = options.get("class") ?? "";
  options.delete("class");
  // With this option each datacenter has so many replicas, and how many datacenters there are is not said.
  if (
    !strategy.endsWith("SimpleStrategy") && options.has("replication_factor")
  ) {
    return null;
  }
  const counts = [...options.values()].map((count) =>
    /^\d+$/.test(count) ? Number(count) : NaN
  );
  const sum = counts.reduce((total, count) => total + count, 0);
  return counts.length === 0 || Number.isNaN(sum) ? null : sum;
}
