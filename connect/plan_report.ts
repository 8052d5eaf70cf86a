import { style } from "../scripts/shared/terminal.ts";
import type { Change, SettingChange } from "./config_diff.ts";

/** What deploying one connector would do, as `--json` prints it. */
export interface Plan {
  readonly name: string;
  readonly action: "create" | "update" | "none" | "delete";
  readonly changes: readonly SettingChange[];
}

/** Plans for people, with a sum at the end. */
export function printPlans(plans: readonly Plan[]): string {
  const count = (wanted: Plan["action"]) =>
    plans.filter(({ action }) => action === wanted).length;
  const sum = `${count("create")} to create, ${count("update")} to change, ` +
    `${count("none")} unchanged` +
    (count("delete") === 0 ? "" : `, ${count("delete")} to delete`);
  const next = count("none") === plans.length ? "" : `. To do it: ${
    style.bold(
      `deno task connect:deploy${count("delete") === 0 ? "" : " --prune"}`,
    )
  }`;
  return [...plans.map(printPlan), "", sum + next].join("\n");
}

function printPlan({ name, action, changes }: Plan): string {
  const title = style.bold(name);
  switch (action) {
    case "none":
      return `${style.green("=")} ${title} runs with this config`;
    case "delete":
      return `${
        style.red("-")
      } ${title} is no longer wanted: --prune deletes it (its offsets stay)`;
    case "create":
      return `${style.green("+")} ${title} is new\n${printChanges(changes)}`;
    case "update":
      return `${style.yellow("~")} ${title}\n${printChanges(changes)}`;
  }
}

/** Changes as terraform shows them: + added, - removed, ~ changed, with the entries of a mapping one a line. */
export function printChanges(changes: readonly SettingChange[]): string {
  const width = Math.max(
    0,
    ...changes.filter(({ entries }) => entries.length === 0)
      .map(({ name }) => name.length).filter((length) => length <= 50),
  );
  return changes.flatMap((change) => {
    if (change.entries.length === 0) return [line(change, "  ", width)];
    const inner = Math.max(...change.entries.map(({ name }) => name.length));
    const isMapping = change.name.endsWith(".mapping");
    return [
      `  ${sign(change)} ${change.name}`,
      ...change.entries.map((entry) =>
        isMapping
          ? line(entry, "      ", inner)
          : `      ${sign(entry)} ${entry.name}`
      ),
    ];
  }).join("\n");
}

function line(
  change: Change,
  indent: string,
  width: number,
): string {
  const { name, before, after } = change;
  const arrow = before === null || after === null ? "" : style.dim(" -> ");
  return `${indent}${sign(change)} ${name.padEnd(width)} = ${
    show(before)
  }${arrow}${show(after)}`;
}

function sign({ before, after }: Change): string {
  if (before === null) return style.green("+");
  return after === null ? style.red("-") : style.yellow("~");
}

function show(text: string | null): string {
  if (text === null) return "";
  return text.startsWith("(hidden") ? text : JSON.stringify(text);
}
