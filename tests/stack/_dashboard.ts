import { projectDir } from "../../scripts/stack/description.ts";

/** A dashboard that runs. */
export interface RunningDashboard extends AsyncDisposable {
  readonly port: number;
  /** Ends it as Ctrl-C does, and waits for its end; its exit code. */
  stop(): Promise<number>;
  /** All that it printed, once it has ended. */
  printed(): Promise<string>;
}

/** Starts `deno task dashboard` and waits until it listens. */
export async function startDashboard(
  environment: Record<string, string>,
  options: { readonly port?: number } = {},
): Promise<RunningDashboard> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "dashboard", "--port", String(options.port ?? 0)],
    cwd: projectDir,
    env: {
      NO_COLOR: "1",
      DASHBOARD_HOST: "",
      DASHBOARD_TOKEN: "",
      DASHBOARD_ALLOWED_HOSTS: "",
      ...environment,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stderr = new Response(child.stderr).text();
  let stdout = "";
  const { promise: listening, resolve } = Promise.withResolvers<number>();
  const reading = (async () => {
    for await (
      const text of child.stdout.pipeThrough(new TextDecoderStream())
    ) {
      stdout += text;
      const found = /http:\/\/\S+:(\d+) /.exec(stdout)?.[1];
      if (found !== undefined) resolve(Number(found));
    }
  })();
  const port = await Promise.race([
    listening,
    child.status.then(async ({ code }) => {
      throw new Error(`the dashboard ended with ${code}:\n${await stderr}`);
    }),
  ]);
  let stopping: Promise<number> | null = null;
  const stop = () =>
    stopping ??= (async () => {
      child.kill("SIGTERM");
      const { code } = await child.status;
      await reading;
      return code;
    })();
  return {
    port,
    stop,
    printed: async () => stdout + await stderr,
    async [Symbol.asyncDispose]() {
      await stop();
      await stderr;
    },
  };
}
