/**
 * `deno task verify`: proves that every record of the topic is in Cassandra, with equal values.
 *
 * @module
 */
import { Option, runMain, taskCommand } from "./shared/cli.ts";
import { serveMetrics } from "./metrics/server.ts";
import { metricsPortOption, readMetricsSettings } from "./metrics/settings.ts";
import { VerifyMetrics } from "./metrics/verify_metrics.ts";
import { readDuration } from "./produce/options.ts";
import { stopSignal } from "./produce/stop_signal.ts";
import { type ExitCode, exitCode, UserError } from "./shared/exit.ts";
import { readSettings } from "./shared/settings.ts";
import {
  print,
  printError,
  printJson,
  terminalWidth,
} from "./shared/terminal.ts";
import { formatReport } from "./verify/format.ts";
import { readPercent, readSince } from "./verify/options.ts";
import { createProgressReport } from "./verify/progress_report.ts";
import { isVerified, toJson } from "./verify/report.ts";
import { writeMetricsFile } from "./verify/state.ts";
import { verifyTopic } from "./verify/verify.ts";

const command = taskCommand(
  "verify",
  "Prove that every record of the topic is in Cassandra, with equal values",
)
  .addOption(
    new Option(
      "--timeout <duration>",
      "how long to wait for a sink that makes no progress: 10s, 2m, 0",
    ).argParser(readTimeout).default(30_000, "30s"),
  )
  .option("--sample <percent>", "only so many of the records", readPercent)
  .option(
    "--since <time>",
    "only records that came since: 1h, 2026-11-25T08:00Z",
    (text) => readSince(text, Date.now()),
  )
  .option("--both-ways", "find rows that no record explains, too")
  .option("--resume", "go on after what the last verification read")
  .addOption(metricsPortOption("verify"))
  .option("--all", "show more than the latest records and the first faults")
  .option("--json", "print what was found as JSON")
  .addHelpText(
    "after",
    `
Reads KAFKA_TOPIC up to its present end and looks up each record's row in CASSANDRA_KEYSPACE.CASSANDRA_TABLE (with
CASSANDRA_LAYOUT=bucketed in …_by_month, and each city's newest record in …_latest). Rows that are not right are looked
up again until the sink (group connect-CONNECTOR_NAME) has passed their records, or the timeout.
Of two records with the same city and time the newer one counts. A message that is not a weather record must be in the
dead letter topic. What is still not right is told with its cause. Memory does not grow with the topic.

How far it came is kept in .cache/verify: --resume goes on there, and looks again at the faults that were found. The
result's metrics are there as well, in KAFKA_TOPIC.prom, for the textfile collector of Prometheus' node exporter.

Exit code: 0 every record is where it belongs, 1 some are not, 2 could not be verified (nothing produced yet is this too).

Examples:
  deno task produce --once && deno task verify --timeout 10s
  deno task verify --since 1h --json    # what came in the last hour
  deno task verify --both-ways          # every row has its record, too`,
  );

interface VerifyFlags {
  timeout: number;
  sample?: number;
  since?: number;
  bothWays?: boolean;
  resume?: boolean;
  metricsPort?: number;
  all?: boolean;
  json?: boolean;
}

async function main(): Promise<ExitCode> {
  const { timeout, metricsPort, all = false, json = false, ...chosen } = command
    .parse(Deno.args, { from: "user" }).opts<VerifyFlags>();
  refuseContradictions(chosen);
  const settings = readSettings();
  const metricsSettings = readMetricsSettings("verify", metricsPort);
  const metrics = new VerifyMetrics();
  await using server = metricsSettings === null
    ? null
    : serveMetrics(metrics.registry, metricsSettings);
  if (server !== null) printError(`metrics: ${server.url}`);
  const report = await verifyTopic(settings, {
    ...chosen,
    timeoutMs: timeout,
    all,
    progress: createProgressReport(),
    onCount: (ledger) => metrics.count(ledger),
    signal: stopSignal().signal,
  });
  metrics.finish(report, Date.now());
  await writeMetricsFile(settings, await metrics.registry.metrics());
  if (json) printJson(toJson(report));
  else print(formatReport(report, { width: terminalWidth(), all }));
  return isVerified(report) ? exitCode.ok : exitCode.wrong;
}

function refuseContradictions(
  { sample, since, bothWays, resume }: Partial<VerifyFlags>,
): void {
  if (bothWays && (sample !== undefined || resume)) {
    throw new UserError(
      `--both-ways needs all records, so it does not go with ${
        resume ? "--resume" : "--sample"
      }`,
      "leave one of them away",
    );
  }
  if (resume && (sample !== undefined || since !== undefined)) {
    throw new UserError(
      `--resume says where to begin, so it does not go with ${
        sample === undefined ? "--since" : "--sample"
      }`,
      "leave one of them away",
    );
  }
}

function readTimeout(text: string): number {
  return text === "0" ? 0 : readDuration(text);
}

if (import.meta.main) await runMain(main);
