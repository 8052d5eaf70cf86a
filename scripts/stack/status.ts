import {
  describeStack,
  type ServiceName,
  serviceNames,
  type StackDescription,
  type StackSettings,
} from "./description.ts";
import { isTaken } from "./ports.ts";
import {
  isAlive,
  type ProcessRecord,
  readMemory,
  readProcessRecord,
} from "./process.ts";
import { isReady } from "./readiness.ts";

/** What a service of the stack is doing; `taken` means that another process listens on its port. */
export type ServiceState = "ready" | "starting" | "stopped" | "died" | "taken";

/** What `stack:status` tells of a service. */
export interface ServiceStatus {
  readonly name: ServiceName;
  readonly state: ServiceState;
  readonly port: number;
  readonly pid: number | null;
  readonly startedAt: string | null;
  /** Resident memory, bytes. */
  readonly memory: number | null;
  /** Java's largest heap, such as 512m. */
  readonly heap: string;
  readonly logFile: string;
}

/** Looks at every service of the stack. */
export async function readStackStatus(
  settings: StackSettings,
): Promise<ServiceStatus[]> {
  const stack = describeStack(settings, {
    kafkaController: 0,
    cassandraStorage: 0,
  });
  return await Promise.all(
    serviceNames.map((name) => readServiceStatus(stack, name)),
  );
}

async function readServiceStatus(
  stack: StackDescription,
  name: ServiceName,
): Promise<ServiceStatus> {
  const { port, heap, logFile, runFile } = stack.services[name];
  const record = await readProcessRecord(runFile);
  const alive = record !== undefined && await isAlive(record);
  return {
    name,
    state: alive
      ? await isReady(stack, name) ? "ready" : "starting"
      : await stateWithoutProcess(port, record),
    port: alive ? record.port : port,
    pid: alive ? record.pid : null,
    startedAt: alive ? record.startedAt : null,
    memory: alive ? await readMemory(record.pid) : null,
    heap,
    logFile,
  };
}

async function stateWithoutProcess(
  port: number,
  record: ProcessRecord | undefined,
): Promise<ServiceState> {
  if (record !== undefined) return "died";
  return await isTaken(port) ? "taken" : "stopped";
}
