import {
  describeStack,
  type ServiceName,
  type StackDescription,
  type StackSettings,
} from "./description.ts";
import { removeIfThere } from "./files.ts";
import { withLock } from "./lock.ts";
import { readProcessRecord, stopProcess } from "./process.ts";
import { limits } from "./limits.ts";

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
  const stack = describeStack(
    settings,
    { kafkaController: 0, cassandraStorage: 0 },
  );
  await withLock(`${stack.dir}/run/lock`, async () => {
    await stopService(stack, "connect", report);
    await Promise.all([
      stopService(stack, "kafka", report),
      stopService(stack, "cassandra", report),
    ]);
    if (!wipe) return;
    for (const folder of ["data", "logs", "config"]) {
      await removeIfThere(`${stack.dir}/${folder}`);
    }
    report(`deleted the data, logs and configuration in ${stack.dir}`);
  });
}

async function stopService(
  stack: StackDescription,
  name: ServiceName,
  report: (line: string) => void,
): Promise<void> {
  const { runFile, title } = stack.services[name];
  const record = await readProcessRecord(runFile);
  const begin = performance.now();
  const result = record === undefined
    ? "not running"
    : await stopProcess(record, limits.stopMs);
  await removeIfThere(runFile);
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
