/**
 * `deno task connect:generate`: writes the connector's JSON from the code that defines it.
 *
 * @module
 */
import { runMain, taskCommand } from "../scripts/shared/cli.ts";
import { type ExitCode, exitCode } from "../scripts/shared/exit.ts";
import { readSettings } from "../scripts/shared/settings.ts";
import { print, printError, style } from "../scripts/shared/terminal.ts";
import { selectEnvironment } from "./environments/select.ts";
import { printNamedConfig } from "./sink_config.ts";
import { buildWeatherSink } from "./weather_sink.ts";

const command = taskCommand(
  "connect:generate",
  "Write the connector's JSON, connect/generated/<name>.json, from connect/weather_sink.ts",
)
  .option("--check", "write nothing; exit 1 if the file is not up to date")
  .option("--env <name>", "as connect/environments/<name>.ts has it")
  .option("--stdout", "print the JSON instead of writing it")
  .addHelpText(
    "after",
    `
Example:
  deno task connect:generate && git diff connect/generated
  SINK_PLUGIN=datastax deno task connect:generate --stdout`,
  );

async function main(): Promise<ExitCode> {
  const { check = false, stdout = false, env } = command.parse(Deno.args, {
    from: "user",
  }).opts<{ check?: boolean; stdout?: boolean; env?: string }>();
  const connector = buildWeatherSink(readSettings(), selectEnvironment(env));
  const text = printNamedConfig(connector);
  if (stdout) {
    print(text.trimEnd());
    return exitCode.ok;
  }
  const suffix = env === undefined ? "" : `.${env}`;
  const file = new URL(
    `generated/${encodeURIComponent(connector.name)}${suffix}.json`,
    import.meta.url,
  );
  const shown = `connect/generated/${file.pathname.split("/").at(-1)}`;
  const upToDate = await readIfThere(file) === text;
  if (upToDate) {
    print(`${style.green("unchanged")} ${shown}`);
    return exitCode.ok;
  }
  if (check) {
    printError(
      `${shown} is not what connect/weather_sink.ts makes with these settings`,
    );
    printError("  fix: run `deno task connect:generate` and commit the file");
    return exitCode.wrong;
  }
  await Deno.mkdir(new URL(".", file), { recursive: true });
  await Deno.writeTextFile(file, text);
  print(`${style.green("wrote")} ${shown}`);
  return exitCode.ok;
}

async function readIfThere(file: URL): Promise<string | null> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

if (import.meta.main) await runMain(main);
