import type { CqlFile } from "./lexer.ts";

/** The directory of the project's CQL files. */
export const cqlDirectory = new URL(".", import.meta.url);

/** Reads a directory's `*.cql` files in the order of their names, which is that of their numbers. */
export async function readCqlFiles(
  directory: URL = cqlDirectory,
): Promise<CqlFile[]> {
  const names = [];
  for await (const { name, isFile } of Deno.readDir(directory)) {
    if (isFile && name.endsWith(".cql")) names.push(name);
  }
  return await Promise.all(
    names.sort().map(async (name) => ({
      name,
      text: await Deno.readTextFile(new URL(name, directory)),
    })),
  );
}
