/**
 * `deno task dlq`: what the connector could not write: list it, replay it once it is mended, delete it.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";
import { deadLetterTopic } from "../connect/weather_sink.ts";
import { findQueue } from "./dlq/dead_letter_queue.ts";
import { parseFixedRecords } from "./dlq/fixed_records.ts";
import { formatQueue, toJson } from "./dlq/format.ts";
import { summarizeQueue } from "./dlq/list.ts";
import { purgeQueue } from "./dlq/purge.ts";
import { replayLetters, type ReplayResult } from "./dlq/replay.ts";
import { Option, runMain, taskCommand } from "./shared/cli.ts";
import { type ExitCode, exitCode, UserError } from "./shared/exit.ts";
import { readSettings } from "./shared/settings.ts";
import { print, printError, printJson } from "./shared/terminal.ts";
import { countOffsets } from "./shared/topic_reader.ts";
import { explainUnreadable, userPath } from "./shared/user_path.ts";

interface ListFlags {
  reason?: string;
  limit?: number;
  json?: boolean;
}

async function list({ reason, limit, json = false }: ListFlags) {
  const settings = readSettings();
  const summary = await summarizeQueue(settings, {
    filter: { reason },
    limit: limit ?? (json ? Infinity : 20),
  });
  const topic = deadLetterTopic(settings.KAFKA_TOPIC);
  if (json) {
    const { count, reasons, letters } = summary;
    printJson({ topic, count, reasons, letters: letters.map(toJson) });
  } else {
    print(formatQueue(summary, topic));
  }
  return exitCode.ok;
}

interface ReplayFlags {
  reason?: string;
  id: string[];
  file?: string;
  dryRun?: boolean;
  json?: boolean;
}

async function replay(
  { reason, id, file, dryRun = false, json = false }: ReplayFlags,
) {
  const result = await replayLetters(readSettings(), {
    filter: { reason, ids: id.length === 0 ? undefined : new Set(id) },
    fixed: file === undefined
      ? undefined
      : parseFixedRecords(await readFile(file)),
    dryRun,
    report: printError,
  });
  if (json) printJson(result);
  else print(describeReplay(result, dryRun));
  const { withoutOrigin, withoutTarget, unknownIds } = result;
  return withoutOrigin + withoutTarget + unknownIds.length === 0
    ? exitCode.ok
    : exitCode.wrong;
}

function describeReplay(result: ReplayResult, dryRun: boolean): string {
  return [
    `${dryRun ? "would replay" : "replayed"} ${result.replayed}, ` +
    `${result.already} were replayed before`,
    ...(result.withoutOrigin === 0 ? [] : [
      `not replayed: ${result.withoutOrigin} without headers that say where they came from ` +
      "(errors.deadletterqueue.context.headers.enable)",
    ]),
    ...(result.withoutTarget === 0 ? [] : [
      `not replayed: ${result.withoutTarget} whose topic or partition does not exist any more`,
    ]),
    ...(result.unknownIds.length === 0 ? [] : [
      `not in the queue: ${result.unknownIds.join(", ")}`,
    ]),
  ].join("\n");
}

async function readFile(path: string): Promise<string> {
  try {
    return path === "-"
      ? await new Response(Deno.stdin.readable).text()
      : await Deno.readTextFile(userPath(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) {
      throw explainUnreadable(path, {
        task: "deno task dlq replay --file -",
        cause: error,
      });
    }
    throw new UserError(
      `Cannot read the fixed records from ${path}: ${(error as Error).message}`,
      "name a file with one JSON object a line; - is standard input",
      2,
      { cause: error },
    );
  }
}

async function purge({ yes = false }: { yes?: boolean }) {
  const settings = readSettings();
  const topic = deadLetterTopic(settings.KAFKA_TOPIC);
  const range = await findQueue(settings) ?? new Map();
  const count = countOffsets(range);
  if (count === 0) {
    print(`${topic}: no dead letters`);
    return exitCode.ok;
  }
  const question = `Delete the ${count} dead letter(s) of ${topic} for good?`;
  if (!yes && !(Deno.stdin.isTerminal() && confirm(question))) {
    throw new UserError(
      `Nothing was deleted: ${topic} has ${count} dead letter(s)`,
      "confirm with --yes",
    );
  }
  await purgeQueue(settings, range);
  print(`${topic}: deleted ${count} dead letter(s)`);
  return exitCode.ok;
}

async function main(): Promise<ExitCode> {
  let code: ExitCode = exitCode.ok;
  const program = taskCommand(
    "dlq",
    "See, replay or delete the records that the connector could not write",
  ).addHelpText(
    "after",
    `
Examples:
  deno task dlq list --reason humidity
  deno task dlq replay --id open_weather_api_cities_data-2@1041
  deno task dlq list --json | jq -c '.letters[] | {id, value}' > fixed.jsonl   # mend the values, then:
  deno task dlq replay --file fixed.jsonl

Exit codes: 0 done, 1 some letters cannot be replayed, 2 it could not be done.`,
  );
  program.command("list")
    .description("count the dead letters by reason, and show the last ones")
    .option("--reason <text>", "only those whose reason has this text")
    .addOption(
      new Option(
        "--limit <count>",
        "how many to show (default: 20; all with --json)",
      ).argParser(readCount),
    )
    .option("--json", "print JSON, values in full")
    .action(async (flags: ListFlags) => {
      code = await list(flags);
    });
  program.command("replay")
    .description("send dead letters to where they came from, each once")
    .option("--reason <text>", "only those whose reason has this text")
    .option(
      "--id <place>",
      "only this one, topic-partition@offset as listed; may be repeated",
      (id: string, ids: string[]) => [...ids, id],
      [],
    )
    .option(
      "--file <path>",
      'send mended records instead: one {"id", "value"} a line; - is standard input',
    )
    .option("--dry-run", "only count")
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      `
Key, headers and timestamp stay; the header dlq.replay-of is added. By it, what is in its topic already is skipped: the
command can be interrupted and run again at any time. The letters stay in the queue until \`deno task dlq purge\`.`,
    )
    .action(async (flags: ReplayFlags) => {
      code = await replay(flags);
    });
  program.command("purge")
    .description("delete the dead letters that are there now")
    .option("--yes", "do not ask")
    .action(async (flags: { yes?: boolean }) => {
      code = await purge(flags);
    });
  await program.parseAsync(Deno.args, { from: "user" });
  return code;
}

function readCount(text: string): number {
  if (!/^\d+$/.test(text)) {
    throw new InvalidArgumentError("expected a whole number");
  }
  return Number(text);
}

if (import.meta.main) await runMain(main);
