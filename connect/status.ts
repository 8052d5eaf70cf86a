/**
 * `deno task connect:status`: what each connector does, how far it is, and why what failed has failed.
 *
 * @module
 */
import { connectApiOf } from "./connect_target.ts";
import { setTimeout as wait } from "node:timers/promises";
import { runMain, taskCommand } from "../scripts/shared/cli.ts";
import { type ExitCode, exitCode, UserError } from "../scripts/shared/exit.ts";
import { withAdmin } from "../scripts/shared/kafka_client.ts";
import { readSettings, type Settings } from "../scripts/shared/settings.ts";
import {
  clearScreen,
  print,
  printError,
  printJson,
} from "../scripts/shared/terminal.ts";
import {
  countOffsets,
  fetchTopicRange,
} from "../scripts/shared/topic_reader.ts";
import { diffConfigs } from "./config_diff.ts";
import {
  getConnector,
  getConnectorStatus,
  listConnectors,
} from "./connect_api.ts";
import { readConsumption } from "./consumption.ts";
import { deadLetterTopicOf } from "./dead_letters.ts";
import { readConnectors } from "./desired_connectors.ts";
import type { NamedConfig } from "./sink_config.ts";
import {
  buildReport,
  type ConnectorReport,
  isHealthy,
  printStatus,
} from "./status_report.ts";

const command = taskCommand(
  "connect:status",
  "Show each connector's state, tasks, lag and dead letters",
)
  .argument("[names...]", "connectors, instead of all")
  .option(
    "--check",
    "exit 1 if the code's connector is missing, differs or does not run",
  )
  .option("--env <name>", "compare with connect/environments/<name>.ts")
  .option("--watch [seconds]", "go on, each 2 seconds or as given")
  .option("--json", "print all that is known as JSON")
  .addHelpText(
    "after",
    `
Example:
  deno task connect:status --watch
  deno task connect:status --check || deno task connect:plan

Exit code: 0 all shown run, 1 one does not (or, with --check, differs), 2 that could not be found out.`,
  );

interface Options {
  readonly check?: boolean;
  readonly env?: string;
  readonly watch?: true | string;
  readonly json?: boolean;
}

async function main(): Promise<ExitCode> {
  command.parse(Deno.args, { from: "user" });
  const options = command.opts<Options>();
  const settings = readSettings();
  const inCode = await readConnectors({
    files: [],
    settings,
    env: options.env,
  });
  while (true) {
    const reports = await readReports(settings, {
      names: command.args,
      inCode,
    });
    if (options.json) printJson(reports);
    else {
      if (options.watch) clearScreen();
      print(
        reports.length === 0
          ? "no connector is deployed: deno task connect:deploy"
          : printStatus(reports),
      );
    }
    if (!options.watch) return judge(reports, { check: options.check, inCode });
    await wait(1000 * (Number(options.watch) > 1 ? Number(options.watch) : 2));
  }
}

async function readReports(
  settings: Settings,
  { names, inCode }: {
    readonly names: readonly string[];
    readonly inCode: readonly NamedConfig[];
  },
): Promise<ConnectorReport[]> {
  const api = connectApiOf(settings);
  const existing = await listConnectors(api);
  const missing = names.find((name) => !existing.includes(name));
  if (missing !== undefined) {
    throw new UserError(
      `There is no connector ${missing}`,
      `name one of those there are: ${existing.sort().join(", ") || "none"}`,
      exitCode.wrong,
    );
  }
  const shown = existing.filter((name) =>
    names.length === 0 || names.includes(name)
  ).sort();
  const reports = await Promise.all(shown.map(async (name) => {
    const [connector, status] = await Promise.all([
      getConnector(api, name),
      getConnectorStatus(api, name),
    ]);
    // It may be deleted just now.
    if (connector === null || status === null) return [];
    const { config } = connector;
    const wanted = inCode.find((other) => other.name === name);
    return [buildReport({
      status,
      config,
      ...await readProgress(settings, { name, config }),
      asInCode: wanted === undefined
        ? null
        : diffConfigs(config, wanted.config).length === 0,
    })];
  }));
  return reports.flat();
}

async function readProgress(
  settings: Settings,
  { name, config }: NamedConfig,
): Promise<
  Pick<Parameters<typeof buildReport>[0], "partitions" | "deadLetters">
> {
  // A source connector consumes nothing.
  if (config.topics === undefined && config["topics.regex"] === undefined) {
    return { partitions: [], deadLetters: null };
  }
  try {
    return await withAdmin(settings, async (admin) => {
      const topic = deadLetterTopicOf(config);
      return {
        partitions: (await readConsumption(admin, name, config)).partitions,
        deadLetters: topic === null
          ? null
          : countOffsets(await fetchTopicRange(admin, topic) ?? new Map()),
      };
    });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    printError(`lag is not known: ${error.message}`);
    return { partitions: null, deadLetters: null };
  }
}

function judge(
  reports: readonly ConnectorReport[],
  { check = false, inCode }: {
    readonly check?: boolean | undefined;
    readonly inCode: readonly NamedConfig[];
  },
): ExitCode {
  if (check) {
    for (const { name } of inCode) {
      const report = reports.find((other) => other.name === name);
      if (report?.asInCode && isHealthy(report)) continue;
      printError(
        report === undefined
          ? `${name} is not deployed: deno task connect:deploy`
          : report.asInCode
          ? `${name} does not run`
          : `${name} differs from the code: deno task connect:plan shows how`,
      );
      return exitCode.wrong;
    }
  }
  return reports.every(isHealthy) ? exitCode.ok : exitCode.wrong;
}

if (import.meta.main) await runMain(main);
