import { hashTexts, pathExists } from "./files.ts";

// A JVM that finds its classes loaded and checked in an archive of its own kind (class data sharing) starts Kafka in
// three fifths of the time. Cassandra's cannot be archived: Java refuses it to programs with an agent, and it has one.

/** How a JVM shares its classes. */
export interface ClassArchive {
  /** What `java` gets for it. */
  readonly javaArguments: readonly string[];
  /** The archive that the JVM writes when it is asked to end, and where it belongs then; null where that one exists. */
  readonly pending: PendingArchive | null;
}

/** An archive that comes to be when a process ends. */
export interface PendingArchive {
  readonly writtenTo: string;
  readonly target: string;
}

/** What {@linkcode chooseClassArchive} needs. */
export interface ClassArchiveOptions {
  readonly javaHome: string;
  /** Folder with the service's jars; the archive goes beside it. */
  readonly libraryDir: string;
  /** Absolute path of a file that no other process writes to. */
  readonly ownFile: string;
}

/** Lets a service's JVM use the archive of an earlier one, or makes it write one. */
export async function chooseClassArchive(
  service: string,
  { javaHome, libraryDir, ownFile }: ClassArchiveOptions,
): Promise<ClassArchive> {
  // Another Java, though in the same folder, cannot read it.
  const release = await Deno.readTextFile(`${javaHome}/release`);
  const target = `${libraryDir}.${service}-${await hashTexts([
    javaHome,
    release,
  ])}.jsa`;
  return await pathExists(target)
    ? { javaArguments: [`-XX:SharedArchiveFile=${target}`], pending: null }
    : {
      javaArguments: [`-XX:ArchiveClassesAtExit=${ownFile}`],
      pending: { writtenTo: ownFile, target },
    };
}

/** Puts an archive in its place, whole, for the next start; a JVM that was killed has written none. */
export async function keepClassArchive(
  { writtenTo, target }: PendingArchive,
): Promise<void> {
  if (!await pathExists(writtenTo)) return;
  const whole = `${target}.${crypto.randomUUID()}`;
  await Deno.copyFile(writtenTo, whole);
  await Deno.rename(whole, target);
  await Deno.remove(writtenTo);
}
