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
