/**
 * `deno task cql:generate`: writes the tables of cql/*.cql as TypeScript, so that the compiler knows them.
 *
 * @module
 */
import { runMain, taskCommand } from "../scripts/shared/cli.ts";
import type { ExitCode } from "../scripts/shared/exit.ts";
import { writeGenerated } from "../scripts/shared/generated_file.ts";
import { cqlDirectory, readAllCqlFiles } from "./files.ts";
import { printTables } from "./print_tables.ts";
import { parseCqlSchema } from "./schema_parser.ts";

const command = taskCommand(
  "cql:generate",
  "Write cql/table.ts, the tables' types, from cql/*.cql and cql/bucketed/*.cql",
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
  return await writeGenerated({
    file: new URL("table.ts", cqlDirectory),
    name: "cql/table.ts",
    source: "cql/*.cql",
    task: "cql:generate",
  }, { text: printTables(parseCqlSchema(await readAllCqlFiles())), check });
}

if (import.meta.main) await runMain(main);
