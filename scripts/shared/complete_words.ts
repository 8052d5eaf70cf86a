import { RootCommand } from "@bomb.sh/tab";
import type { Argument, Command, Option } from "commander";
import { completeValue, type ValueCompletion } from "./completion_values.ts";
import { print } from "./terminal.ts";

/**
 * Prints how the last of a command's words may go on: each candidate in a line of its own, its description after a tab.
 * Lines that begin with a colon tell the shell what else to do: `:files` to offer files too, `:list` to set no blank
 * after a candidate. What can be typed is what the command tells commander.
 */
export async function printCompletions(
  command: Command,
  words: readonly string[],
): Promise<void> {
  const typed = words.at(-1) ?? "";
  const name = nameOf(command);
  const value = typed.replace(/^--[^=]*=/, "");
  // As completing is synchronous, what may be needed is found out before: nothing for an option's name.
  const values = value.startsWith("-")
    ? new Map<Option | Argument, ValueCompletion>()
    : await findValues(command, value);
  let chosen: ValueCompletion | undefined;
  const root = new RootCommand();
  for (const [path, { description, options, args }] of listParts(command)) {
    const part = root.command(path, description);
    for (const option of options) {
      if (option.long === undefined || option.long === null) continue;
      const alias = option.short?.slice(1);
      const optionName = option.long.slice(2);
      if (!option.required && !option.optional) {
        part.option(optionName, option.description, alias);
        continue;
      }
      part.option(optionName, option.description, (complete) => {
        chosen = values.get(option);
        for (const value of chosen?.values ?? []) complete(value, "");
      }, alias);
    }
    for (const argument of args) {
      part.argument(argument.name(), (complete) => {
        chosen = values.get(argument);
        for (const value of chosen?.values ?? []) complete(value, "");
      }, argument.variadic);
    }
  }
  root.parse([name, ...words.flatMap(splitOption)]);
  if (chosen?.files) print(":files");
  if (chosen?.isList) print(":list");
}

/** A part of a command: itself or one of its sub-commands. */
interface CommandPart {
  readonly description: string;
  readonly options: readonly Option[];
  readonly args: readonly Argument[];
}

function listParts(command: Command): [path: string, CommandPart][] {
  const help = command.createHelp();
  const name = nameOf(command);
  return [command, ...help.visibleCommands(command)].map((part) => [
    part === command ? name : `${name} ${part.name()}`,
    {
      description: part.description(),
      options: help.visibleOptions(part),
      args: part.registeredArguments,
    },
  ]);
}

async function findValues(command: Command, typed: string) {
  const targets = listParts(command).flatMap(([, { options, args }]) => [
    ...options.filter(({ required, optional }) => required || optional),
    ...args,
  ]);
  return new Map(
    await Promise.all(
      targets.map(async (target) =>
        [target, await completeValue(target, typed)] as const
      ),
    ),
  );
}

function nameOf(command: Command): string {
  return command.name().replace("deno task ", "");
}

/** `--source=replay` is what `--source replay` is, and a lone `-` may become any option. */
function splitOption(word: string): string[] {
  if (word === "-") return ["--"];
  const [, option, value] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
  return option === undefined || value === undefined ? [word] : [option, value];
}
