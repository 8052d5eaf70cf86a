/**
 * `deno task produce`: asks a weather service for the weather of each city and publishes one record per city and
 * observation to Kafka. With `--replay` it publishes a history from a file instead.
 *
 * While Kafka is away polling goes on and observations are kept, in order; with 10,000 of them kept it pauses. What was
 * not acknowledged when the process is killed is lost: it was never told as published.
 *
 * @module
 */
import { Option, runMain, taskCommand } from "./scripts/shared/cli.ts";
import type { ExitCode } from "./scripts/shared/exit.ts";
import { readSettings, type Settings } from "./scripts/shared/settings.ts";
import { metricsPortOption } from "./scripts/metrics/settings.ts";
import { produce } from "./scripts/produce/produce.ts";
import { readDuration, readLineNumber } from "./scripts/produce/options.ts";
import { runBackfill } from "./scripts/produce/run_backfill.ts";
import { weatherUnits } from "./weather/record.ts";

const help = `
Examples:
  deno task produce                                      # the eight cities, every 10 s
  deno task produce --once --source replay               # one round of recorded answers, no key needed
  deno task produce --replay history.jsonl.gz            # records of the past, one as JSON a line
  deno task produce --interval 10m --cities "London,Paris,FR,Camp@-77.85,166.67,AQ"

Prints a line for each record published; faults go to standard error. Ctrl-C ends it after what is on its way.
Exit codes: 0 done, 1 a city had no answer (--once) or a line is no record (--replay), 2 it could not be done.`;

interface ProduceFlags {
  interval: number;
  timeout: number;
  once?: boolean;
  cities?: string;
  resend?: boolean;
  createTopic: boolean;
  replay?: string;
  fromLine?: number;
  json?: boolean;
  dryRun?: boolean;
  metricsPort?: number;
  source?: Settings["WEATHER_SOURCE"];
  units?: Settings["WEATHER_UNITS"];
}

function parseArguments(args: string[]): ProduceFlags {
  return taskCommand("produce", "Publish the cities' weather to Kafka")
    .addOption(
      new Option(
        "--interval <duration>",
        "from one round to the next: 10s, 10m, 600",
      ).argParser(readDuration).default(10_000, "10s"),
    )
    .option("--once", "one round, then end")
    .option(
      "--cities <list>",
      "instead of the eight: names, Name,CC or Name@lat,lon[,CC], with commas between",
    )
    .addOption(
      new Option("--source <name>", "where from (WEATHER_SOURCE)")
        .choices(["openweather", "open-meteo", "replay"]),
    )
    .addOption(
      new Option("--units <name>", "Kelvin or °C (WEATHER_UNITS)")
        .choices(weatherUnits.options),
    )
    .option("--resend", "publish observations again that have not changed")
    .addOption(
      new Option("--timeout <duration>", "give up an answer that takes longer")
        .argParser(readDuration).default(10_000, "10s"),
    )
    .option(
      "--replay <file>",
      "publish records from JSON Lines (- is standard input), gzipped or not",
    )
    .option(
      "--from-line <number>",
      "begin the file at this line, not where it was left",
      readLineNumber,
    )
    .option("--no-create-topic", "fail if the topic is missing")
    .option("--dry-run", "ask for the weather, publish nothing")
    .addOption(metricsPortOption("produce"))
    .option("--json", "one JSON object a line on standard output")
    .addHelpText("after", help)
    .parse(args, { from: "user" })
    .opts<ProduceFlags>();
}

async function main(): Promise<ExitCode> {
  const { source, units, ...flags } = parseArguments(Deno.args);
  const settings = readSettings();
  const chosen = {
    ...settings,
    WEATHER_SOURCE: source ?? settings.WEATHER_SOURCE,
    WEATHER_UNITS: units ?? settings.WEATHER_UNITS,
  };
  const { replay } = flags;
  return replay === undefined
    ? await produce(chosen, flags)
    : await runBackfill(chosen, { ...flags, replay });
}

if (import.meta.main) await runMain(main);
