import { style, terminalWidth, wrapLine } from "../scripts/shared/terminal.ts";
import type { DeployReport } from "./deploy_connector.ts";
import type { Problem } from "./problem.ts";
import { printChanges } from "./plan_report.ts";

/** What came of a deployment, for people. */
export function printDeployReport(report: DeployReport): string {
  const { changes, problems, rollback } = report;
  return [
    `${headline(report)}`,
    // All of a new connector's settings are new: the plan shows them.
    ...(changes.length === 0 || isNew(changes) ? [] : [printChanges(changes)]),
    ...problems.map(printProblem),
    ...(rollback === null ? [] : [`  ${rollbackText(report)[rollback]}`]),
  ].join("\n");
}

function isNew(changes: DeployReport["changes"]): boolean {
  return changes.some(({ name, before }) =>
    name === "connector.class" && before === null
  );
}

function headline(
  { name, outcome, tasks, lag, rollback }: DeployReport,
): string {
  const running = tasks === null
    ? ""
    : `: ${tasks} task${tasks === 1 ? "" : "s"} RUNNING` +
      (lag === null ? "" : lag === 0 ? ", all consumed" : `, ${lag} left`);
  switch (outcome) {
    case "created":
    case "updated":
    case "unchanged":
      return `${style.green(outcome)} ${style.bold(name)}${running}`;
    case "pruned":
      return `${style.red("deleted")} ${style.bold(name)}`;
    case "unproven":
      return `${style.yellow("not proven")} ${style.bold(name)}${running}`;
    case "refused":
      return `${style.red("refused")} ${style.bold(name)}: nothing was changed`;
    case "interrupted":
      return `${style.yellow("interrupted")} ${style.bold(name)}` +
        (rollback === null ? ": nothing was changed" : "");
    case "failed":
      return `${style.red("failed")} ${style.bold(name)}`;
  }
}

/** One problem with what it is about and how to mend it. */
export function printProblem(
  { severity, at, message, setting, fix }: Problem,
): string {
  const sign = severity === "error" ? style.red("✗") : style.yellow("!");
  return [
    wrapLine(
      `  ${sign} ${at === null ? "" : `${at}: `}${message}`,
      terminalWidth(),
    ),
    ...(setting === null ? [] : [`    setting: ${style.bold(setting)}`]),
    ...(fix === null ? [] : [`    fix: ${fix}`]),
  ].join("\n");
}

function rollbackText({ name, outcome }: DeployReport) {
  return {
    restored: `${
      style.yellow("rolled back")
    }: the previous config is RUNNING again`,
    deleted: `${style.yellow("rolled back")}: ${name} was new and is deleted`,
    kept: outcome === "interrupted"
      ? "the new config is in place, not proven to work (--no-rollback)"
      : "the failing config is still in place (--no-rollback)",
    failed: `${
      style.red("rolled back")
    }, but the previous config does not run either: deno task connect:status`,
    unfinished: `${
      style.red("not rolled back")
    }: it may be stopped, or have either config. deno task connect:plan shows which; deploy again`,
  };
}
