/**
 * `deno task demo`: the whole pipeline once, from nothing running to verified rows, by the commands a user would give.
 *
 * @module
 */
import { runMain, taskCommand } from "./shared/cli.ts";
import { type ExitCode, exitCode, UserError } from "./shared/exit.ts";
import { readSettings, type Settings } from "./shared/settings.ts";
import { print, printError, style } from "./shared/terminal.ts";
import { listClientEnvironment } from "./stack/client_environment.ts";
import { describeStarted } from "./stack/shape.ts";

interface Step {
  readonly title: string;
  /** Arguments of `deno task`. */
  readonly task: readonly string[];
}

const steps: readonly Step[] = [
  {
    title: "Start Kafka, Kafka Connect and Cassandra; create table and topic",
    task: ["up"],
  },
  { title: "Deploy the connector", task: ["connect:deploy"] },
  { title: "Produce one round of weather", task: ["produce", "--once"] },
  { title: "Verify that every record is a row", task: ["verify"] },
];

async function demo(): Promise<ExitCode> {
  const command = taskCommand(
    "demo",
    "Run the whole pipeline once, on this machine",
  )
    .option("--secure", "with TLS, logins and rights on every connection")
    .addHelpText(
      "after",
      `
Without OPENWEATHER_API_KEY it replays recorded answers. The services stay up: stop them by \`deno task down\`.

Example:
  OPENWEATHER_API_KEY=… deno task demo`,
    )
    .parse(Deno.args, { from: "user" });
  const { secure = false } = command.opts<{ secure?: boolean }>();
  const begin = performance.now();
  const settings = readSettings();
  const environment = chooseSource(settings);
  for (const [index, { title, task }] of steps.entries()) {
    printError(
      `\n${style.bold(`${index + 1}/${steps.length} ${title}`)}  ` +
        style.dim(`deno task ${task.join(" ")}`),
    );
    const [name] = task;
    await runTask(
      name === "up" && secure ? [...task, "--secure"] : task,
      environment,
    );
    // Where a stack is not as the tasks expect by themselves.
    if (name === "up") {
      const stack = await describeStarted(settings);
      Object.assign(environment, listClientEnvironment(stack));
    }
  }
  const seconds = ((performance.now() - begin) / 1_000).toFixed(1);
  print(
    `\nAll of it took ${seconds} s. The services are up: try ` +
      "`deno task produce`, `deno task connect:status`, `deno task down`.",
  );
  return exitCode.ok;
}

/** Without a key for OpenWeather, recorded answers stand in, and that is said. */
function chooseSource(settings: Settings): Record<string, string> {
  const { WEATHER_SOURCE, OPENWEATHER_API_KEY, API_KEY } = settings;
  const hasKey = (OPENWEATHER_API_KEY ?? API_KEY) !== undefined;
  if (WEATHER_SOURCE !== "openweather" || hasKey) return {};
  printError(
    "OPENWEATHER_API_KEY is not set: replaying recorded answers in place of today's weather",
  );
  return { WEATHER_SOURCE: "replay" };
}

async function runTask(
  task: readonly string[],
  env: Record<string, string>,
): Promise<void> {
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "-q", ...task],
    env,
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (code !== 0) {
    throw new UserError(
      `The demo ends here: \`deno task ${task.join(" ")}\` failed, see above`,
      undefined,
      code === 1 ? 1 : 2,
    );
  }
}

if (import.meta.main) await runMain(demo);
