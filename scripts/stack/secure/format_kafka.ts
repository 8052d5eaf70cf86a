import { UserError } from "../../shared/exit.ts";
import { renderArgumentFile } from "../java_arguments.ts";
import { removeIfThere } from "../files.ts";
import { runCommand } from "../shell.ts";
import { scramArguments } from "./kafka_security.ts";
import { writeSecrets } from "./material.ts";
import type { StackSecurity } from "./security.ts";

/** What {@linkcode formatSecureKafka} runs. */
export interface FormatOptions {
  readonly clusterId: string;
  readonly java: string;
  readonly libraryDir: string;
  /** Folder of the broker's `server.properties`, which says where its data are. */
  readonly configDir: string;
}

/**
 * Makes a folder Kafka's, with the first users in it: only Kafka's own tool can, as their credentials are records of its
 * metadata.
 *
 * @throws {UserError} with what the tool says if it fails.
 */
export async function formatSecureKafka(
  security: StackSecurity,
  { clusterId, java, libraryDir, configDir }: FormatOptions,
): Promise<void> {
  // In a file, passwords are on no command line.
  const path = `${configDir}/format.args`;
  await writeSecrets({
    [path]: renderArgumentFile([
      "-Xmx128m",
      "-XX:+UseSerialGC",
      "-XX:TieredStopAtLevel=1",
      "-Dlog4j2.level=warn",
      "-cp",
      `${libraryDir}/*`,
      "kafka.tools.StorageTool",
      "format",
      "--cluster-id",
      clusterId,
      "--config",
      `${configDir}/server.properties`,
      ...scramArguments(security),
    ]),
  });
  try {
    const { code, text } = await runCommand([java, `@${path}`]);
    if (code === 0) return;
    throw new UserError(
      `Cannot make Kafka's users: its storage tool failed\n  ${
        text.trim().split("\n").slice(-8).join("\n  ")
      }`,
      `look at ${configDir}/server.properties`,
    );
  } finally {
    await removeIfThere(path);
  }
}
