/**
 * `deno task deps:lock`: writes which Java libraries there are, with hashes and licences, and NOTICE.
 *
 * @module
 */
import { pathToFileURL } from "node:url";
import { runMain, taskCommand } from "./shared/cli.ts";
import { type ExitCode, exitCode } from "./shared/exit.ts";
import { writeGenerated } from "./shared/generated_file.ts";
import { printError } from "./shared/terminal.ts";
import { projectDir } from "./stack/description.ts";
import { findJavaHome } from "./stack/java.ts";
import { fetchLibraries } from "./supply_chain/fetch_libraries.ts";
import {
  lockedNames,
  lockFiles,
  pomFiles,
  printLock,
  readLock,
} from "./supply_chain/library_lock.ts";
import {
  findNpmLicenses,
  npmLicensesFile,
  readDenoLock,
} from "./supply_chain/npm_lock.ts";
import { printNotice } from "./supply_chain/notice.ts";

const task = "deps:lock";
const root = pathToFileURL(projectDir);
const command = taskCommand(
  task,
  "Write which Java libraries there are, with hashes and licences, and NOTICE",
)
  .option("--check", "write nothing; exit 1 if a file is not up to date")
  .addHelpText(
    "after",
    `
Maven fetches them anew; \`deno task up\` and the tests refuse others than these. Look at the difference before you
commit it: a hash that changes where the version does not means that somebody has replaced a file.

Example:
  deno task deps:lock && git diff '*libraries.json' NOTICE`,
  );

async function main(): Promise<ExitCode> {
  const { check = false } = command.parse(Deno.args, { from: "user" })
    .opts<{ check?: boolean }>();
  const javaHome = await findJavaHome();
  for (const name of lockedNames) {
    printError(`fetching the libraries of ${pomFiles[name]}`);
    await writeGenerated({
      file: new URL(lockFiles[name], root),
      name: lockFiles[name],
      source: pomFiles[name],
      task,
    }, { text: printLock(await fetchLibraries(name, { javaHome })), check });
  }
  const npm = readDenoLock(
    await Deno.readTextFile(new URL("deno.lock", root)),
  );
  await writeGenerated({
    file: new URL(npmLicensesFile, root),
    name: npmLicensesFile,
    source: "deno.lock",
    task,
  }, {
    text: `${JSON.stringify(await findNpmLicenses(npm), null, 2)}\n`,
    check,
  });
  await writeGenerated({
    file: new URL("NOTICE", root),
    name: "NOTICE",
    source: lockFiles.sink,
    task,
  }, { text: printNotice(await readLock("sink", root)), check });
  return exitCode.ok;
}

if (import.meta.main) await runMain(main);
