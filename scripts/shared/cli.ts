import { Command, CommanderError } from "commander";
import { type ExitCode, exitCode, UserError } from "./exit.ts";
import { printError } from "./terminal.ts";

export { Command, Option } from "commander";

/** A command with this project's ways: help on `--help`, usage mistakes told with a hint, names from `deno task`. */
export function taskCommand(name: string, description: string): Command {
  return new Command(`deno task ${name}`)
    .description(description)
    .helpOption("-h, --help", "show this help")
    .showHelpAfterError("Run with --help for the options.")
    .allowExcessArguments(false)
    .exitOverride();
}

/**
 * Runs a command's body and ends the process with its exit code: 0 ok, 1 the thing checked is wrong, 2 it could not be
 * checked. A {@linkcode UserError} becomes its message and fix; anything else is a defect of ours and shows its stack.
 */
export async function runMain(main: () => Promise<ExitCode>): Promise<never> {
  Deno.exit(await exitCodeOf(main));
}

async function exitCodeOf(main: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await main();
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? exitCode.ok : exitCode.couldNot;
    }
    if (error instanceof UserError) {
      printError(`error: ${error.message}`);
      if (error.fix !== undefined) {
        printError(`  fix: ${error.fix.replaceAll("\n", "\n       ")}`);
      }
      return error.exitCode;
    }
    printError(
      error instanceof Error ? error.stack ?? error.message : String(error),
    );
    printError(
      "This is a defect of the tool, not of your input: please report it with the lines above.",
    );
    return exitCode.couldNot;
  }
}
