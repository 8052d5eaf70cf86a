import { fileURLToPath } from "node:url";
import { runShell } from "../../scripts/stack/shell.ts";
import {
  environmentSchema,
  type Settings,
} from "../../scripts/shared/settings.ts";
import type { LoadOptions } from "./load_process.ts";

const program = fileURLToPath(new URL("load_process.ts", import.meta.url));

/** Numbers that a killed process may have sent without telling: its next one leaves them out. */
const gap = 10_000;

/** A stream's producer: a process that is killed, stopped and started again while the stream goes on. */
export class Load implements AsyncDisposable {
  /** First and last number of each acknowledged send. */
  readonly acknowledged: [number, number][] = [];
  /** Told each of them as it comes. */
  onAcknowledged: (first: number, last: number) => void = () => {};
  readonly #options: Omit<LoadOptions, "first">;
  readonly #environment: Record<string, string>;
  #child: Deno.ChildProcess | null = null;
  #reading: Promise<void> = Promise.resolve();

  /** @param settings of the brokers and how to log in */
  constructor(options: Omit<LoadOptions, "first">, settings: Settings) {
    this.#options = options;
    // Arguments would show a password; what the shell says of other services has no say.
    this.#environment = Object.fromEntries(
      (Object.keys(environmentSchema.shape) as (keyof Settings)[])
        .map((name) => [
          name,
          name.startsWith("KAFKA_") ? String(settings[name] ?? "") : "",
        ]),
    );
  }

  /** Starts producing after what was produced before. */
  start(): void {
    const last = this.acknowledged.at(-1)?.[1];
    const first = last === undefined ? 0 : last + gap;
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        "--allow-net=localhost,127.0.0.1,127.0.0.2,127.0.0.3",
        "--allow-env",
        "--allow-read",
        program,
        JSON.stringify({ ...this.#options, first }),
      ],
      env: this.#environment,
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#reading = this.#read(this.#child.stdout);
  }

  async #read(stdout: ReadableStream<Uint8Array>): Promise<void> {
    let rest = "";
    for await (const text of stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      // A killed process may leave half a line.
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const [first, last] = JSON.parse(line);
        this.acknowledged.push([first, last]);
        this.onAcknowledged(first, last);
      }
    }
  }

  /** How many records are acknowledged. */
  get count(): number {
    return this.acknowledged
      .reduce((sum, [first, last]) => sum + last - first + 1, 0);
  }

  /** Sends the process a signal. */
  async signal(name: "STOP" | "CONT" | "KILL" | "TERM"): Promise<void> {
    if (this.#child === null) return;
    await runShell('kill -s "$1" "$2"', [name, String(this.#child.pid)]);
  }

  /** Ends the process and waits for it: `KILL` at once, `TERM` after what is on its way. */
  async end(name: "KILL" | "TERM"): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    this.#child = null;
    await runShell('kill -s "$1" "$2"', [name, String(child.pid)]);
    await child.status;
    await child.stdin.close().catch(() => {});
    await this.#reading;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end("KILL");
  }
}
