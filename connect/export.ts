/**
 * `deno task connect:export`: the connector's config in the form that another tool takes.
 *
 * @module
 */
import { Option, runMain, taskCommand } from "../scripts/shared/cli.ts";
import { type ExitCode, exitCode } from "../scripts/shared/exit.ts";
import { readSettings } from "../scripts/shared/settings.ts";
import { print } from "../scripts/shared/terminal.ts";
import { readConnectors } from "./desired_connectors.ts";
import { exportFormats } from "./export_formats.ts";

const command = taskCommand(
  "connect:export",
  "Print the connector's config in the form that another tool takes",
)
  .argument("[files...]", "connector JSON instead of the one in code")
  .addOption(
    new Option("--format <name>", "form")
      .choices(Object.keys(exportFormats)).default("json"),
  )
  .option("--env <name>", "as connect/environments/<name>.ts has it")
  .addHelpText(
    "after",
    `
Example:
  deno task -q connect:export --format strimzi --env prod | kubectl apply -f -
  deno task -q connect:export --format properties > sink.properties`,
  );

async function main(): Promise<ExitCode> {
  command.parse(Deno.args, { from: "user" });
  const { format, env } = command.opts<
    { format: keyof typeof exportFormats; env?: string }
  >();
  const connectors = await readConnectors({
    files: command.args,
    settings: readSettings(),
    env,
  });
  const separator = format === "strimzi" ? "\n---\n" : "\n";
  print(
    connectors.map((connector) => exportFormats[format](connector).trimEnd())
      .join(separator),
  );
  return exitCode.ok;
}

if (import.meta.main) await runMain(main);
