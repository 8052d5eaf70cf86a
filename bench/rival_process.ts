/** A program that waits for runs on its standard input and says `done` after each, so that all its runs but the first are warm. */
export class RivalProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: AsyncIterator<string>;
  readonly #errors: Promise<string>;
  readonly #ending: Promise<void>;
  /** Why it has ended, if it has. */
  #ended: string | null = null;

  /** @param command a program and its arguments */
  constructor([program = "", ...args]: readonly string[]) {
    this.#child = new Deno.Command(program, {
      args,
      env: { NO_COLOR: "1" },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    this.#lines = readLines(this.#child.stdout);
    this.#errors = new Response(this.#child.stderr).text();
    this.#ending = this.#child.status.then(async ({ code }) => {
      // Where a stack trace passed by tells nobody why.
      const lines = (await this.#errors).trimEnd().split("\n")
        .filter((line) => !/^\s+at /.test(line)).slice(-8);
      this.#ended = `${program} ended with ${code}\n${lines.join("\n")}`;
    });
  }

  /** Starts a run: gives a function that throws if the program has ended, and the promise of the run's end. */
  start(line: string): { check: () => void; done: Promise<void> } {
    const done = (async () => {
      await this.#input.write(new TextEncoder().encode(`${line}\n`));
      const { done: hasClosed } = await this.#lines.next();
      // Its output may end some moments before it does.
      if (hasClosed) await this.#ending;
      this.check();
    })();
    done.catch(() => {});
    return { check: () => this.check(), done };
  }

  /** @throws {Error} with its last words if it has ended. */
  check(): void {
    if (this.#ended !== null) throw new Error(this.#ended);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close().catch(() => {});
    try {
      // It may be in the middle of a run, which is of no use any more.
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await this.#child.status;
  }
}

async function* readLines(
  bytes: ReadableStream<Uint8Array>,
): AsyncGenerator<string> {
  let rest = "";
  for await (const text of bytes.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
