import type { Settings } from "../shared/settings.ts";
import { listAddresses, type StackDescription } from "./description.ts";
import { removeIfThere } from "./files.ts";
import { writeSecrets } from "./secure/material.ts";
import {
  clearSettings,
  operatorSettings,
  renderEnvironment,
  toEnvironment,
} from "./secure/security.ts";

/**
 * Lists the variables by which the tasks find a stack that is not as their defaults expect, one of each service: they
 * read them from the file that {@linkcode saveClientEnvironment} writes.
 */
export function listClientEnvironment(
  { shape, services, replicas, security }: StackDescription,
): Record<string, string> {
  const scheme = security === undefined ? "http" : "https";
  const logins = security === undefined
    ? {}
    : toEnvironment(operatorSettings(security));
  if (!shape.cluster) {
    return security === undefined ? {} : {
      CONNECT_URL: `https://localhost:${services.connect[0].port}`,
      ...logins,
    };
  }
  const { kafka, connect, cassandra } = services;
  return {
    KAFKA_BROKERS: listAddresses(kafka).join(","),
    KAFKA_TOPIC_REPLICATION_FACTOR: String(replicas),
    CONNECT_URL: connect.map(({ host, port }) => `${scheme}://${host}:${port}`)
      .join(","),
    CASSANDRA_CONTACT_POINTS: cassandra.map(({ host }) => host).join(","),
    CASSANDRA_PORT: String(cassandra[0].port),
    CASSANDRA_REPLICATION: String(replicas),
    ...logins,
  };
}

/** Path of the file with {@linkcode listClientEnvironment}, in the stack's folder. */
export function clientEnvironmentFile(dir: string): string {
  return `${dir}/client.env`;
}

/** Writes what the tasks must know of a stack, or deletes it where they need to know nothing. */
export async function saveClientEnvironment(
  stack: StackDescription,
): Promise<void> {
  const variables = listClientEnvironment(stack);
  if (Object.keys(variables).length === 0) {
    return await removeClientEnvironment(stack.dir);
  }
  await writeSecrets({
    [clientEnvironmentFile(stack.dir)]:
      "# Where the running local stack is: written by `deno task up`, deleted by `deno task down`.\n" +
      renderEnvironment(variables),
  });
}

/** Deletes what {@linkcode saveClientEnvironment} wrote. */
export async function removeClientEnvironment(dir: string): Promise<void> {
  await removeIfThere(clientEnvironmentFile(dir));
}

/** The settings of a client of the local stack itself, whatever they say of another. */
export function clientSettings(
  settings: Settings,
  { shape, services: { kafka, cassandra }, replicas, security }:
    StackDescription,
): Settings {
  return {
    ...settings,
    ...(security === undefined ? clearSettings : operatorSettings(security)),
    KAFKA_BROKERS: listAddresses(kafka),
    KAFKA_TOPIC_REPLICATION_FACTOR: replicas,
    CASSANDRA_CONTACT_POINTS: cassandra.map(({ host }) => host),
    CASSANDRA_REPLICATION: settings.CASSANDRA_REPLICATION ??
      (shape.cluster ? String(replicas) : undefined),
  };
}
