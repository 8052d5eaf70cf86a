/**
 * `deno task connect:codes`: writes CODES.md, the table of all kinds of findings; `--check` only compares.
 *
 * @module
 */
import { runMain, taskCommand } from "../../scripts/shared/cli.ts";
import type { ExitCode } from "../../scripts/shared/exit.ts";
import { writeGenerated } from "../../scripts/shared/generated_file.ts";
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
  return await writeGenerated({
    file: new URL("CODES.md", import.meta.url),
    name,
    source: "the code",
    task: "connect:codes",
  }, { text: renderCodes(allCodes), check });
}

if (import.meta.main) await runMain(main);
