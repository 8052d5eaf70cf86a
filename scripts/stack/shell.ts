// Everything runs through `sh`: a task then needs the permission to run this one program, wherever Java and Maven are.

/** What a program that ran to its end left. */
export interface CommandOutput {
  readonly code: number;
  /** Standard output and standard error. */
  readonly text: string;
}

/** Options of {@linkcode runCommand}. */
export interface RunOptions {
  /** Variables added to the environment. */
  env?: Record<string, string>;
  /** Ends the program when it aborts. */
  signal?: AbortSignal | undefined;
}

/** Runs a program, found on the PATH, to its end. */
export async function runCommand(
  command: readonly string[],
  options: RunOptions = {},
): Promise<CommandOutput> {
  return await runShell('exec "$@" 2>&1', command, options);
}

/** Runs a line of shell to its end; `args` are its `$1`, `$2`… */
export async function runShell(
  line: string,
  args: readonly string[],
  { env = {}, signal }: RunOptions = {},
): Promise<CommandOutput> {
  const { code, stdout } = await new Deno.Command("sh", {
    args: ["-c", line, "sh", ...args],
    stdin: "null",
    stderr: "null",
    env,
    ...(signal === undefined ? {} : { signal }),
  }).output();
  return { code, text: new TextDecoder().decode(stdout) };
}
