import { type ExitCode, exitCode, UserError } from "./exit.ts";
import { print, style } from "./terminal.ts";

/** A file that is made from a source, and the task that makes it. */
export interface GeneratedFile {
  readonly file: URL;
  /** The file's name as people know it, from the project's root. */
  readonly name: string;
  /** What it is made from, as in "is not what … says". */
  readonly source: string;
  /** The task that writes it. */
  readonly task: string;
}

/**
 * Writes a generated file if it is not up to date, or, with `check`, only says so.
 *
 * @throws {UserError} with exit code 1 if `check` finds that it is not up to date.
 */
export async function writeGenerated(
  { file, name, source, task }: GeneratedFile,
  { text, check }: { text: string; check: boolean },
): Promise<ExitCode> {
  if (await readIfThere(file) === text) {
    print(`${style.green("unchanged")} ${name}`);
    return exitCode.ok;
  }
  if (check) {
    throw new UserError(
      `${name} is not what ${source} says`,
      `run \`deno task ${task}\` and commit the file`,
      exitCode.wrong,
    );
  }
  await Deno.writeTextFile(file, text);
  print(`${style.green("wrote")} ${name}`);
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
