// Runs `deno task produce` as its task in deno.json does, against a stand-in for the weather service.
import { readRecorded } from "./weather/_recorded.ts";
import { tutorialCities } from "../weather/cities.ts";
import { replayAnswer } from "../weather/replay.ts";
import { projectDir } from "../scripts/stack/description.ts";

/** The key that the stand-in is asked with; it must appear in no output. */
export const testKey = "0123456789abcdef0123456789abcdef";

interface TaskDefinition {
  tasks: Record<string, { command: string }>;
}

/** A producer that runs. */
export interface ProducerRun {
  readonly process: Deno.ChildProcess;
  /** Standard output so far. */
  readonly stdout: () => string;
  /** Standard error so far. */
  readonly stderr: () => string;
  /** Its exit code, after both outputs have ended. */
  readonly ended: Promise<number>;
  /** Waits until the condition holds. */
  readonly until: (
    condition: () => boolean,
    message: string,
  ) => Promise<void>;
}

/** Options of {@linkcode startProducer}. */
export interface ProducerOptions {
  readonly args: readonly string[];
  readonly env?: Record<string, string>;
  /** @default the project's folder */
  readonly cwd?: string;
}

/** Starts the task's own command, with exactly its permissions. */
export function startProducer(
  { args, env, cwd = projectDir }: ProducerOptions,
): ProducerRun {
  const { tasks }: TaskDefinition = JSON.parse(
    Deno.readTextFileSync(`${projectDir}/deno.json`),
  );
  const [, ...command] = tasks.produce!.command
    .replaceAll('"', "").replaceAll("$INIT_CWD", cwd).split(" ");
  const entry = command.pop()!;
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      ...command,
      "--config",
      `${projectDir}/deno.json`,
      `${projectDir}/${entry}`,
      ...args,
    ],
    cwd,
    env: { NO_COLOR: "1", INIT_CWD: cwd, ...env },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = { stdout: "", stderr: "" };
  const changed = new EventTarget();
  const collect = async (name: keyof typeof output) => {
    for await (
      const text of process[name].pipeThrough(new TextDecoderStream())
    ) {
      output[name] += text;
      changed.dispatchEvent(new Event("change"));
    }
  };
  const ended = Promise.all([
    process.status,
    collect("stdout"),
    collect("stderr"),
  ]).then(([{ code }]) => code);
  return {
    process,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    ended,
    until: async (condition, message) => {
      while (!condition()) {
        const over = await Promise.race([
          ended,
          new Promise<null>((resolve) =>
            changed.addEventListener("change", () => resolve(null), {
              once: true,
            })
          ),
        ]);
        if (over !== null && !condition()) {
          throw new Error(
            `${message}: it ended with ${over} before\n${output.stdout}${output.stderr}`,
          );
        }
      }
    },
  };
}

/** Runs the producer to its end. */
export async function runProducer(options: ProducerOptions) {
  const run = startProducer(options);
  const code = await run.ended;
  return { code, stdout: run.stdout(), stderr: run.stderr() };
}

/** Answers a request for one city; `call` counts that city's, from 1. */
export type StandIn = (
  cityName: string,
  call: number,
  request: Request,
) => Response | Promise<Response>;

/** A recorded answer as a response. */
export function recordedResponse(file: string, init?: ResponseInit): Response {
  return new Response(readRecorded(file), init);
}

/** What OpenWeather would answer now for one of the eight cities, in Kelvin. */
export function goodResponse(cityName: string): Response {
  const answer = replayAnswer(cityName, {
    units: "standard",
    askedAtMs: Date.now(),
  });
  return new Response(answer.body, { status: answer.status });
}

/** Serves as OpenWeather on a free port, until disposed of. */
export function serveWeather(answer: StandIn) {
  const calls: Record<string, number> = {};
  const controller = new AbortController();
  const server = Deno.serve({
    port: 0,
    hostname: "127.0.0.1",
    signal: controller.signal,
    onListen: () => {},
  }, async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const city = pathname === "/data/2.5/weather"
      ? tutorialCities.find(({ latitude, longitude }) =>
        String(latitude) === searchParams.get("lat") &&
        String(longitude) === searchParams.get("lon")
      )?.name ?? pathname
      : pathname;
    calls[city] = (calls[city] ?? 0) + 1;
    return await answer(city, calls[city], request);
  });
  return {
    calls,
    port: server.addr.port,
    env: {
      OPENWEATHER_URL: `http://127.0.0.1:${server.addr.port}`,
      OPENWEATHER_API_KEY: testKey,
      WEATHER_SOURCE: "openweather",
    },
    async [Symbol.asyncDispose]() {
      controller.abort();
      await server.finished;
    },
  };
}
