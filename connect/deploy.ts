/**
 * `deno task connect:deploy`: makes the connector run as the code says, proves that it does, and puts back what was
 * there if it does not.
 *
 * @module
 */
import { connectApiOf } from "./connect_target.ts";
import { Option } from "commander";
import { readDuration } from "../scripts/produce/options.ts";
import { runMain, taskCommand } from "../scripts/shared/cli.ts";
import { type ExitCode, exitCode, UserError } from "../scripts/shared/exit.ts";
import { readSettings } from "../scripts/shared/settings.ts";
import { print, printError, printJson } from "../scripts/shared/terminal.ts";
import { diffConfigs } from "./config_diff.ts";
import { getConnector } from "./connect_api.ts";
import type { ConnectApi } from "./connect_http.ts";
import {
  deployConnector,
  type DeployOptions,
  type DeployReport,
} from "./deploy_connector.ts";
import { printDeployReport } from "./deploy_report.ts";
import { readConnectors } from "./desired_connectors.ts";
import { defaultProject, findPrunable, ownerOf } from "./ownership.ts";
import { checkBeforeDeploy } from "./preflight.ts";
import { pruneConnectors, pruneReason } from "./prune.ts";
import type { NamedConfig } from "./sink_config.ts";
import { createSinkObserver } from "./sink_observer.ts";

const command = taskCommand(
  "connect:deploy",
  "Deploy the connector and wait until it runs and consumes; undo what does not",
)
  .argument("[files...]", "connector JSON to deploy instead of the one in code")
  .addOption(
    new Option("--timeout <duration>", "for the tasks to run and consume")
      .argParser(readDuration).default(60_000, "60s"),
  )
  .option("--env <name>", "as connect/environments/<name>.ts has it")
  .option("--dry-run", "only say what would change")
  .option(
    "--prune",
    "afterwards delete what was deployed for this project (and --env) and is not deployed now",
  )
  .option("--project <name>", "whose connectors these are", defaultProject)
  .option("--no-validate", "skip the checks made before anything is changed")
  .option("--no-rollback", "on failure leave the new config in place")
  .option("--json", "print the outcome as JSON")
  .addHelpText(
    "after",
    `
Example:
  deno task connect:plan && deno task connect:deploy
  deno task connect:deploy --timeout 2m my-connector.json
  deno task connect:deploy --prune sinks/*.json

Each config gets the setting citiesweather.deployed-by (the project, and the --env): --prune deletes only connectors that
have it, and none when one of those being deployed does not run. One deployed before it got this setting gets it with its
next change.

Ctrl-C undoes what is half done and says what is in place then.

Exit code: 0 it runs as configured, 1 it does not, 2 that could not be found out.`,
  );

interface Options {
  /** In milliseconds. */
  readonly timeout: number;
  readonly env?: string;
  readonly dryRun?: boolean;
  readonly prune?: boolean;
  readonly project: string;
  readonly rollback: boolean;
  readonly validate: boolean;
  readonly json?: boolean;
}

async function main(): Promise<ExitCode> {
  command.parse(Deno.args, { from: "user" });
  const options = command.opts<Options>();
  const settings = readSettings();
  const connectors = await readConnectors({
    files: command.args,
    settings,
    env: options.env,
  });
  const api = { ...connectApiOf(settings), signal: listenForInterrupt() };
  const owner = ownerOf({ project: options.project, env: options.env });
  const wanted = connectors.map(({ name }) => name);
  const reports: DeployReport[] = [];
  for (const connector of connectors) {
    if (options.dryRun) {
      const running = await getConnector(api, connector.name);
      reports.push(dryReport(connector.name, {
        changes: diffConfigs(running?.config ?? {}, connector.config),
        isNew: running === null,
      }));
      continue;
    }
    reports.push(
      await deployUnlessInterrupted(api, connector, {
        timeoutMs: options.timeout,
        owner,
        rollback: options.rollback,
        observer: createSinkObserver(settings),
        check: (connector) =>
          options.validate
            ? checkBeforeDeploy(connector, settings)
            : Promise.resolve({ problems: [], unchecked: [] }),
        report: printError,
      }),
    );
  }
  try {
    if (options.prune) {
      reports.push(
        ...await prune(api, { owner, wanted, options, deployed: reports }),
      );
    }
  } finally {
    if (options.json) printJson(reports);
    else for (const report of reports) print(printDeployReport(report));
  }
  return Math.max(...reports.map(exitCodeOf)) as ExitCode;
}

/** Aborted by the first Ctrl-C, which undoes what is half done; the second ends the process. */
function listenForInterrupt(): AbortSignal {
  const interrupted = new AbortController();
  const onSignal = () => {
    if (interrupted.signal.aborted) {
      printError(
        "stopped while undoing: what it was about may be stopped, or have either config. " +
          "deno task connect:plan shows which; deploy again",
      );
      Deno.exit(exitCode.couldNot);
    }
    printError(
      "interrupted: what is half done is undone first (Ctrl-C again leaves it so)",
    );
    interrupted.abort(new UserError("Interrupted"));
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, onSignal);
  }
  return interrupted.signal;
}

async function deployUnlessInterrupted(
  api: ConnectApi & { readonly signal: AbortSignal },
  connector: NamedConfig,
  options: DeployOptions,
): Promise<DeployReport> {
  try {
    api.signal.throwIfAborted();
    return await deployConnector(api, connector, options);
  } catch (error) {
    if (error !== api.signal.reason) throw error;
    return {
      name: connector.name,
      outcome: "interrupted",
      changes: [],
      problems: [],
      tasks: null,
      lag: null,
      rollback: null,
    };
  }
}

async function prune(
  api: ConnectApi,
  { owner, wanted, options, deployed }: {
    readonly owner: string;
    readonly wanted: readonly string[];
    readonly options: Options;
    readonly deployed: readonly DeployReport[];
  },
): Promise<DeployReport[]> {
  if (deployed.some((report) => exitCodeOf(report) !== exitCode.ok)) {
    printError("nothing is pruned, as not all that was deployed is proven");
    return [];
  }
  const names = options.dryRun
    ? await findPrunable(api, { owner, wanted })
    : await pruneConnectors(api, {
      owner,
      wanted,
      deadline: Date.now() + options.timeout,
      report: printError,
    });
  if (options.dryRun) {
    for (const name of names) printError(pruneReason(name, owner));
  }
  return names.map((name) => ({
    name,
    outcome: "pruned",
    changes: [],
    problems: [],
    tasks: null,
    lag: null,
    rollback: null,
  }));
}

function dryReport(
  name: string,
  { changes, isNew }: Pick<DeployReport, "changes"> & { isNew: boolean },
): DeployReport {
  const outcome = isNew
    ? "created"
    : changes.length === 0
    ? "unchanged"
    : "updated";
  return {
    name,
    outcome,
    changes,
    problems: [],
    tasks: null,
    lag: null,
    rollback: null,
  };
}

function exitCodeOf({ outcome }: DeployReport): ExitCode {
  switch (outcome) {
    case "refused":
    case "failed":
      return exitCode.wrong;
    case "unproven":
    case "interrupted":
      return exitCode.couldNot;
    default:
      return exitCode.ok;
  }
}

if (import.meta.main) await runMain(main);
