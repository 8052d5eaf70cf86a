import { RootCommand } from "@bomb.sh/tab";
import { completionRequest } from "../shared/completion_request.ts";

/** A task as `deno.json` has it. */
interface Task {
  readonly command: string;
  readonly description: string;
}

/**
 * Prints how the last of the words after `deno task` may go on: a task's name, or what the task itself answers.
 *
 * @param root folder of the project
 */
export async function completeTask(
  root: URL,
  words: readonly string[],
): Promise<void> {
  const { tasks } = JSON.parse(
    await Deno.readTextFile(new URL("deno.json", root)),
  ) as { tasks: Record<string, Task> };
  const [name = "", ...rest] = words;
  if (rest.length === 0) {
    const completion = new RootCommand();
    for (const [task, { description }] of Object.entries(tasks)) {
      completion.command(task, description);
    }
    completion.parse([name]);
    return;
  }
  const args = denoArguments(tasks[name]?.command);
  if (args === undefined || !(await isOwnCommand(root, args))) return;
  await new Deno.Command(Deno.execPath(), {
    args: [...args, completionRequest, ...rest],
    cwd: root,
    stdin: "null",
    stdout: "inherit",
    stderr: "null",
  }).output();
}

/**
 * What Deno gets to run a task that is one of this project's own commands; undefined for another, which must not be run
 * to be asked.
 */
export function denoArguments(
  command: string | undefined,
): string[] | undefined {
  // Nothing is read from the caller's folder to complete words.
  const plain = command?.replaceAll(/"([^" ]*),\$INIT_CWD"/g, "$1");
  const [deno, ...args] = plain?.split(" ") ?? [];
  const isPlain = plain !== undefined && /^[\w ./:,*=-]+$/.test(plain);
  return isPlain && deno === "deno" && args[0] === "run" ? args : undefined;
}

// What would not understand the request must not be run by somebody's Tab.
async function isOwnCommand(
  root: URL,
  args: readonly string[],
): Promise<boolean> {
  const script = args.find((arg) => /^[^-].*\.ts$/.test(arg));
  return script !== undefined &&
    (await Deno.readTextFile(new URL(script, root))).includes("runMain(");
}
