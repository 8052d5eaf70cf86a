import type { InternalPorts } from "./description.ts";
import { findFreePorts } from "./ports.ts";

/**
 * The ports that a cluster's nodes use among themselves. They are chosen once and kept with the data, as nodes remember
 * where they found each other.
 *
 * @param dataDir folder of the stack's data
 * @param hosts addresses of the nodes
 */
export async function chooseClusterPorts(
  dataDir: string,
  hosts: readonly string[],
): Promise<InternalPorts> {
  const path = `${dataDir}/cluster.json`;
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const [kafkaController = 0, cassandraStorage = 0] = await findFreePorts(
    2,
    hosts,
  );
  const ports: InternalPorts = { kafkaController, cassandraStorage };
  await Deno.mkdir(dataDir, { recursive: true });
  await Deno.writeTextFile(path, JSON.stringify(ports));
  return ports;
}
