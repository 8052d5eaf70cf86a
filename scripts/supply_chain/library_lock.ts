import * as z from "zod";
import { UserError } from "../shared/exit.ts";

const part = z.strictObject({
  /** Such as `pkg:maven/group/artifact@version`. */
  purl: z.string().startsWith("pkg:maven/"),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** SPDX identifiers where there are, otherwise the names that the authors give. */
  licenses: z.array(z.string().min(1)),
});

/** The Java libraries of one class path by their files' names, as they were when somebody looked at them. */
export const libraryLock = z.record(z.string().endsWith(".jar"), part);

/** See {@linkcode libraryLock}. */
export type LibraryLock = z.infer<typeof libraryLock>;

/** The class paths that have a lock, and where it is from the project's root. */
export const lockFiles = {
  kafka: "scripts/stack/kafka/libraries.json",
  cassandra: "scripts/stack/cassandra/libraries.json",
  sink: "connect/plugin/libraries.json",
} as const;

/** The pom of each class path. */
export const pomFiles = {
  kafka: "scripts/stack/kafka/pom.xml",
  cassandra: "scripts/stack/cassandra/pom.xml",
  sink: "connect/plugin/pom.xml",
} as const satisfies Record<keyof typeof lockFiles, string>;

/** One of the class paths of {@linkcode lockFiles}. */
export type LockedName = keyof typeof lockFiles;

/** The names of {@linkcode lockFiles}. */
export const lockedNames = Object.keys(lockFiles) as LockedName[];

/** What of the lock and a folder of jars is not the same, a line each. */
export async function compareFolder(
  folder: string,
  lock: LibraryLock,
  { ownJar }: {
    /** Tells the jars that are built here, which no lock has. */
    readonly ownJar?: RegExp;
  } = {},
): Promise<string[]> {
  const faults: string[] = [];
  const missing = new Set(Object.keys(lock));
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.endsWith(".jar") || ownJar?.test(name)) continue;
    missing.delete(name);
    const locked = lock[name];
    if (locked === undefined) {
      faults.push(`${name} is not in it`);
    } else if (await hashFile(`${folder}/${name}`) !== locked.sha256) {
      faults.push(`${name} is another file than the one in it`);
    }
  }
  for (const name of missing) faults.push(`${name} was not fetched`);
  return faults.sort();
}

/**
 * Makes sure that a folder has the jars of the lock, and no others.
 *
 * @throws {UserError} naming each jar that is missing, unknown or changed.
 */
export async function verifyFolder(
  folder: string,
  { name, lock, ownJar }: {
    readonly name: LockedName;
    readonly lock: LibraryLock;
    readonly ownJar?: RegExp;
  },
): Promise<void> {
  const faults = await compareFolder(
    folder,
    lock,
    ownJar === undefined ? {} : { ownJar },
  );
  if (faults.length === 0) return;
  throw new UserError(
    `What Maven fetched is not what ${lockFiles[name]} says:\n  ${
      faults.join("\n  ")
    }`,
    `if you changed ${
      pomFiles[name]
    }, run \`deno task deps:lock\` and look at the difference; otherwise somebody has changed these files on their way: do not run them`,
  );
}

/** SHA-256 of a file, in hexadecimal. */
export async function hashFile(path: string): Promise<string> {
  const digest = await crypto.subtle.digest(
    "SHA-256",
    await Deno.readFile(path),
  );
  return new Uint8Array(digest).toHex();
}

/** The lock as it is committed. */
export function printLock(lock: LibraryLock): string {
  const sorted = Object.entries(lock).sort(([a], [b]) => a < b ? -1 : 1);
  return `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`;
}

/** Reads the lock of a class path, from the project's root. */
export async function readLock(
  name: LockedName,
  root: URL,
): Promise<LibraryLock> {
  const text = await Deno.readTextFile(new URL(lockFiles[name], root));
  return libraryLock.parse(JSON.parse(text));
}
