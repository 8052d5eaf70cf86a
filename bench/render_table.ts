import { formatTable, style } from "../scripts/shared/terminal.ts";
import {
  isMet,
  type Measure,
  ratioOf,
  type RowResult,
  type Target,
} from "./measure.ts";
import { median } from "./statistics.ts";

/** A row as a table: ratios first, as they say more than numbers of one machine. */
export function renderRow(
  { title, measures, notes, failure }: RowResult,
): string {
  if (failure !== undefined) {
    return `${style.bold(title)}\n${style.red(`not measured: ${failure}`)}`;
  }
  const table = formatTable(
    ["", "ratio", "target", "", "median", "min", "max", ""],
    measures.map((measure) => renderMeasure(measure, measures)),
    { right: [1, 2, 4, 5, 6] },
  );
  return [style.bold(title), table, ...notes.map((note) => style.dim(note))]
    .join("\n");
}

function renderMeasure(
  measure: Measure,
  measures: readonly Measure[],
): string[] {
  const { name, unit, values, target, against } = measure;
  const ratio = ratioOf(measure, measures);
  const met = isMet(measure, measures);
  return [
    against === undefined ? name : `${name} / ${against}`,
    ratio === undefined ? "" : `${ratio.toFixed(2)}×`,
    target === undefined ? "" : formatTarget(target, unit),
    met === undefined ? "" : met ? style.green("met") : style.red("missed"),
    ...values.length === 0
      ? ["-", "-", "-"]
      : [median(values), Math.min(...values), Math.max(...values)]
        .map((value) => formatNumber(value, { isAligned: true })),
    unit,
  ];
}

function formatTarget(target: Target, unit: string): string {
  const bound = "atLeast" in target
    ? `≥ ${formatNumber(target.atLeast)}`
    : `≤ ${formatNumber(target.atMost)}`;
  return target.kind === "ratio" ? `${bound}×` : `${bound} ${unit}`.trim();
}

/** A number with as many digits as it can mean: three or so. */
export function formatNumber(
  value: number,
  { isAligned = false }: { isAligned?: boolean } = {},
): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString("en-US", {
    minimumFractionDigits: isAligned ? digits : 0,
    maximumFractionDigits: digits,
  });
}
