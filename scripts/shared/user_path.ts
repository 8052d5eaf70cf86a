import { isAbsolute, join } from "node:path";

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
