import { projectDir } from "../scripts/stack/description.ts";
import { runShell } from "../scripts/stack/shell.ts";
import type { BenchContext } from "./context.ts";

/** What a command left. */
export interface TaskOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Seconds from its start to its end. */
  readonly seconds: number;
  /** The most memory that its program held, bytes, looked at five times a second; null where the system does not tell as Linux does. */
  readonly peakMemory: number | null;
}

/** Options of {@linkcode runTask}. */
export interface TaskOptions {
  readonly env: Record<string, string>;
  /** Exit codes that are no failure. @default {[0]} */
  readonly codes?: readonly number[];
}

/**
 * Runs one of the project's tasks as a user does.
 *
 * @throws {Error} with what it said if it fails.
 */
export async function runTask(
  args: readonly string[],
  { env, codes = [0] }: TaskOptions,
  { signal }: Pick<BenchContext, "signal">,
): Promise<TaskOutcome> {
  return await runDeno(["task", "-q", ...args], { env, codes }, { signal });
}

/** Runs Deno with these arguments. @throws {Error} with what it said if it fails. */
export async function runDeno(
  args: readonly string[],
  { env, codes = [0] }: TaskOptions,
  { signal }: Pick<BenchContext, "signal">,
): Promise<TaskOutcome> {
  const begin = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: projectDir,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal,
  }).spawn();
  let peakMemory: number | null = null;
  const timer = setInterval(async () => {
    const memory = await readPeakMemory(child.pid);
    if (memory !== null) peakMemory = Math.max(peakMemory ?? 0, memory);
  }, 200);
  const output = await child.output().finally(() => clearInterval(timer));
  const seconds = (performance.now() - begin) / 1_000;
  signal.throwIfAborted();
  const [stdout = "", stderr = ""] = [output.stdout, output.stderr]
    .map((bytes) => new TextDecoder().decode(bytes));
  if (!codes.includes(output.code)) {
    throw new Error(
      `deno ${args.join(" ")} ended with ${output.code}\n${
        (stdout + stderr).slice(-2_000)
      }`,
    );
  }
  return { code: output.code, stdout, stderr, seconds, peakMemory };
}

/** Of the process that `deno task` has started, as its own does but wait. */
async function readPeakMemory(pid: number): Promise<number | null> {
  const { text } = await runShell(
    'for child in $(cat "/proc/$1/task/$1/children"); do grep VmHWM "/proc/$child/status"; done 2>/dev/null',
    [String(pid)],
  );
  const kibibytes = text.match(/\d+/)?.[0];
  return kibibytes === undefined ? null : Number(kibibytes) * 1_024;
}
