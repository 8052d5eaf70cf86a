/**
 * `deno task connect:import NAME`: a running connector as the TypeScript that builds it again, for those who start from
 * JSON written by hand.
 *
 * @module
 */
import { connectApiOf } from "./connect_target.ts";
import { runMain, taskCommand } from "../scripts/shared/cli.ts";
import { type ExitCode, exitCode, UserError } from "../scripts/shared/exit.ts";
import { readSettings } from "../scripts/shared/settings.ts";
import { print, printError } from "../scripts/shared/terminal.ts";
import { getConnector } from "./connect_api.ts";
import { printImport } from "./import_config.ts";
import { withoutOwner } from "./ownership.ts";

const command = taskCommand(
  "connect:import",
  "Print the TypeScript that builds a running connector's config again",
)
  .argument("<name>", "connector")
  .addHelpText(
    "after",
    `
Example:
  deno task -q connect:import my-sink > connect/my_sink.ts && deno fmt connect/my_sink.ts`,
  );

async function main(): Promise<ExitCode> {
  command.parse(Deno.args, { from: "user" });
  const name = command.args[0]!;
  const connector = await getConnector(
    connectApiOf(readSettings()),
    name,
  );
  if (connector === null) {
    throw new UserError(
      `There is no connector ${name}`,
      "`deno task connect:status` shows those there are",
      exitCode.wrong,
    );
  }
  const text = printImport({
    name,
    config: withoutOwner(connector.config),
  });
  print(text.trimEnd());
  if (text.includes("  other: {")) {
    printError(
      "What stands under `other` is not known to the types: look at it before you keep it",
    );
  }
  return exitCode.ok;
}

if (import.meta.main) await runMain(main);
