import type { CqlFile } from "./lexer.ts";

/** The directory of the project's CQL files. */
export const cqlDirectory = new URL(".", import.meta.url);

/** How the tables are laid out: `simple`, one table, or `bucketed`, for many cities and years; see `cql/README.md`. */
export const layouts = ["simple", "bucketed"] as const;

/** How the tables are laid out; see {@linkcode layouts}. */
export type Layout = typeof layouts[number];

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

/** Reads the CQL files that make a layout's keyspace and tables. */
export async function readLayoutFiles(layout: Layout): Promise<CqlFile[]> {
  const root = await readCqlFiles();
  if (layout === "simple") return root;
  return [
    ...root.filter(({ name }) => name === keyspaceFile),
    ...await readBucketedFiles(),
  ];
}

/** Reads the CQL files of all layouts. */
export async function readAllCqlFiles(): Promise<CqlFile[]> {
  return [...await readCqlFiles(), ...await readBucketedFiles()];
}

const keyspaceFile = "001_keyspace.cql";

async function readBucketedFiles(): Promise<CqlFile[]> {
  const files = await readCqlFiles(new URL("bucketed/", cqlDirectory));
  return files.map(({ name, text }) => ({ name: `bucketed/${name}`, text }));
}
