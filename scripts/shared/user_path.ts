import { isAbsolute, join } from "node:path";
import { UserError } from "./exit.ts";

/**
 * A path as its user meant it: from the folder he is in, which `deno task` leaves for the project's own and names in
 * INIT_CWD.
 */
export function userPath(
  path: string,
  startDir: string | undefined = Deno.env.get("INIT_CWD"),
): string {
  return startDir === undefined || isAbsolute(path)
    ? path
    : join(startDir, path);
}

/**
 * Tells of a file that a task's permissions do not let it read, which end at the folder that it is started in.
 *
 * @param task the task as it reads standard input, to which the file can be piped
 */
export function explainUnreadable(
  path: string,
  { task, cause }: { readonly task: string; readonly cause: unknown },
): UserError {
  return new UserError(
    `Cannot read ${path}: this task may read the folder that it is started in, and neither .env nor .stack`,
    `start it in the file's folder, or pipe the file: ${task} < ${path}`,
    2,
    { cause },
  );
}
