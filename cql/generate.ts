/**
 * `deno task cql:generate`: writes the tables of cql/*.cql as TypeScript, so that the compiler knows them.
 *
 * @module
 */
import { runMain, taskCommand } from "../scripts/shared/cli.ts";
import { type ExitCode, exitCode } from "../scripts/shared/exit.ts";
import { print, printError, style } from "../scripts/shared/terminal.ts";
import { cqlDirectory, readCqlFiles } from "./files.ts";
import { printTables } from "./print_tables.ts";
import { parseCqlSchema } from "./schema_parser.ts";

const command = taskCommand(
  "cql:generate",
  "Write cql/table.ts, the tables' types, from cql/*.cql",
)
  .option("--check", "write nothing; exit 1 if the file is not up to date")
  .addHelpText(
    "after",
    `
Example:
  deno task cql:generate && git diff cql/table.ts`,
  );

async function main(): Promise<ExitCode> {
  const { check = false } = command.parse(Deno.args, { from: "user" })
    .opts<{ check?: boolean }>();
  const file = new URL("table.ts", cqlDirectory);
  const text = printTables(parseCqlSchema(await readCqlFiles()));
  if (await readIfThere(file) === text) {
    print(`${style.green("unchanged")} cql/table.ts`);
    return exitCode.ok;
  }
  if (check) {
    printError("cql/table.ts is not what cql/*.cql says");
    printError("  fix: run `deno task cql:generate` and commit the file");
    return exitCode.wrong;
  }
  await Deno.writeTextFile(file, text);
  print(`${style.green("wrote")} cql/table.ts`);
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
