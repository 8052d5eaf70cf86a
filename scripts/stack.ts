/**
 * `deno task up`, `down`, `stack:status` and `stack:logs`: Kafka, Kafka Connect and Cassandra on this machine, without
 * containers.
 *
 * @module
 */
import { runMain, taskCommand } from "./shared/cli.ts";
import { exitCode } from "./shared/exit.ts";
import { readSettings } from "./shared/settings.ts";
import { print, printError } from "./shared/terminal.ts";

const report = printError;

async function up(args: string[]) {
  taskCommand("up", "Start Kafka, Kafka Connect and Cassandra on this machine")
    .addHelpText(
      "after",
      "\nExample:\n  KAFKA_PORT=19092 deno task up\n\nStarts only what does not run yet. Ports, heaps and the folder: see .env.example.",
    )
    .parse(args, { from: "user" });
  const { startStack } = await import("./stack/start.ts");
  const { host, services } = await startStack(readSettings(), { report });
  print(
    `Kafka ${host}:${services.kafka.port}, ` +
      `Connect http://${host}:${services.connect.port}, ` +
      `Cassandra ${host}:${services.cassandra.port} (stop: deno task down)`,
  );
  return exitCode.ok;
}

async function down(args: string[]) {
  const command = taskCommand("down", "Stop what `deno task up` started")
    .option("--wipe", "delete the data, logs and configuration too")
    .addHelpText("after", "\nExample:\n  deno task down --wipe")
    .parse(args, { from: "user" });
  const { wipe = false } = command.opts<{ wipe?: boolean }>();
  const { stopStack } = await import("./stack/stop.ts");
  await stopStack(readSettings(), { report, wipe });
  return exitCode.ok;
}

const commands: Record<string, (args: string[]) => Promise<0 | 1 | 2>> = {
  up,
  down,
};

if (import.meta.main) {
  const [name = "", ...args] = Deno.args;
  await runMain(() => commands[name]!(args));
}
