import { UserError } from "../shared/exit.ts";
import { runShell } from "./shell.ts";

/** Java's major version: Cassandra 5.0 runs on 11 and 17, Kafka 4 needs 17. */
export const javaVersion = 17;

/** Reads the major version from the text of a Java home's `release` file. */
export function parseJavaRelease(text: string): number | undefined {
  const version = text.match(/^JAVA_VERSION="(\d+)/m)?.[1];
  return version === undefined ? undefined : Number(version);
}

/** Options of {@linkcode findJavaHome}. */
export interface FindJavaOptions {
  /** Folders that may be Java homes, most wanted first. */
  candidates: AsyncIterable<string> | Iterable<string>;
}

/**
 * Finds the home of a JDK of the {@linkcode javaVersion}, even where the `java` on the PATH is newer.
 *
 * @throws {UserError} with how to install one.
 */
export async function findJavaHome(
  { candidates }: FindJavaOptions = { candidates: listJavaHomes() },
): Promise<string> {
  const others: string[] = [];
  for await (const home of candidates) {
    const release = await readIfThere(`${home}/release`);
    if (release === undefined) continue;
    const version = parseJavaRelease(release);
    if (version !== javaVersion) {
      others.push(`${home} (${version ?? "unknown version"})`);
    } else if (!await isFile(`${home}/bin/javac`)) {
      others.push(`${home} (${version}, but without the compiler, javac)`);
    } else {
      return home;
    }
  }
  throw new UserError(
    `Cannot find a JDK ${javaVersion}, which Cassandra 5.0 and Kafka 4 run on` +
      (others.length === 0 ? "" : `; there is ${others.join(", ")}`),
    `Debian and Ubuntu: sudo apt-get install openjdk-${javaVersion}-jdk-headless\n` +
      `macOS: brew install openjdk@${javaVersion}\n` +
      "elsewhere: set JAVA_HOME to its folder",
  );
}

/**
 * Checks that Maven is on the PATH: it fetches the services and builds the sink.
 *
 * @throws {UserError} with how to install it.
 */
export async function checkMaven(): Promise<void> {
  const { code } = await runShell("command -v mvn", []);
  if (code === 0) return;
  throw new UserError(
    "Cannot find Maven (mvn), which fetches the services and builds the sink",
    "Debian and Ubuntu: sudo apt-get install maven\nmacOS: brew install maven",
  );
}

async function* listJavaHomes(): AsyncGenerator<string> {
  const fromEnvironment = Deno.env.get("JAVA_HOME");
  if (fromEnvironment !== undefined && fromEnvironment !== "") {
    yield fromEnvironment;
  }
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    const java = await realPathIfThere(`${folder}/java`);
    if (java !== undefined) yield java.replace(/\/bin\/java$/, "");
  }
  // Debian, Fedora.
  yield* listFolders("/usr/lib/jvm", "");
  // macOS: installers, Homebrew on Apple silicon and on Intel.
  yield* listFolders("/Library/Java/JavaVirtualMachines", "/Contents/Home");
  for (const prefix of ["/opt/homebrew", "/usr/local"]) {
    yield `${prefix}/opt/openjdk@${javaVersion}/libexec/openjdk.jdk/Contents/Home`;
  }
  const home = Deno.env.get("HOME");
  if (home !== undefined) {
    yield* listFolders(`${home}/.sdkman/candidates/java`, "");
  }
}

async function* listFolders(
  parent: string,
  suffix: string,
): AsyncGenerator<string> {
  try {
    const names = [];
    for await (const { name } of Deno.readDir(parent)) names.push(name);
    for (const name of names.sort()) yield `${parent}/${name}${suffix}`;
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

async function realPathIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.realPath(path);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

async function isFile(path: string): Promise<boolean> {
  return await realPathIfThere(path) !== undefined;
}

function isAbsent(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound ||
    error instanceof Deno.errors.NotADirectory ||
    error instanceof Deno.errors.PermissionDenied;
}
