/**
 * `deno task connect:generate`: writes the connector's JSON from the code that defines it.
 *
 * @module
 */
import { runMain, taskCommand } from "../scripts/shared/cli.ts";
import { type ExitCode, exitCode } from "../scripts/shared/exit.ts";
import { writeGenerated } from "../scripts/shared/generated_file.ts";
import { readSettings } from "../scripts/shared/settings.ts";
import { print } from "../scripts/shared/terminal.ts";
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
  return await writeGenerated({
    file,
    name: `connect/generated/${file.pathname.split("/").at(-1)}`,
    source: "connect/weather_sink.ts with these settings",
    task: "connect:generate",
  }, { text, check });
}

if (import.meta.main) await runMain(main);
