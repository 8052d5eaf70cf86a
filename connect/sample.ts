/**
 * `deno task connect:sample TOPIC`: writes the first and last records of a topic as a sample for `connect:validate`.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";
import { runMain, taskCommand } from "../scripts/shared/cli.ts";
import { type ExitCode, exitCode } from "../scripts/shared/exit.ts";
import { readSettings } from "../scripts/shared/settings.ts";
import { print, printError } from "../scripts/shared/terminal.ts";
import { sampleTopic, toSampleLine } from "./sample_topic.ts";

const command = taskCommand(
  "connect:sample",
  "Print the first and last records of each partition of a topic, one JSON object a line",
)
  .argument("[topic]", "instead of KAFKA_TOPIC")
  .option("--first <n>", "from the start of each partition", readCount, 50)
  .option("--last <n>", "from the end of each partition", readCount, 50)
  .addHelpText(
    "after",
    `
Example:
  deno task -q connect:sample > weather.jsonl
  deno task connect:validate --sample weather.jsonl`,
  );

async function main(): Promise<ExitCode> {
  command.parse(Deno.args, { from: "user" });
  const settings = readSettings();
  const [topic = settings.KAFKA_TOPIC] = command.args;
  const records = await sampleTopic(
    settings,
    topic,
    command.opts<{ first: number; last: number }>(),
  );
  if (records.length > 0) print(records.map(toSampleLine).join("\n"));
  printError(`${records.length} records of ${topic}`);
  return exitCode.ok;
}

function readCount(text: string): number {
  if (!/^\d{1,6}$/.test(text)) {
    throw new InvalidArgumentError("it must be a number of records");
  }
  return Number(text);
}

if (import.meta.main) await runMain(main);
