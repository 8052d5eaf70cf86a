import { UserError } from "../scripts/shared/exit.ts";
import { projectDir } from "../scripts/stack/description.ts";
import {
  hashTexts,
  pathExists,
  removeIfThere,
} from "../scripts/stack/files.ts";
import { findJavaHome } from "../scripts/stack/java.ts";
import { copyFiles, libDir } from "../scripts/stack/libraries.ts";
import { withLock } from "../scripts/stack/lock.ts";
import { pickMavenErrors } from "../scripts/stack/maven.ts";
import { runCommand } from "../scripts/stack/shell.ts";

/** Options of the builds. */
export interface BuildOptions {
  /** Takes a line about the progress. */
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Builds the stock sink's stand-in: the oracle's adapter on DataStax' engine, which does with each record no more than
 * hand it to the engine and note its failure.
 *
 * @returns the folder with its jars
 */
export function buildEngineSink(options: BuildOptions): Promise<string> {
  return buildModule({
    name: "engine",
    folder: `${projectDir}tests/oracle`,
    // The module and the pom above it.
    parts: ["pom.xml", "adapter/pom.xml", "adapter/src"],
    module: "adapter",
  }, options);
}

/**
 * Builds the load and the driver's limit, in Java.
 *
 * @returns the folder with its jars
 */
export function buildJavaRivals(options: BuildOptions): Promise<string> {
  return buildModule({
    name: "java",
    folder: `${projectDir}bench/rivals/java`,
    parts: ["pom.xml", "src"],
    module: ".",
  }, options);
}

/**
 * Installs the Python rival's packages.
 *
 * @returns the folder of its virtual environment
 * @throws {UserError} if there is no Python or a package cannot be had.
 */
export async function installPython({ report, signal }: BuildOptions) {
  const requirements = `${projectDir}bench/rivals/python/requirements.txt`;
  const hash = await hashTexts([await Deno.readTextFile(requirements)]);
  return await ensureFolder(
    `${libDir}/bench-python-${hash}`,
    async (folder) => {
      report("python: installing kafka-python and cassandra-driver");
      for (
        const command of [
          ["python3", "-m", "venv", folder],
          // Its name changes when it is whole, so its `pip` would not find its Python: it is asked by that.
          [
            `${folder}/bin/python`,
            "-m",
            "pip",
            "install",
            "-q",
            // Built packages only: to build one, others would be fetched by no hash.
            "--require-hashes",
            "--only-binary",
            ":all:",
            "-r",
            requirements,
          ],
        ]
      ) {
        const { code, text } = await runCommand(command, { signal });
        signal.throwIfAborted();
        if (code !== 0) {
          throw new UserError(
            `${command[0]}: ${text.trim().split("\n").at(-1) ?? ""}`,
            "install Python 3.10 or later with venv and pip",
          );
        }
      }
    },
  );
}

interface Module {
  readonly name: string;
  readonly folder: string;
  readonly parts: readonly string[];
  readonly module: string;
}

async function buildModule(
  { name, folder, parts, module }: Module,
  { report, signal }: BuildOptions,
): Promise<string> {
  const files = new Map<string, string>();
  for (const part of parts) await readFiles(`${folder}/${part}`, files);
  const hash = await hashTexts([...files].flat());
  return await ensureFolder(
    `${libDir}/bench-${name}-${hash}`,
    async (target) => {
      report(`${name}: building with Maven`);
      // In a copy, as someone else may be building the same sources for tests.
      const copy = await Deno.makeTempDir({ prefix: "cities-weather-build-" });
      try {
        for (const [path, text] of files) {
          const to = copy + path.slice(folder.length);
          await Deno.mkdir(to.slice(0, to.lastIndexOf("/")), {
            recursive: true,
          });
          await Deno.writeTextFile(to, text);
        }
        const { code, text } = await runCommand(
          [
            "mvn",
            "-q",
            "-B",
            "--strict-checksums",
            "-Dstyle.color=never",
            "package",
          ].concat([
            "--file",
            `${copy}/${module}/pom.xml`,
          ]),
          { env: { JAVA_HOME: await findJavaHome() }, signal },
        );
        signal.throwIfAborted();
        if (code !== 0) {
          throw new UserError(
            `Cannot build ${folder}: Maven failed\n  ${
              pickMavenErrors(text).join("\n  ")
            }`,
          );
        }
        await copyFiles(`${copy}/${module}/target/lib`, target);
      } finally {
        await Deno.remove(copy, { recursive: true });
      }
    },
  );
}

async function readFiles(
  path: string,
  into: Map<string, string>,
): Promise<void> {
  if ((await Deno.stat(path)).isFile) {
    into.set(path, await Deno.readTextFile(path));
    return;
  }
  const names = [];
  for await (const { name } of Deno.readDir(path)) names.push(name);
  for (const name of names.sort()) await readFiles(`${path}/${name}`, into);
}

async function ensureFolder(
  target: string,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  return await withLock(`${libDir}/lock`, async () => {
    if (await pathExists(target)) return target;
    const folder = `${target}.new`;
    await removeIfThere(folder);
    await fill(folder);
    await Deno.rename(folder, target);
    return target;
  });
}
