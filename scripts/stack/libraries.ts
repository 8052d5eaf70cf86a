import { pathToFileURL } from "node:url";
import {
  lockFiles,
  pomFiles,
  readLock,
  verifyFolder,
} from "../supply_chain/library_lock.ts";
import { type LibraryName, projectDir } from "./description.ts";
import { hashTexts, pathExists, removeIfThere } from "./files.ts";
import { withLock } from "./lock.ts";
import { dependencyPlugin, runMaven } from "./maven.ts";

/**
 * Folder of what Maven fetched and built. All stacks share it, wherever their data is: its folders are named by the
 * hash of what they were made from, and never change.
 */
export const libDir = `${projectDir}.stack/lib`;

const root = pathToFileURL(projectDir);
const sinkDir = `${projectDir}connect/plugin`;

/** What a step needs to know of the machine, and whom to tell. */
export interface BuildContext {
  readonly javaHome: string;
  readonly report: (line: string) => void;
  /** Ends Maven when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes sure that a class path is there, fetched by Maven when its pom has changed, and is what its lock says.
 *
 * @returns the folder with the jars
 * @throws {UserError} if Maven fails, or has fetched something else.
 */
export async function ensureLibrary(
  name: LibraryName,
  { report, ...context }: BuildContext,
): Promise<string> {
  const pom = `${projectDir}${pomFiles[name]}`;
  const hash = await hashTexts([
    await Deno.readTextFile(pom),
    await Deno.readTextFile(`${projectDir}${lockFiles[name]}`),
  ]);
  return await ensureFolder(`${libDir}/${name}-${hash}`, async (folder) => {
    report(`${name}: fetching its libraries with Maven`);
    await runMaven(`fetch the libraries of ${name}`, context, [
      "--file",
      pom,
      `${dependencyPlugin}:copy-dependencies`,
      "-DincludeScope=runtime",
      `-DoutputDirectory=${folder}`,
    ]);
    await verifyFolder(folder, { name, lock: await readLock(name, root) });
  });
}

/**
 * Makes sure that the sink plugin is built from its current sources, with the libraries that its lock says.
 *
 * @returns the folder with the plugin's jars
 * @throws {UserError} if the build fails, or has other libraries.
 */
export async function ensureSinkPlugin(
  { report, ...context }: BuildContext,
): Promise<string> {
  const target = `${libDir}/sink-${await hashSinkSources()}`;
  return await ensureFolder(target, async (folder) => {
    report("connect: building the sink plugin with Maven");
    await runMaven("build the sink plugin", context, [
      "--file",
      `${sinkDir}/pom.xml`,
      "-DskipTests",
      "package",
    ]);
    await copyFiles(`${sinkDir}/target/plugin`, folder);
    await verifyFolder(folder, {
      name: "sink",
      lock: await readLock("sink", root),
      ownJar: /^connect-cassandra-sink-/,
    });
    await removeOlderBuilds();
  });
}

/** Copies the files (no folders) of one folder into another, which is made. */
export async function copyFiles(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isFile } of Deno.readDir(from)) {
    if (isFile) await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

// Stacks use copies of their own, so only the newest build is of use.
async function removeOlderBuilds(): Promise<void> {
  for await (const { name } of Deno.readDir(libDir)) {
    if (/^sink-\w+$/.test(name)) await removeIfThere(`${libDir}/${name}`);
  }
}

async function hashSinkSources(): Promise<string> {
  const paths = [`${sinkDir}/pom.xml`, `${projectDir}${lockFiles.sink}`];
  const folders = [`${sinkDir}/src/main`];
  for (const folder of folders) {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      (isDirectory ? folders : paths).push(`${folder}/${name}`);
    }
  }
  const texts = paths.sort().map(async (path) =>
    `${path.slice(projectDir.length)}\n${await Deno.readTextFile(path)}`
  );
  return await hashTexts(await Promise.all(texts));
}

/**
 * Makes a folder, if it is not there, by filling it aside and moving it in place whole, so that it is never seen half
 * full. Only one process does so at a time, as Maven would get into its own way.
 */
async function ensureFolder(
  target: string,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  if (await pathExists(target)) return target;
  return await withLock(`${libDir}/lock`, async () => {
    // Another process may have made it meanwhile.
    if (await pathExists(target)) return target;
    const folder = `${target}.new`;
    await removeIfThere(folder);
    await fill(folder);
    await Deno.rename(folder, target);
    return target;
  });
}
