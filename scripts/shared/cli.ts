import { Command, CommanderError, type ParseOptions } from "commander";
import { completionRequest } from "./completion_request.ts";
import { type ExitCode, exitCode, UserError } from "./exit.ts";
import { printError } from "./terminal.ts";

export { Command, Option } from "commander";

class CompletionRequested extends Error {
  constructor(readonly command: Command, readonly words: readonly string[]) {
    super(`${command.name()} is asked for completions`);
  }
}

class TaskCommand extends Command {
  override parse(argv?: readonly string[], options?: ParseOptions): this {
    this.#checkCompletion(argv);
    return super.parse(argv, options);
  }

  override parseAsync(
    argv?: readonly string[],
    options?: ParseOptions,
  ): Promise<this> {
    this.#checkCompletion(argv);
    return super.parseAsync(argv, options);
  }

  #checkCompletion(argv: readonly string[] = []): void {
    const [first, ...words] = argv;
    if (first === completionRequest) throw new CompletionRequested(this, words);
  }
}

/** A command with this project's ways: help on `--help`, usage mistakes told with a hint, names from `deno task`. */
export function taskCommand(name: string, description: string): Command {
  return new TaskCommand(`deno task ${name}`)
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
    if (error instanceof CompletionRequested) {
      const { printCompletions } = await import("./complete_words.ts");
      await printCompletions(error.command, error.words);
      return exitCode.ok;
    }
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
