/**
 * `deno task watch`: how the pipeline does, on a screen that is written anew; or once, in a line with an exit code.
 *
 * @module
 */
import { setTimeout as wait } from "node:timers/promises";
import { InvalidArgumentError } from "commander";
import { CassandraSource } from "./dashboard/cassandra_source.ts";
import { KafkaSource } from "./dashboard/kafka_source.ts";
import { Monitor } from "./dashboard/monitor.ts";
import type { Snapshot } from "./dashboard/snapshot.ts";
import { PipelineMetrics } from "./metrics/pipeline_metrics.ts";
import { serveMetrics } from "./metrics/server.ts";
import { metricsPortOption, readMetricsSettings } from "./metrics/settings.ts";
import { readDuration } from "./produce/options.ts";
import { stopSignal } from "./produce/stop_signal.ts";
import { Option, runMain, taskCommand } from "./shared/cli.ts";
import { type ExitCode, exitCode } from "./shared/exit.ts";
import { readSettings } from "./shared/settings.ts";
import {
  openScreen,
  print,
  printError,
  printJson,
  withoutControls,
} from "./shared/terminal.ts";
import { formatSnapshot } from "./watch/format.ts";
import {
  judgePipeline,
  type Limits,
  type WatchVerdict,
} from "./watch/verdict.ts";

/** How long `--once` waits for an answer of every part, in milliseconds. */
const onceMs = 20_000;

/** How often `--once` looks whether all have answered. */
const lookMs = 50;

const command = taskCommand(
  "watch",
  "Show how the pipeline does, live; or once, for cron",
)
  .option("--once", "look once, print one line and end")
  .option("--max-lag <records>", "the sink may be so far behind", readCount)
  .addOption(
    new Option("--max-age <duration>", "the newest row may be so old: 5m, 1h")
      .argParser(readDuration),
  )
  .option("--max-dead-letters <records>", "there may be so many", readCount)
  .addOption(
    new Option("--interval <duration>", "how often the screen is written")
      .argParser(readDuration).default(2_000, "2s"),
  )
  .addOption(metricsPortOption("watch"))
  .option("--json", "with --once, print all that was seen as JSON")
  .addHelpText(
    "after",
    `
The age of a row counts from when it was written. Without limits only what has failed or does not run is wrong.

Exit code of --once: 0 all is well, 1 something is wrong, 2 that could not be told. Without it: 0, at Ctrl-C.

Examples:
  deno task watch
  deno task watch --once --max-lag 100 --max-age 5m --max-dead-letters 0 || mail-the-operator
  deno task watch --metrics-port 9465 > /dev/null    # for Prometheus`,
  );

interface WatchFlags {
  once?: boolean;
  maxLag?: number;
  maxAge?: number;
  maxDeadLetters?: number;
  interval: number;
  metricsPort?: number;
  json?: boolean;
}

async function main(): Promise<ExitCode> {
  const flags = command.parse(Deno.args, { from: "user" }).opts<WatchFlags>();
  const settings = readSettings();
  const metricsSettings = flags.once
    ? null
    : readMetricsSettings("watch", flags.metricsPort);
  const { signal } = stopSignal();
  const monitor = new Monitor({
    settings,
    kafka: new KafkaSource(settings),
    cassandra: new CassandraSource(settings),
  });
  const watching = monitor.run(signal);
  const limits: Limits = {
    maxLag: flags.maxLag,
    maxAgeMs: flags.maxAge,
    maxDeadLetters: flags.maxDeadLetters,
  };
  if (flags.once) {
    const snapshot = await lookOnce(monitor, signal);
    const verdict = judgePipeline(snapshot, limits);
    if (flags.json) printJson({ ...verdict, snapshot });
    else print(`${verdict.status}: ${withoutControls(verdict.reason)}`);
    return exitCodes[verdict.status];
  }
  const metrics = new PipelineMetrics();
  await using server = metricsSettings === null
    ? null
    : serveMetrics(metrics.registry, metricsSettings);
  if (server !== null) printError(`metrics: ${server.url}`);
  await Promise.race([
    watching,
    show(monitor, { limits, metrics, intervalMs: flags.interval, signal }),
  ]);
  return exitCode.ok;
}

const exitCodes: Readonly<Record<WatchVerdict["status"], ExitCode>> = {
  ok: exitCode.ok,
  wrong: exitCode.wrong,
  unknown: exitCode.couldNot,
};

/** The first snapshot in which every part has answered, or the one at the end of patience. */
async function lookOnce(
  monitor: Monitor,
  signal: AbortSignal,
): Promise<Snapshot> {
  const deadline = performance.now() + onceMs;
  while (true) {
    const snapshot = monitor.snapshot();
    const { kafka, connect, cassandra, connector } = snapshot;
    // Amid a rebalance a worker that is up does not say what the connector does.
    const hasAll = [kafka, connect, cassandra]
      .every(({ health }) => health.state !== "unknown") &&
      (connector.state !== undefined || connect.health.state === "down");
    if (hasAll || signal.aborted || performance.now() > deadline) {
      return snapshot;
    }
    await wait(lookMs);
  }
}

async function show(
  monitor: Monitor,
  { limits, metrics, intervalMs, signal }: {
    limits: Limits;
    metrics: PipelineMetrics;
    intervalMs: number;
    signal: AbortSignal;
  },
): Promise<void> {
  using screen = openScreen();
  let last = "";
  while (!signal.aborted) {
    const snapshot = monitor.snapshot();
    const verdict = judgePipeline(snapshot, limits);
    metrics.update(snapshot);
    if (screen !== undefined) screen.show(formatSnapshot(snapshot, verdict));
    // Elsewhere a line for each change, as in a log.
    else if (verdict.status !== last) {
      print(
        `${new Date(snapshot.at).toISOString()} ${verdict.status}: ${
          withoutControls(verdict.reason)
        }`,
      );
    }
    last = verdict.status;
    await wait(intervalMs, undefined, { signal }).catch(() => {});
  }
}

function readCount(text: string): number {
  if (!/^\d{1,15}$/.test(text)) {
    throw new InvalidArgumentError("Expected a number of records");
  }
  return Number(text);
}

if (import.meta.main) await runMain(main);
