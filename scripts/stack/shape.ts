import { UserError } from "../shared/exit.ts";
import {
  describeStack,
  listNodes,
  type NodeDescription,
  noPorts,
  type StackDescription,
  type StackSettings,
  type StackShape,
} from "./description.ts";
import { removeIfThere } from "./files.ts";
import { isAlive, readProcessRecord } from "./process.ts";
import { findSecurity } from "./secure/material.ts";

/** The shapes that a stack may have; each has data of its own, and the same folder and ports. */
const shapes: readonly StackShape[] = [{ cluster: false }, { cluster: true }];

/**
 * Describes the stacks of the settings' folder, one for each shape, to look after what runs of any: their internal ports
 * are not filled in.
 */
export function describeShapes(settings: StackSettings): StackDescription[] {
  return shapes.map((shape) => describeStack(settings, noPorts, shape));
}

/** Describes the stack of the settings' folder in the shape in which it was started; as one of each if it was not. */
export async function describeStarted(
  settings: StackSettings,
): Promise<StackDescription> {
  const [single, cluster] = describeShapes(settings);
  const isStarted = (await findStarted(listNodes(cluster!))).length > 0;
  const stack = isStarted ? cluster! : single!;
  return { ...stack, security: await findSecurity(stack.dir) };
}

/** Picks the nodes that were started and not stopped, though their process may have ended. */
export async function findStarted(
  nodes: readonly NodeDescription[],
): Promise<NodeDescription[]> {
  const started = [];
  for (const node of nodes) {
    const record = await readProcessRecord(node.runFile);
    if (record !== undefined) started.push(node);
  }
  return started;
}

/**
 * Makes sure that nothing runs in the settings' folder of a stack in another shape, and forgets what has ended of it.
 *
 * @throws {UserError} if something does.
 */
export async function refuseOtherShape(
  settings: StackSettings,
  { cluster }: StackShape,
): Promise<void> {
  for (const { shape, services, dir } of describeShapes(settings)) {
    if (shape.cluster === cluster) continue;
    for (const { name, runFile } of listNodes({ services })) {
      const record = await readProcessRecord(runFile);
      if (record === undefined) continue;
      if (!await isAlive(record)) {
        await removeIfThere(runFile);
        continue;
      }
      throw new UserError(
        cluster
          ? `Cannot start a cluster: one of each service runs in ${dir} (${name}, process ${record.pid})`
          : `Cannot start one of each service: a cluster runs in ${dir} (${name}, process ${record.pid})`,
        "stop it first: deno task down",
      );
    }
  }
}
