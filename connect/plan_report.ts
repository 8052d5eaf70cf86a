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
      `  ${sign(change)} ${change.name}`,
      ...change.entries.map((entry) => line(entry, "      ", inner)),
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
