/**
 * `deno task completions`: prints the script that makes a shell complete this project's tasks and their options.
 *
 * @module
 */
import { Argument } from "commander";
import { fileURLToPath } from "node:url";
import { makeScript, type Shell, shells } from "./completions/shell_script.ts";
import { runMain, taskCommand } from "./shared/cli.ts";
import { type ExitCode, exitCode } from "./shared/exit.ts";
import { print } from "./shared/terminal.ts";

const command = taskCommand(
  "completions",
  "Print the script that makes bash, zsh or fish complete `deno task …` here",
)
  .addArgument(
    new Argument("<shell>", "which it is for").choices(shells),
  )
  .addHelpText(
    "after",
    `
It completes tasks, options, files, --env, --cities, connectors (of a worker that answers at once). Elsewhere than in this
folder, and for all but \`deno task\`, Deno's own completion goes on to work: load that first, if you have it.

Examples, in this folder:
  source <(deno task -q completions bash)          in this shell only; zsh takes the same line with zsh
  deno task -q completions fish | source
  deno task -q completions bash >> ~/.bashrc       in each new shell; a second time after the folder has moved
  deno task -q completions zsh >> ~/.zshrc         after the line with compinit
  deno task -q completions fish > ~/.config/fish/conf.d/cities-weather.fish`,
  );

async function main(): Promise<ExitCode> {
  command.parse(Deno.args, { from: "user" });
  const [shell] = command.processedArgs as [Shell];
  const root = fileURLToPath(new URL("..", import.meta.url));
  const deno = Deno.execPath();
  print(
    (await makeScript(shell, { root: root.replace(/\/$/, ""), deno }))
      .trimEnd(),
  );
  return exitCode.ok;
}

if (import.meta.main) await runMain(main);
