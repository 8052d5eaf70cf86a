import { UserError } from "../shared/exit.ts";
import { projectDir } from "../stack/description.ts";
import { dependencyPlugin, runMaven } from "../stack/maven.ts";
import {
  hashFile,
  type LibraryLock,
  type LockedName,
  pomFiles,
} from "./library_lock.ts";
import { parsePom, spdxOf } from "./pom.ts";

/**
 * Has Maven fetch a class path anew, with each library's pom, and describes it.
 *
 * @throws {UserError} if Maven fails, or a library has no licence.
 */
export async function fetchLibraries(
  name: LockedName,
  context: { readonly javaHome: string },
): Promise<LibraryLock> {
  const folder = await Deno.makeTempDir({ prefix: "libraries-" });
  try {
    await runMaven(`fetch the libraries of ${name}`, context, [
      "--file",
      `${projectDir}${pomFiles[name]}`,
      `${dependencyPlugin}:copy-dependencies`,
      "-DincludeScope=runtime",
      // As repositories have it, since a path tells group, artefact and version, and a file's name does not.
      "-Dmdep.useRepositoryLayout=true",
      "-Dmdep.copyPom=true",
      "-Dmdep.addParentPoms=true",
      `-DoutputDirectory=${folder}`,
    ]);
    const lock: LibraryLock = {};
    for await (const path of listJars(folder)) {
      const { purl, pom, file } = describePath(path);
      const licenses = await findLicenses(folder, pom);
      if (licenses.length === 0) {
        throw new UserError(
          `${purl} says nowhere under which licence it is`,
          "look for it, and decide whether to use this library",
        );
      }
      const sha256 = await hashFile(`${folder}/${path}`);
      lock[file] = { purl, sha256, licenses };
    }
    return lock;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function* listJars(root: string, below = ""): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(`${root}/${below}`)) {
    const path = below === "" ? name : `${below}/${name}`;
    if (isDirectory) yield* listJars(root, path);
    else if (name.endsWith(".jar")) yield path;
  }
}

/** What a jar's path in a repository tells: `group/as/folders/artifact/version/artifact-version[-classifier].jar`. */
export function describePath(
  path: string,
): { readonly purl: string; readonly pom: string; readonly file: string } {
  const parts = path.split("/");
  const [artifact = "", version = "", file = ""] = parts.slice(-3);
  const group = parts.slice(0, -3).join(".");
  const stem = `${artifact}-${version}`;
  const classifier = file.slice(stem.length, -".jar".length).slice(1);
  const suffix = classifier === ""
    ? "?type=jar"
    : `?classifier=${encodeURIComponent(classifier)}&type=jar`;
  return {
    purl: `pkg:maven/${group}/${artifact}@${version}${suffix}`,
    pom: `${parts.slice(0, -1).join("/")}/${stem}.pom`,
    file,
  };
}

async function findLicenses(folder: string, pom: string): Promise<string[]> {
  let path: string | null = pom;
  while (path !== null) {
    const { licenses, parent } = parsePom(
      await Deno.readTextFile(`${folder}/${path}`),
    );
    if (licenses.length > 0) return [...new Set(licenses.flatMap(spdxOf))];
    path = parent;
  }
  return [];
}
