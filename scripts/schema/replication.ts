import { tokenize } from "../../cql/lexer.ts";
import { UserError } from "../shared/exit.ts";

/** How many copies a keyspace keeps, and where: the options of its `replication` map, `class` among them. */
export type Replication = Readonly<Record<string, string>>;

/** A cluster's data centers: how many nodes each has. */
export type NodesByDatacenter = ReadonlyMap<string, number>;

const fix =
  "write CASSANDRA_REPLICATION as the number of copies in the local data center (3), " +
  "as copies by data center (dc1:3,dc2:2), or as CQL's map ({'class': 'NetworkTopologyStrategy', 'dc1': 3})";

/**
 * Reads CASSANDRA_REPLICATION: `3`, `dc1:3,dc2:2`, or the map in CQL's or JSON's quotes.
 *
 * @param localDatacenter that of a bare number.
 * @throws {UserError} if it is none of these.
 */
export function parseReplication(
  text: string,
  localDatacenter: string,
): Replication {
  const trimmed = text.trim();
  if (trimmed.startsWith("{")) return parseMap(trimmed);
  const byDatacenter = /^\d+$/.test(trimmed)
    ? [[localDatacenter, trimmed] as const]
    : trimmed.split(",").map((part) => {
      const colon = part.lastIndexOf(":");
      return [
        part.slice(0, colon).trim(),
        part.slice(colon + 1).trim(),
      ] as const;
    });
  for (const [datacenter, copies] of byDatacenter) {
    if (datacenter === "" || !/^[1-9]\d{0,2}$/.test(copies)) {
      throw new UserError(
        `Cannot read CASSANDRA_REPLICATION: ${JSON.stringify(text)}`,
        fix,
      );
    }
  }
  return {
    class: "NetworkTopologyStrategy",
    ...Object.fromEntries(byDatacenter),
  };
}

function parseMap(text: string): Replication {
  const values = /^\{[^{}]*\}$/.test(text)
    ? tokenize(text).filter(({ kind }) => kind !== "end").slice(1, -1)
    : [];
  const entries: [string, string][] = [];
  for (let index = 0; index < values.length; index += 4) {
    const [key, colon, value, comma] = values.slice(index, index + 4);
    const isLast = index + 3 >= values.length;
    if (
      key === undefined || key.kind === "symbol" || colon?.value !== ":" ||
      value === undefined || value.kind === "symbol" ||
      (isLast ? comma !== undefined : comma?.value !== ",")
    ) break;
    entries.push([key.value, value.value]);
  }
  const map = Object.fromEntries(entries);
  if (entries.length * 4 !== values.length + 1 || map["class"] === undefined) {
    throw new UserError(
      `Cannot read CASSANDRA_REPLICATION: ${text} is not a replication map`,
      fix,
    );
  }
  return map;
}

/** The map as CQL text. */
export function printReplication(replication: Replication): string {
  const entries = Object.entries(replication).map(([key, value]) =>
    `${quote(key)}: ${/^\d+$/.test(value) ? value : quote(value)}`
  );
  return `{${entries.join(", ")}}`;
}

/** Puts in each data center that Cassandra itself puts in for `replication_factor`. */
export function expandReplication(
  replication: Replication,
  nodes: NodesByDatacenter,
): Replication {
  const { replication_factor: copies, ...rest } = replication;
  if (copies === undefined || !isByDatacenter(replication)) return replication;
  const others = [...nodes.keys()].map((name) => [name, copies]);
  return { ...Object.fromEntries(others), ...rest };
}

function isByDatacenter(replication: Replication): boolean {
  return replication["class"]?.endsWith("NetworkTopologyStrategy") ?? false;
}

/**
 * Compares a replication with the cluster's data centers, as Cassandra accepts some that no write can meet.
 *
 * @returns warnings.
 * @throws {UserError} if a data center does not exist or has fewer nodes than a majority of the copies needs.
 */
export function checkReplication(
  replication: Replication,
  nodes: NodesByDatacenter,
): string[] {
  if (!isByDatacenter(replication)) return [];
  const known = [...nodes].map(([name, count]) =>
    `${name} (${count === 1 ? "1 node" : `${count} nodes`})`
  ).join(", ");
  const { class: _, ...copiesByDatacenter } = expandReplication(
    replication,
    nodes,
  );
  return Object.entries(copiesByDatacenter).flatMap(([datacenter, text]) => {
    const copies = Number.parseInt(text);
    const count = nodes.get(datacenter);
    if (count === undefined) {
      throw new UserError(
        `Cannot keep copies in data center ${datacenter}: the cluster has ${known}`,
        "correct CASSANDRA_REPLICATION or CASSANDRA_LOCAL_DATACENTER: names are case-sensitive",
      );
    }
    if (Math.floor(copies / 2) + 1 > count) {
      throw new UserError(
        `Cannot keep ${copies} copies in data center ${datacenter}: the cluster has ${known}, and every write needs a majority of the copies`,
        `set CASSANDRA_REPLICATION=${datacenter}:${count} or add nodes first`,
      );
    }
    return copies > count
      ? [
        `${copies} copies in data center ${datacenter} are more than it has nodes (${count})`,
      ]
      : [];
  });
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
