/**
 * `deno task sbom`: all parts of others as a CycloneDX 1.6 bill of materials.
 *
 * @module
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { runMain, taskCommand } from "./shared/cli.ts";
import { type ExitCode, exitCode, UserError } from "./shared/exit.ts";
import { writeGenerated } from "./shared/generated_file.ts";
import { print } from "./shared/terminal.ts";
import { userPath } from "./shared/user_path.ts";
import { projectDir } from "./stack/description.ts";
import { readParts } from "./supply_chain/read_parts.ts";
import { buildSbom } from "./supply_chain/sbom.ts";

const command = taskCommand(
  "sbom",
  "Print all parts of others, npm's and Maven's, as a CycloneDX 1.6 bill of materials",
)
  .option("--out <file>", "write it there")
  .option("--check", "with --out: write nothing; exit 1 if it is another")
  .addHelpText(
    "after",
    `
It is made from deno.lock and the Java libraries' locks (deno task deps:lock), without a network.

Example:
  deno task -q sbom > sbom.json`,
  );

async function main(): Promise<ExitCode> {
  const { out, check = false } = command.parse(Deno.args, { from: "user" })
    .opts<{ out?: string; check?: boolean }>();
  if (check && out === undefined) {
    throw new UserError(
      "Cannot check without --out",
      "name the file to compare: deno task sbom --out sbom.json --check",
    );
  }
  const sbom = buildSbom(await readParts(pathToFileURL(projectDir)));
  const text = JSON.stringify(sbom, null, 2);
  if (out === undefined) {
    print(text);
    return exitCode.ok;
  }
  return await writeGenerated({
    file: pathToFileURL(resolve(userPath(out))),
    name: out,
    source: "deno.lock and the Java libraries' locks",
    task: `sbom --out ${out}`,
  }, { text: `${text}\n`, check });
}

if (import.meta.main) await runMain(main);
