import { UserError } from "../shared/exit.ts";
import { runCommand } from "./shell.ts";

/** Copies libraries. Its version is pinned since Maven's own choice differs between its versions. */
export const dependencyPlugin =
  "org.apache.maven.plugins:maven-dependency-plugin:3.8.1";

/**
 * Runs Maven, which refuses what does not have its repository's checksum.
 *
 * @throws {UserError} with the lines of its output that tell what is wrong.
 */
export async function runMaven(
  action: string,
  { javaHome, signal }: {
    readonly javaHome: string;
    readonly signal?: AbortSignal | undefined;
  },
  args: readonly string[],
): Promise<void> {
  const { code, text } = await runCommand(
    [
      "mvn",
      "--batch-mode",
      "--quiet",
      "--strict-checksums",
      "-Dstyle.color=never",
      ...args,
    ],
    { env: { JAVA_HOME: javaHome }, signal },
  );
  signal?.throwIfAborted();
  if (code === 0) return;
  throw new UserError(
    `Cannot ${action}: Maven failed\n  ${pickMavenErrors(text).join("\n  ")}`,
    `see all of it with: mvn ${args.join(" ")}`,
  );
}

/** Picks, of what Maven printed, the lines that tell what is wrong, without its general advice. */
export function pickMavenErrors(text: string): string[] {
  const lines = text.split("\n").map((line) => line.trimEnd());
  const errors = lines
    .filter((line) => line.startsWith("[ERROR]"))
    .map((line) => line.slice("[ERROR]".length).trim())
    .filter((line) =>
      line !== "" &&
      !/^(-> \[Help|To see the full stack|Re-run Maven|For more information|\[Help \d+\]|After correcting)/
        .test(line)
    );
  // It says what the compiler said twice.
  const telling = [...new Set(errors)].slice(0, 10);
  return telling.length > 0 ? telling : lines.slice(-10);
}
