import { style } from "../scripts/shared/terminal.ts";
import type { Change, SettingChange } from "./config_diff.ts";

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
    return [
      `  ${style.yellow("~")} ${change.name}`,
      ...change.entries.map((entry) => line(entry, "      ", inner)),
    ];
  }).join("\n");
}

function line(
  { name, before, after }: Change,
  indent: string,
  width: number,
): string {
  const label = name.padEnd(width);
  if (before === null) {
    return `${indent}${style.green("+")} ${label} = ${value(after)}`;
  }
  if (after === null) {
    return `${indent}${style.red("-")} ${label} = ${value(before)}`;
  }
  return `${indent}${style.yellow("~")} ${label} = ${value(before)} ${
    style.dim("->")
  } ${value(after)}`;
}

function value(text: string | null): string {
  return text !== null && text.startsWith("(hidden")
    ? text
    : JSON.stringify(text);
}
