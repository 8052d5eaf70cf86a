import { formatTable, style } from "../../scripts/shared/terminal.ts";
import type { CaseResult } from "./run_case.ts";

/** Whether a case ended as it must. */
export function isGood(result: CaseResult): boolean {
  return result.stalled === null && result.lost.length === 0 &&
    result.wrong.length === 0 && result.produced > 0 &&
    result.duplicateLetters <= result.mayRepeat;
}

/** The results for people, with what is wrong below. */
export function formatResults(
  results: readonly CaseResult[],
  seed: number,
): string {
  const table = formatTable(
    [
      "Case",
      "Repeats",
      "Produced",
      "Rows",
      "Dead letters",
      "Lost",
      "Wrong",
      "Repeated letters",
      "Seconds",
    ],
    results.map((result) => [
      isGood(result) ? result.name : style.red(result.name),
      ...[
        result.faults,
        result.produced,
        result.rows,
        result.deadLetters,
        result.lost.length,
        result.wrong.length,
        result.duplicateLetters,
        result.seconds,
      ].map(String),
    ]),
    { right: [1, 2, 3, 4, 5, 6, 7, 8] },
  );
  const faults = results.reduce((sum, result) => sum + result.faults, 0);
  return [
    table,
    `${faults} faults, seed ${seed}`,
    ...results.filter((result) => !isGood(result)).map(describeFault),
  ].join("\n\n");
}

/** How many faults of a kind are told. */
const maxTold = 10;

function describeFault(result: CaseResult): string {
  const { name, stalled, lost, wrong, duplicateLetters, mayRepeat } = result;
  const told = [
    ...(stalled === null ? [] : [`stalled: ${stalled}`]),
    ...lost.slice(0, maxTold),
    ...wrong.slice(0, maxTold),
    ...(duplicateLetters > mayRepeat
      ? [
        `${duplicateLetters} dead letters are there more than once, and at most ${mayRepeat} may be`,
      ]
      : []),
  ];
  return `${style.red(name)}\n  ${told.join("\n  ")}`;
}
