import { projectDir } from "../scripts/stack/description.ts";
import type { BenchContext } from "./context.ts";

/** What a command left. */
export interface TaskOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Seconds from its start to its end. */
  readonly seconds: number;
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
  const output = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: projectDir,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    signal,
  }).output();
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
  return { code: output.code, stdout, stderr, seconds };
}
