import { UserError } from "../shared/exit.ts";
import { listNodes, type StackSettings } from "./description.ts";
import { pathExists } from "./files.ts";
import { describeShapes, describeStarted, findStarted } from "./shape.ts";

/** Options of {@linkcode showLogs}. */
export interface ShowLogsOptions {
  /** Of services or nodes; none: all. */
  names: readonly string[];
  /** Whether to go on as they grow. */
  follow: boolean;
  /** How many of the last lines to show. */
  lines: string;
}

/**
 * Shows the end of the services' logs on standard output.
 *
 * @throws {UserError} if there is none.
 */
export async function showLogs(
  settings: StackSettings,
  { names, follow, lines }: ShowLogsOptions,
): Promise<void> {
  const started = await describeStarted(settings);
  // Where nothing runs, of whatever has run.
  const nodes = (await findStarted(listNodes(started))).length > 0
    ? listNodes(started)
    : describeShapes(settings).flatMap((stack) => listNodes(stack));
  const files: string[] = [];
  for (const { name, service, logFile } of nodes) {
    const isWanted = names.length === 0 || names.includes(name) ||
      names.includes(service);
    if (isWanted && await pathExists(logFile)) files.push(logFile);
  }
  if (files.length === 0) {
    throw new UserError(
      `Cannot show logs: there are none${
        names.length === 0 ? "" : ` of ${names.join(", ")}`
      } in ${started.dir}`,
      "start the services with `deno task up`",
    );
  }
  // -F goes on with a new file of the same name, which a restart makes.
  const options = follow ? ["-n", lines, "-F"] : ["-n", lines];
  await new Deno.Command("sh", {
    args: ["-c", 'exec tail "$@"', "sh", ...options, ...files],
    stdin: "null",
  }).spawn().status;
}

/** Reads the lines of a log that most likely tell why its process ended; a log that is not there has none. */
export async function findTellingLines(logFile: string): Promise<string[]> {
  try {
    return pickTellingLines(await Deno.readTextFile(logFile));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return ["(there is no log)"];
    throw error;
  }
}

/**
 * Picks, of a Java program's log, the last lines with an error, an exception or its cause, without the stack traces'
 * own lines; where there are none, the last lines at all.
 */
export function pickTellingLines(log: string, count = 8): string[] {
  const lines = log.split("\n").filter((line) => line.trim() !== "");
  const telling = lines.filter((line) =>
    !/^\s+at |^\s+\.\.\. \d+ more/.test(line) &&
    /\b(ERROR|FATAL|Error|Caused by:)\b|Exception\b/.test(line)
  );
  const picked = (telling.length > 0 ? telling : lines).slice(-count);
  return picked.length > 0 ? picked : ["(the log is empty)"];
}
