import { connectApiOf } from "./connect_target.ts";
import { taskCommand } from "../scripts/shared/cli.ts";
import { type ExitCode, exitCode, UserError } from "../scripts/shared/exit.ts";
import { readSettings } from "../scripts/shared/settings.ts";
import { print, printError } from "../scripts/shared/terminal.ts";
import { awaitRunning } from "./await_running.ts";
import { getConnector } from "./connect_api.ts";
import { type ConnectApi, ConnectApiError } from "./connect_http.ts";
import {
  describeRetry,
  firstContactMs,
  retryConnect,
} from "./connect_retry.ts";
import { describeFailures, describeRunning } from "./connector_health.ts";
import { printProblem } from "./deploy_report.ts";

/** A command that does one thing to a connector: to CONNECTOR_NAME or those that are named. */
export interface Control {
  /** Task's name after `connect:`. */
  readonly task: string;
  readonly description: string;
  /** Lines of examples for `--help`. */
  readonly examples: readonly string[];
  /** Does it, and says what was done. */
  readonly apply: (
    api: ConnectApi,
    name: string,
    options: Readonly<Record<string, unknown>>,
  ) => Promise<string>;
  /** Options beside the names: flags and what they mean. */
  readonly options?: Readonly<Record<string, string>>;
  /** Whether the connector is to run afterwards, so that it is waited for. */
  readonly awaitsRunning?: boolean;
}

/** How long a connector may take to run again, and the workers to agree on who does what, in milliseconds. */
const limitMs = 60_000;

/** Runs a control's command line. */
export async function runControl(control: Control): Promise<ExitCode> {
  const command = taskCommand(`connect:${control.task}`, control.description)
    .argument("[names...]", "connectors instead of CONNECTOR_NAME")
    .addHelpText("after", `\nExample:\n  ${control.examples.join("\n  ")}`);
  for (const [flags, description] of Object.entries(control.options ?? {})) {
    command.option(flags, description);
  }
  command.parse(Deno.args, { from: "user" });
  const settings = readSettings();
  const api = connectApiOf(settings);
  const names = command.args.length > 0
    ? command.args
    : [settings.CONNECTOR_NAME];
  let code: ExitCode = exitCode.ok;
  for (const name of names) {
    print(await applyOne(api, name, { control, options: command.opts() }));
    if (control.awaitsRunning && !await runs(api, name)) code = exitCode.wrong;
  }
  return code;
}

async function applyOne(
  api: ConnectApi,
  name: string,
  { control, options }: {
    readonly control: Control;
    readonly options: Readonly<Record<string, unknown>>;
  },
): Promise<string> {
  try {
    return await retryConnect(() => control.apply(api, name, options), {
      deadline: Date.now() + limitMs,
      refusedMs: firstContactMs,
      onRetry: (...retry) => printError(describeRetry(...retry)),
    });
  } catch (error) {
    throw explainRefusal(error, name);
  }
}

async function runs(api: ConnectApi, name: string): Promise<boolean> {
  const connector = await getConnector(api, name);
  const health = await awaitRunning(
    api,
    { name, config: connector?.config ?? {} },
    { deadline: Date.now() + limitMs },
  );
  switch (health.kind) {
    case "running":
      print(`${name}: ${describeRunning(health)}`);
      return true;
    case "failed":
      for (const problem of describeFailures(health.failures)) {
        print(printProblem(problem));
      }
      return false;
    case "waiting":
      print(`${name} does not run after ${limitMs / 1000} s: ${health.reason}`);
      return false;
  }
}

/** Turns Connect's refusal of something about a connector into a {@linkcode UserError}; another error is returned as it is. */
export function explainRefusal(error: unknown, name: string): unknown {
  if (!(error instanceof ConnectApiError)) return error;
  if (error.status === 404) {
    return new UserError(
      `There is no connector ${name}`,
      "`deno task connect:status` shows those there are",
      exitCode.wrong,
      { cause: error },
    );
  }
  return new UserError(error.message, undefined, exitCode.wrong, {
    cause: error,
  });
}
