import type { StackSettings } from "../../../scripts/stack/description.ts";

/** Settings of a stack whose ports are all different from the defaults. */
export const stackSettings: StackSettings = {
  KAFKA_PORT: 19092,
  KAFKA_HEAP: "300m",
  CONNECT_PORT: 18083,
  CONNECT_HEAP: "400m",
  CASSANDRA_PORT: 19042,
  CASSANDRA_HEAP: "500m",
  CASSANDRA_LOCAL_DATACENTER: "dc-west",
  SINK_PLUGIN: "own",
  STACK_DIR: "/srv/my stack",
};

/** Ports for the services' own use. */
export const internalPorts = {
  kafkaController: 19093,
  cassandraStorage: 17000,
};

/** Reads a properties file that has no escapes. */
export function parseProperties(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => {
        const equals = line.indexOf("=");
        return [line.slice(0, equals), line.slice(equals + 1)];
      }),
  );
}
