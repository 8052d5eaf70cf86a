// A shell in a terminal of its own, typed into as a person would.
import { setTimeout as wait } from "node:timers/promises";

/** Options of {@linkcode openTerminal}. */
export interface TerminalOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

const limitMs = 60_000;

/**
 * Runs a command in a terminal (util-linux' `script`), until it is disposed of. `read` waits until what was printed
 * since the last call matches.
 */
export function openTerminal(
  command: string,
  { cwd, env }: TerminalOptions,
) {
  const child = new Deno.Command("script", {
    args: ["--quiet", "--command", command, "/dev/null"],
    cwd,
    env: { TERM: "dumb", ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  let output = "";
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of child.stdout) {
      output += decoder.decode(chunk, { stream: true });
    }
  })();
  return {
    async type(text: string): Promise<void> {
      await writer.write(new TextEncoder().encode(text));
    },
    async read(pattern: RegExp): Promise<RegExpExecArray> {
      const deadline = Date.now() + limitMs;
      while (true) {
        const found = pattern.exec(output);
        if (found !== null) {
          output = output.slice(found.index + found[0].length);
          return found;
        }
        if (Date.now() > deadline) {
          throw new Error(
            `Cannot see ${pattern} in the terminal: ${JSON.stringify(output)}`,
          );
        }
        await wait(20);
      }
    },
    async [Symbol.asyncDispose](): Promise<void> {
      // The shell ends as its terminal does.
      await writer.close();
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended already.
      }
      await child.status;
      await reading;
    },
  };
}
