/**
 * `deno task verify`: proves that every record of the topic is in Cassandra, with equal values.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";
import { parseInterval } from "../weather/interval.ts";
import { Option, runMain, taskCommand } from "./shared/cli.ts";
import { type ExitCode, exitCode } from "./shared/exit.ts";
import { readSettings } from "./shared/settings.ts";
import {
  print,
  printError,
  printJson,
  terminalWidth,
} from "./shared/terminal.ts";
import { formatReport } from "./verify/format.ts";
import { isVerified, toJson } from "./verify/report.ts";
import { verifyTopic } from "./verify/verify.ts";

const command = taskCommand(
  "verify",
  "Prove that every record of the topic is in Cassandra, with equal values",
)
  .addOption(
    new Option(
      "--timeout <duration>",
      "how long to wait for the sink to catch up: 10s, 2m, 0",
    ).argParser(readTimeout).default(30_000, "30s"),
  )
  .option("--all", "show every record, and every fault")
  .option("--json", "print what was found as JSON")
  .addHelpText(
    "after",
    `
Reads KAFKA_TOPIC up to its present end and looks up each record's row in CASSANDRA_KEYSPACE.CASSANDRA_TABLE. Rows that
are not right are looked up again until the sink (group connect-CONNECTOR_NAME) has passed their records, or the timeout.
Of two records with the same city and time the newer one counts. A message that is not a weather record must be in the
dead letter topic.

Exit code: 0 every record is where it belongs, 1 some are not, 2 could not be verified (nothing produced yet is this too).

Example:
  deno task produce --once && deno task verify --timeout 10s`,
  );

interface VerifyFlags {
  timeout: number;
  all?: boolean;
  json?: boolean;
}

async function main(): Promise<ExitCode> {
  const { timeout, all = false, json = false } = command
    .parse(Deno.args, { from: "user" }).opts<VerifyFlags>();
  const report = await verifyTopic(readSettings(), {
    timeoutMs: timeout,
    all,
    report: printError,
  });
  if (json) printJson(toJson(report));
  else print(formatReport(report, { width: terminalWidth(), all }));
  return isVerified(report) ? exitCode.ok : exitCode.wrong;
}

function readTimeout(text: string): number {
  if (text === "0") return 0;
  try {
    return parseInterval(text);
  } catch (error) {
    throw new InvalidArgumentError((error as SyntaxError).message);
  }
}

if (import.meta.main) await runMain(main);
