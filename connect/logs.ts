/**
 * `deno task connect:logs`: shows or sets the worker's log levels while it runs.
 *
 * @module
 */
import { Argument, InvalidArgumentError } from "commander";
import { connectApiOf } from "./connect_target.ts";
import { runMain, taskCommand } from "../scripts/shared/cli.ts";
import { type ExitCode, exitCode } from "../scripts/shared/exit.ts";
import { readSettings } from "../scripts/shared/settings.ts";
import { formatTable, print, printJson } from "../scripts/shared/terminal.ts";
import { listLoggers, setLoggerLevel } from "./connect_api.ts";

const levels = ["OFF", "FATAL", "ERROR", "WARN", "INFO", "DEBUG", "TRACE"];
const sinkLogger = "io.github.citiesweather.connect";

const command = taskCommand(
  "connect:logs",
  "Show the workers' log levels, or set one until they restart",
)
  .addArgument(
    new Argument("[level]", "to set, in capitals or not").choices(levels)
      .argParser(parseLevel),
  )
  .option(
    "--logger <name>",
    "a class or package, or root",
    sinkLogger,
  )
  .option("--json", "print the levels of all loggers as JSON")
  .addHelpText(
    "after",
    `
Example:
  deno task connect:logs DEBUG
  deno task connect:logs WARN --logger org.apache.kafka.clients
  deno task stack:logs connect --follow`,
  );

function parseLevel(text: string): string {
  const level = text.toUpperCase();
  if (levels.includes(level)) return level;
  throw new InvalidArgumentError(`Allowed choices are ${levels.join(", ")}.`);
}

async function main(): Promise<ExitCode> {
  command.parse(Deno.args, { from: "user" });
  const { logger, json } = command.opts<{ logger: string; json?: boolean }>();
  const api = connectApiOf(readSettings());
  const [level] = command.processedArgs as [string | undefined];
  if (level !== undefined) {
    await setLoggerLevel(api, logger, level);
    print(`${logger} logs ${level} on every worker, until they restart`);
    return exitCode.ok;
  }
  const loggers = await listLoggers(api);
  if (json) {
    printJson(loggers);
    return exitCode.ok;
  }
  const rootLevel = loggers["root"]?.level ?? null;
  // Each class that has logged is listed, hundreds of them: only those that differ tell anything.
  const shown = Object.entries(loggers).filter(([name, { level }]) =>
    name === "root" || level !== rootLevel
  );
  print(
    formatTable(
      ["logger", "level"],
      shown.map(([name, { level }]) => [name, level ?? "-"]),
    ),
  );
  return exitCode.ok;
}

if (import.meta.main) await runMain(main);
