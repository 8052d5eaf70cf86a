import { formatTable, style } from "../../scripts/shared/terminal.ts";
import type { HarmGaps } from "./harms.ts";
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
  const gaps = results.flatMap(({ gaps }) => gaps);
  const faults = results.reduce((sum, result) => sum + result.faults, 0);
  return [
    table,
    ...(gaps.length === 0 ? [] : [formatGaps(gaps)]),
    `${faults} faults, seed ${seed}`,
    ...results.filter((result) => !isGood(result)).map(describeFault),
  ].join("\n\n");
}

/** The longest time that the stream stood still, of each harm. */
function formatGaps(gaps: readonly HarmGaps[]): string {
  const byHarm = Map.groupBy(gaps, ({ harm }) => harm);
  const longest = (values: readonly (number | undefined)[]) => {
    const known = values.filter((value) => value !== undefined);
    return known.length === 0 ? "" : (Math.max(...known) / 1000).toFixed(1);
  };
  return formatTable(
    [
      "Seconds without",
      "Times",
      "acks, node away",
      "rows, node away",
      "acks, node back",
      "rows, node back",
    ],
    [...byHarm].sort(([one], [other]) => one < other ? -1 : 1)
      .map(([harm, same]) => [
        harm,
        String(same.length),
        longest(same.map(({ away }) => away.acknowledged)),
        longest(same.map(({ away }) => away.rows)),
        longest(same.map(({ back }) => back?.acknowledged)),
        longest(same.map(({ back }) => back?.rows)),
      ]),
    { right: [1, 2, 3, 4, 5] },
  );
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
