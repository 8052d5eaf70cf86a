/**
 * `deno task connect:offsets`: how far a connector has consumed; forgets it, or sets it to other records.
 *
 * @module
 */
import { Argument } from "commander";
import { connectApiOf } from "./connect_target.ts";
import { runMain, taskCommand } from "../scripts/shared/cli.ts";
import { type ExitCode, exitCode, UserError } from "../scripts/shared/exit.ts";
import { withAdmin } from "../scripts/shared/kafka_client.ts";
import { readSettings, type Settings } from "../scripts/shared/settings.ts";
import {
  formatTable,
  print,
  printError,
  printJson,
} from "../scripts/shared/terminal.ts";
import { awaitStopped } from "./await_running.ts";
import {
  getConnector,
  getConnectorStatus,
  resetConnectorOffsets,
  setConnectorOffsets,
  setConnectorState,
  type SinkOffset,
} from "./connect_api.ts";
import { retryConnect } from "./connect_retry.ts";
import { type PartitionProgress, readConsumption } from "./consumption.ts";
import { explainRefusal } from "./control.ts";
import { checkOffsets, parseOffset } from "./offset_argument.ts";

const command = taskCommand(
  "connect:offsets",
  "Show how far a connector has consumed, or make it consume from elsewhere",
)
  .addArgument(
    new Argument("[action]", "show, reset (consume all again) or set")
      .choices(["show", "reset", "set"]).default("show"),
  )
  .argument(
    "[offsets...]",
    "for set: TOPIC-PARTITION=OFFSET, the next record to consume",
  )
  .option("--name <connector>", "instead of CONNECTOR_NAME")
  .option("--yes", "change offsets: the connector is stopped meanwhile")
  .option("--json", "print the offsets as JSON")
  .addHelpText(
    "after",
    `
Example:
  deno task connect:offsets
  deno task connect:offsets set cities-0=120 cities-1=88 --yes
  deno task connect:offsets reset --yes

A record that is consumed again is written again: the same row, since rows are known by their keys.`,
  );

type Action = "show" | "reset" | "set";

interface Options {
  readonly name?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

async function main(): Promise<ExitCode> {
  command.parse(Deno.args, { from: "user" });
  const [action, texts] = command.processedArgs as [Action, string[]];
  const { yes = false, json = false, ...options } = command.opts<Options>();
  const settings = readSettings();
  const name = options.name ?? settings.CONNECTOR_NAME;
  if (action === "show") return await show(settings, name, json);
  if ((action === "set") !== (texts.length > 0)) {
    throw new UserError(
      action === "set"
        ? "set needs the offsets to set"
        : "reset takes no offsets: it forgets all of them",
      "deno task connect:offsets set TOPIC-PARTITION=OFFSET ... --yes",
    );
  }
  const offsets = texts.map(parseOffset);
  if (!yes) {
    throw new UserError(
      `This would stop ${name}, ${action} its offsets and start it again`,
      "add --yes to do it",
    );
  }
  checkOffsets(offsets, await readPartitions(settings, name));
  try {
    await change(settings, name, offsets);
  } catch (error) {
    throw explainRefusal(error, name);
  }
  return await show(settings, name, json);
}

async function readPartitions(
  settings: Settings,
  name: string,
): Promise<readonly PartitionProgress[]> {
  const connector = await getConnector(connectApiOf(settings), name);
  if (connector === null) {
    throw new UserError(
      `There is no connector ${name}`,
      "`deno task connect:status` shows those there are",
      exitCode.wrong,
    );
  }
  const { partitions } = await withAdmin(
    settings,
    (admin) => readConsumption(admin, name, connector.config),
  );
  return partitions;
}

async function show(
  settings: Settings,
  name: string,
  json: boolean,
): Promise<ExitCode> {
  const partitions = await readPartitions(settings, name);
  if (json) {
    printJson(
      partitions.map(({ topic, partition, committed, end, lag }) => ({
        topic,
        partition,
        committed: committed?.toString() ?? null,
        end: String(end),
        lag: Number(lag),
      })),
    );
    return exitCode.ok;
  }
  print(
    formatTable(
      ["topic", "partition", "next", "end", "lag"],
      partitions.map(({ topic, partition, committed, end, lag }) => [
        topic,
        String(partition),
        String(committed ?? "-"),
        String(end),
        String(lag),
      ]),
      { right: [1, 2, 3, 4] },
    ),
  );
  return exitCode.ok;
}

/** How long a connector may take to stop, in milliseconds. */
const limitMs = 60_000;

// Connect changes the offsets of stopped connectors only (KIP-875).
async function change(
  settings: Settings,
  name: string,
  offsets: readonly SinkOffset[],
): Promise<void> {
  const api = { ...connectApiOf(settings), timeoutMs: 30_000 };
  const deadline = Date.now() + limitMs;
  const retry = <T>(attempt: () => Promise<T>) =>
    retryConnect(attempt, { deadline });
  const wasRunning = (await getConnectorStatus(api, name))?.connector.state !==
    "STOPPED";
  await retry(() => setConnectorState(api, name, "stop"));
  try {
    await awaitStopped(api, name, { deadline });
    printError(
      await retry(() =>
        offsets.length === 0
          ? resetConnectorOffsets(api, name)
          : setConnectorOffsets(api, name, offsets)
      ),
    );
  } finally {
    if (wasRunning) await retry(() => setConnectorState(api, name, "resume"));
  }
}

if (import.meta.main) await runMain(main);
