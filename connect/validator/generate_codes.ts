/**
 * `deno task connect:codes`: writes CODES.md, the table of all kinds of findings; `--check` only compares.
 *
 * @module
 */
import { runMain, taskCommand } from "../../scripts/shared/cli.ts";
import {
  type ExitCode,
  exitCode,
  UserError,
} from "../../scripts/shared/exit.ts";
import { print, style } from "../../scripts/shared/terminal.ts";
import { allCodes } from "./codes/all_codes.ts";
import { renderCodes } from "./render_codes.ts";

const name = "connect/validator/CODES.md";

async function main(): Promise<ExitCode> {
  const { check = false } = taskCommand(
    "connect:codes",
    `Write ${name}, the table of what connect:validate finds, from the code`,
  )
    .option("--check", "write nothing; exit 1 if the file is not up to date")
    .addHelpText("after", "\nExample:\n  deno task connect:codes --check")
    .parse(Deno.args, { from: "user" })
    .opts<{ check?: boolean }>();
  const file = new URL("CODES.md", import.meta.url);
  const text = renderCodes(allCodes);
  if (await readIfThere(file) === text) {
    print(`${style.green("unchanged")} ${name}`);
    return exitCode.ok;
  }
  if (check) {
    throw new UserError(
      `${name} is not what the code says`,
      "run `deno task connect:codes` and commit the file",
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

if (import.meta.main) await runMain(main);
