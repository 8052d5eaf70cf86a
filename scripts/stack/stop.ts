import { keepClassArchive } from "./class_archive.ts";
import { removeClientEnvironment } from "./client_environment.ts";
import {
  listNodes,
  type NodeDescription,
  type ServiceName,
  type StackSettings,
} from "./description.ts";
import { removeIfThere } from "./files.ts";
import { withLock } from "./lock.ts";
import { readProcessRecord, stopProcess } from "./process.ts";
import { limits } from "./limits.ts";
import { describeShapes, findStarted } from "./shape.ts";

/** Options of {@linkcode stopStack}. */
export interface StopOptions {
  /** Called with each step, a line of text. */
  report: (line: string) => void;
  /**
   * Whether to delete the data, logs and configuration too.
   *
   * @default {false}
   */
  wipe?: boolean;
}

/** Stops the processes that {@linkcode startStack} recorded, and no others: Connect first, as it uses both others. */
export async function stopStack(
  settings: StackSettings,
  { report, wipe = false }: StopOptions,
): Promise<void> {
  const [single, ...others] = describeShapes(settings);
  const { dir } = single!;
  await withLock(`${dir}/run/lock`, async () => {
    const cluster = await findStarted(others.flatMap((one) => listNodes(one)));
    const nodes = [
      ...cluster,
      ...cluster.length === 0
        // Told too where it does not run.
        ? listNodes(single!)
        : await findStarted(listNodes(single!)),
    ];
    const stopAll = (...services: ServiceName[]) =>
      Promise.all(
        nodes.filter(({ service }) => services.includes(service))
          .map((node) => stopNode(node, report)),
      );
    await stopAll("connect");
    await stopAll("kafka", "cassandra");
    await removeClientEnvironment(dir);
    if (!wipe) return;
    for (const folder of ["data", "logs", "config", "secure"]) {
      await removeIfThere(`${dir}/${folder}`);
    }
    report(`deleted the data, logs and configuration in ${dir}`);
  });
}

async function stopNode(
  { name, title, runFile }: NodeDescription,
  report: (line: string) => void,
): Promise<void> {
  const record = await readProcessRecord(runFile);
  const begin = performance.now();
  const result = record === undefined
    ? "not running"
    : await stopProcess(record, limits.stopMs);
  await removeIfThere(runFile);
  if (record?.classArchive && result === "stopped") {
    await keepClassArchive(record.classArchive);
  }
  const took = `${((performance.now() - begin) / 1_000).toFixed(1)} s`;
  report(
    {
      "not running": `${name}: not running`,
      "stopped": `${name}: stopped in ${took}`,
      "killed": `${name}: ${title} did not stop within ${
        limits.stopMs / 1_000
      } s, so it was killed`,
    }[result],
  );
}
