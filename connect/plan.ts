/**
 * `deno task connect:plan`: shows what `connect:deploy` would change, setting by setting, and changes nothing.
 *
 * @module
 */
import { connectApiOf } from "./connect_target.ts";
import { runMain, taskCommand } from "../scripts/shared/cli.ts";
import { type ExitCode, exitCode, UserError } from "../scripts/shared/exit.ts";
import { readSettings } from "../scripts/shared/settings.ts";
import { print, printJson } from "../scripts/shared/terminal.ts";
import { diffConfigs } from "./config_diff.ts";
import { getConnector } from "./connect_api.ts";
import { readConnectors } from "./desired_connectors.ts";
import { defaultProject, findPrunable, ownerOf } from "./ownership.ts";
import { type Plan, printPlans } from "./plan_report.ts";

const command = taskCommand(
  "connect:plan",
  "Show what connect:deploy would change, and change nothing",
)
  .argument(
    "[files...]",
    "connector JSON to compare instead of the one in code",
  )
  .option("--env <name>", "as connect/environments/<name>.ts has it")
  .option(
    "--prune",
    "show also which of the project's other connectors it would delete",
  )
  .option("--project <name>", "whose connectors these are", defaultProject)
  .option("--json", "print the changes as JSON")
  .addHelpText(
    "after",
    `
Example:
  deno task connect:plan
  SINK_PLUGIN=datastax deno task connect:plan --json

Exit code: 0 nothing to do, 1 that could not be found out, 2 there are changes.`,
  );

// Other commands end with 1 where the thing checked is wrong and 2 where it could not be checked; this one follows
// terraform's plan, whose 2 means changes.
const planCode = { nothing: 0, error: 1, changes: 2 } as const satisfies Record<
  string,
  ExitCode
>;

interface Options {
  readonly json?: boolean;
  readonly env?: string;
  readonly prune?: boolean;
  readonly project: string;
}

async function main(): Promise<ExitCode> {
  command.parse(Deno.args, { from: "user" });
  const { json, env, prune, project } = command.opts<Options>();
  const settings = readSettings();
  const connectors = await readConnectors({
    files: command.args,
    settings,
    env,
  });
  const api = connectApiOf(settings);
  const plans = await Promise.all(
    connectors.map(async ({ name, config }): Promise<Plan> => {
      const running = await getConnector(api, name);
      const changes = diffConfigs(running?.config ?? {}, config);
      if (running === null) return { name, action: "create", changes };
      return {
        name,
        action: changes.length === 0 ? "none" : "update",
        changes,
      };
    }),
  );
  if (prune) {
    const wanted = connectors.map(({ name }) => name);
    const names = await findPrunable(api, {
      owner: ownerOf({ project, env }),
      wanted,
    });
    plans.push(
      ...names.map((name): Plan => ({ name, action: "delete", changes: [] })),
    );
  }
  if (json) printJson(plans);
  else print(printPlans(plans));
  return plans.every(({ action }) => action === "none")
    ? planCode.nothing
    : planCode.changes;
}

async function mainWithPlanCodes(): Promise<ExitCode> {
  try {
    return await main();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.message, error.fix, exitCode.wrong, {
      cause: error,
    });
  }
}

if (import.meta.main) await runMain(mainWithPlanCodes);
