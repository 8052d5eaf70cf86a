/** One Kafka record as on the wire. Key and value are text or null; the Base64 forms carry bytes that are no UTF-8. */
export interface OracleRecord {
  readonly topic: string;
  readonly partition?: number;
  readonly key?: string | null;
  readonly keyBase64?: string;
  readonly value?: string | null;
  readonly valueBase64?: string;
  readonly headers?: Readonly<Record<string, string | null>>;
  /** Milliseconds since 1970; absent = now. */
  readonly timestamp?: number;
}

/** One question to the oracle: what does this config do to these records? */
export interface OracleJob {
  readonly config: Readonly<Record<string, unknown>>;
  readonly records: readonly OracleRecord[];
  /** CQL that makes the tables; each text is run once by a process. */
  readonly setup: readonly string[];
  /** `keyspace.table`, as in CQL: read and emptied after the job. */
  readonly tables: readonly string[];
  /** @default {1} */
  readonly brokers?: number;
}

/** What the config does, gravest first. */
export type OracleVerdict =
  | "refused"
  | "task_failed"
  | "stalled"
  | "dead_lettered"
  | "dropped"
  | "works";

/** The oracle's answer; see README.md beside this file. */
export interface OracleAnswer {
  readonly verdict: OracleVerdict;
  readonly stage: string;
  /** The engine's or Connect's own words, causes joined by ` <- `. */
  readonly message: string;
  /** The fate of each record. */
  readonly records: readonly string[];
  /** Rows as JSON text, by table. */
  readonly rows: Readonly<Record<string, readonly string[]>>;
  readonly ms: number;
}

/** Where the oracle finds what it needs. */
export interface OracleOptions {
  /** Port of a Cassandra on 127.0.0.1. */
  readonly cassandraPort: number;
  /** Folders of more plugins than the oracle's own adapter. */
  readonly pluginPaths?: readonly string[];
  /** @default {"java"} */
  readonly java?: string;
}

const folder = new URL(".", import.meta.url).pathname;

/** Builds the oracle's jars with Maven when they are not there yet. */
export async function buildOracle(): Promise<void> {
  try {
    await Deno.stat(`${folder}worker/target/lib/sink-oracle-worker-1.0.0.jar`);
    await Deno.stat(
      `${folder}adapter/target/lib/sink-oracle-adapter-1.0.0.jar`,
    );
  } catch {
    const { success, stdout } = await new Deno.Command("mvn", {
      args: ["-q", "-B", "--strict-checksums", "package"],
      cwd: folder,
      stdout: "piped",
      stderr: "inherit",
    }).output();
    if (!success) {
      throw new Error(
        `Cannot build the oracle: ${new TextDecoder().decode(stdout)}`,
      );
    }
  }
}

/** A running oracle. Jobs are answered one at a time, in order. */
export class Oracle implements AsyncDisposable {
  #process: Deno.ChildProcess | undefined;
  #writer: WritableStreamDefaultWriter<Uint8Array> | undefined;
  #lines: AsyncGenerator<string> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: OracleOptions) {}

  /** Asks one question; a process that ended is replaced. */
  ask(job: OracleJob): Promise<OracleAnswer> {
    const answer = this.#last.then(() => this.#ask(job));
    this.#last = answer.catch(() => {});
    return answer;
  }

  async #ask(job: OracleJob): Promise<OracleAnswer> {
    if (this.#process === undefined) await this.#start();
    const line = JSON.stringify(job) + "\n";
    await this.#writer!.write(new TextEncoder().encode(line));
    const { value, done } = await this.#lines!.next();
    if (done) {
      this.#process = undefined;
      throw new Error("The oracle ended without an answer: see its output");
    }
    const answer = JSON.parse(value) as OracleAnswer;
    // After these it may end itself, and a later question must not meet the closing process.
    if (answer.verdict === "stalled" && answer.message.includes("return")) {
      await this[Symbol.asyncDispose]();
    }
    return answer;
  }

  async #start(): Promise<void> {
    const plugins = [
      `${folder}adapter/target`,
      ...this.options.pluginPaths ?? [],
    ];
    this.#process = new Deno.Command(this.options.java ?? "java", {
      args: [
        "-Xmx400m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        `${folder}worker/target/lib/*`,
        "io.github.citiesweather.oracle.Oracle",
        "--plugin-path",
        plugins.join(","),
        "--cassandra",
        `127.0.0.1:${this.options.cassandraPort}`,
      ],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#writer = this.#process.stdin.getWriter();
    this.#lines = readLines(this.#process.stdout);
    const { done } = await this.#lines.next();
    if (done) {
      this.#process = undefined;
      throw new Error(
        `The oracle did not start: is Cassandra up on port ${this.options.cassandraPort}?`,
      );
    }
  }

  /** Ends the process by closing its input. */
  async [Symbol.asyncDispose](): Promise<void> {
    const process = this.#process;
    if (process === undefined) return;
    this.#process = undefined;
    await this.#writer?.close().catch(() => {});
    await this.#lines?.return(undefined);
    await process.status;
  }
}

async function* readLines(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
