import type { Base, World } from "./worlds/world.ts";

/** New names for a world's keyspace and topic, so that several copies of it live side by side. */
export interface Location {
  readonly keyspace: string;
  readonly topic: string;
  /** Class of the sink to ask about. */
  readonly connectorClass: string;
  /** Port of Cassandra as that sink reaches it. */
  readonly port: number;
}

/** A world whose tables are in another keyspace. */
export function relocateWorld(
  world: World,
  keyspace: string,
): Omit<World, "bases"> {
  const move = (cql: string) =>
    cql.replaceAll(
      new RegExp(`\\b${world.keyspace}\\b(?=\\.|\\s+WITH)`, "g"),
      keyspace,
    );
  return {
    name: world.name,
    keyspace,
    cql: world.cql.map(move),
    tables: world.tables.map(move),
  };
}

/** A base of a world whose keyspace, topic and class are others. */
export function relocateBase(base: Base, world: World, to: Location): Base {
  const from = base.config.topics ?? "";
  const move = (text: string) =>
    text.split(from).map((part) =>
      part.replaceAll(
        new RegExp(`\\b${world.keyspace}\\.(?=[\\w"])`, "g"),
        `${to.keyspace}.`,
      )
    ).join(to.topic);
  const config = Object.fromEntries(
    Object.entries(base.config).map((
      [name, value],
    ) => [move(name), move(value)]),
  );
  return {
    name: base.name,
    config: {
      ...config,
      "connector.class": to.connectorClass,
      port: String(to.port),
    },
    records: base.records.map((record) => ({ ...record, topic: to.topic })),
  };
}
