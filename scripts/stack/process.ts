import type { PendingArchive } from "./class_archive.ts";
import { runShell } from "./shell.ts";

/**
 * The process of a service, as kept in a file while it runs. The machine may have given the number to another process
 * since, so `marker` tells whether it is still ours.
 */
export interface ProcessRecord {
  readonly pid: number;
  /** Part of its command line that no other process has. */
  readonly marker: string;
  /** When it started, ISO 8601. */
  readonly startedAt: string;
  /** Hash of all that it was started with, to see whether a restart would change anything. */
  readonly digest: string;
  /** The port that it was started with. */
  readonly port: number;
  /** The port found for it to use by itself, or null where it needs none. */
  readonly internalPort: number | null;
  /** What its JVM leaves for the next start; absent where it leaves nothing. */
  readonly classArchive?: PendingArchive | null;
}

/** Reads a record; a missing or damaged file is no record. */
export async function readProcessRecord(
  path: string,
): Promise<ProcessRecord | undefined> {
  try {
    const record = JSON.parse(await Deno.readTextFile(path));
    return typeof record.pid === "number" && typeof record.marker === "string"
      ? record
      : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

/** Tells whether the recorded process lives and is the one that was recorded. */
export async function isAlive(
  { pid, marker }: Pick<ProcessRecord, "pid" | "marker">,
): Promise<boolean> {
  let line = await readCommandLine(pid);
  if (line === "") {
    // Either it is gone, or it is just becoming another program, as `sh` becomes Java: then it has none for a moment.
    await new Promise((resolve) => setTimeout(resolve, 20));
    line = await readCommandLine(pid);
  }
  return line.includes(marker);
}

async function readCommandLine(pid: number): Promise<string> {
  // Linux tells without the program `ps`, which small images lack. A zombie has no command line, and is none of ours.
  const { text } = await runShell(
    'if [ -d /proc/self ]; then tr "\\0" " " < "/proc/$1/cmdline"; else ps -ww -o command= -p "$1"; fi',
    [String(pid)],
  );
  return text.trim();
}

/** Resident memory of a process in bytes, or null if it is gone. */
export async function readMemory(pid: number): Promise<number | null> {
  const { text } = await runShell(
    'if [ -d /proc/self ]; then grep VmRSS "/proc/$1/status"; else ps -o rss= -p "$1"; fi',
    [String(pid)],
  );
  const kibibytes = text.match(/\d+/)?.[0];
  return kibibytes === undefined ? null : Number(kibibytes) * 1024;
}

/** Options of {@linkcode spawnDetached}. */
export interface SpawnOptions {
  /** Gets standard output and error; what it held goes to `<logFile>.previous`. */
  logFile: string;
  cwd: string;
  /** Variables added to the environment. */
  env?: Record<string, string>;
}

/**
 * Starts a program that outlives this process and its terminal.
 *
 * @returns its process's number
 */
export function spawnDetached(
  command: readonly string[],
  { logFile, cwd, env = {} }: SpawnOptions,
): number {
  const child = new Deno.Command("sh", {
    args: [
      "-c",
      // What a user's shell sets for other Java programs must not change the heap worked out for this one.
      "unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS; " +
      'log=$1; shift; [ ! -e "$log" ] || mv "$log" "$log.previous"; exec "$@" > "$log" 2>&1',
      "sh",
      logFile,
      ...command,
    ],
    cwd,
    env,
    stdin: "null",
    stdout: "null",
    stderr: "null",
    detached: true,
  }).spawn();
  child.unref();
  return child.pid;
}

/** How {@linkcode stopProcess} ended a process. */
export type StopResult = "not running" | "stopped" | "killed";

/**
 * Ends a recorded process, if it is still the recorded one: asks it first, and ends it by force when it has not obeyed
 * after `limitMs` milliseconds.
 */
export async function stopProcess(
  record: ProcessRecord,
  limitMs: number,
): Promise<StopResult> {
  if (!await isAlive(record)) return "not running";
  await sendSignal(record.pid, "TERM");
  if (await isGone(record, limitMs)) return "stopped";
  await sendSignal(record.pid, "KILL");
  await isGone(record, limitMs);
  return "killed";
}

// `Deno.kill` would need the permission to run anything.
async function sendSignal(pid: number, signal: "TERM" | "KILL"): Promise<void> {
  // It fails only if the process has ended by itself just now.
  await runShell('kill -s "$1" "$2"', [signal, String(pid)]);
}

async function isGone(
  record: ProcessRecord,
  limitMs: number,
): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  while (Date.now() < deadline) {
    if (!await isAlive(record)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
