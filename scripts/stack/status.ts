import {
  listNodes,
  type NodeDescription,
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
import { describeStarted } from "./shape.ts";

/** What a node of the stack is doing; `taken` means that another process listens on its port. */
export type ServiceState = "ready" | "starting" | "stopped" | "died" | "taken";

/** What `stack:status` tells of a node. */
export interface ServiceStatus {
  /** `kafka`, or `kafka-1` and so on in a cluster. */
  readonly name: string;
  readonly state: ServiceState;
  readonly host: string;
  readonly port: number;
  readonly pid: number | null;
  readonly startedAt: string | null;
  /** Resident memory, bytes. */
  readonly memory: number | null;
  /** Java's largest heap, such as 512m. */
  readonly heap: string;
  readonly logFile: string;
}

/** Looks at every node of the stack. */
export async function readStackStatus(
  settings: StackSettings,
): Promise<ServiceStatus[]> {
  const stack = await describeStarted(settings);
  return await Promise.all(
    listNodes(stack).map((node) => readNodeStatus(stack, node)),
  );
}

async function readNodeStatus(
  stack: StackDescription,
  node: NodeDescription,
): Promise<ServiceStatus> {
  const { name, host, port, heap, logFile, runFile } = node;
  const record = await readProcessRecord(runFile);
  const alive = record !== undefined && await isAlive(record);
  return {
    name,
    state: alive
      ? await isReady(stack, node) ? "ready" : "starting"
      : await stateWithoutProcess(node, record),
    host,
    port: alive ? record.port : port,
    pid: alive ? record.pid : null,
    startedAt: alive ? record.startedAt : null,
    memory: alive ? await readMemory(record.pid) : null,
    heap,
    logFile,
  };
}

async function stateWithoutProcess(
  { port, host }: NodeDescription,
  record: ProcessRecord | undefined,
): Promise<ServiceState> {
  if (record !== undefined) return "died";
  return await isTaken(port, host) ? "taken" : "stopped";
}
