import { projectDir } from "../scripts/stack/description.ts";
import { UserError } from "../scripts/shared/exit.ts";
import type { Machine } from "./machine.ts";
import type { RowResult } from "./measure.ts";
import { renderSvg } from "./render_svg.ts";
import { allRows } from "./rows/all.ts";
import type { Mode } from "./sizes.ts";

/** A row's result with what it was measured on: contenders share a run, rows need not. */
export interface DatedResult extends RowResult {
  /** When its run ended, ISO 8601. */
  readonly date: string;
  /** The project's, short. */
  readonly commit: string;
}

/** All that was found, as `results.json` has it. */
export interface BenchReport {
  readonly mode: Mode;
  readonly machine: Machine;
  readonly results: readonly DatedResult[];
}

/** A run's report; every row is of this date. */
export function makeReport(
  results: readonly RowResult[],
  { date, mode, machine }: Pick<BenchReport, "mode" | "machine"> & {
    date: string;
  },
): BenchReport {
  const commit = machine.versions.commit ?? "";
  return {
    mode,
    machine,
    results: results.map((result) => ({ ...result, date, commit })),
  };
}

/**
 * Puts a run's rows in the place of an earlier one's, and keeps those that it has not: so a row can be measured again
 * without the hour that all take.
 *
 * @returns null where the two cannot stand side by side: another mode, processor or version
 */
export function mergeReports(
  earlier: BenchReport,
  later: BenchReport,
): BenchReport | null {
  if (placeOf(earlier) !== placeOf(later)) return null;
  const results = new Map(
    [...earlier.results, ...later.results].map((result) => [
      result.name,
      result,
    ]),
  );
  return {
    ...later,
    results: allRows.flatMap(({ name }) => results.get(name) ?? []),
  };
}

/** What must be equal for rows of two runs to be in one table. */
function placeOf({ mode, machine }: BenchReport): string {
  const { cpu, cores, memory, heaps, versions: { commit: _, ...versions } } =
    machine;
  return JSON.stringify({ mode, cpu, cores, memory, heaps, versions });
}

/**
 * Writes `results.json` and its chart.
 *
 * @param keepOthers whether rows that are there and were not measured now stay
 * @throws {UserError} if those were measured elsewhere or otherwise.
 */
export async function writeReport(
  report: BenchReport,
  { folder, keepOthers }: { folder: string; keepOthers: boolean },
): Promise<void> {
  const path = `${folder}/results.json`;
  const earlier = keepOthers ? await readReport(path) : null;
  const merged = earlier === null ? report : mergeReports(earlier, report);
  if (merged === null) {
    throw new UserError(
      `Cannot add rows to ${path}: its others are of another machine, mode or versions`,
      "give another --output, or measure all rows",
    );
  }
  await Deno.writeTextFile(path, `${JSON.stringify(merged, null, 2)}\n`);
  await Deno.writeTextFile(
    `${folder}/results.svg`,
    renderSvg(merged.results, describeReport(merged)),
  );
}

/** The folder of `results.json` where nothing else is asked for. */
export const reportFolder = `${projectDir}bench`;

async function readReport(path: string): Promise<BenchReport | null> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function describeReport({ mode, machine, results }: BenchReport): string {
  const command = `deno task bench${mode === "full" ? "" : ` --${mode}`}`;
  const dates = [...new Set(results.map(({ date }) => date.slice(0, 10)))];
  return `${command}, ${dates.sort().join(", ")}: ${machine.cores} cores, ` +
    "all services on one machine; medians, least to greatest";
}
