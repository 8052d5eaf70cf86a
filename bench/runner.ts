import { BenchStack } from "./bench_stack.ts";
import type { BuildOptions } from "./build.ts";
import type { BenchContext, Row } from "./context.ts";
import type { RowResult } from "./measure.ts";
import { type Mode, sizesOf } from "./sizes.ts";

/** Options of {@linkcode runRows}. */
export interface RunRowsOptions extends BuildOptions {
  readonly mode: Mode;
  /** Whether the growth goes on to ten million records. */
  readonly isHuge: boolean;
}

/** One row that cannot be measured is no reason to lose an hour's others. */
async function measureRow(row: Row, context: BenchContext): Promise<RowResult> {
  try {
    return await row.measure(context);
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof Error)) throw error;
    context.report(error.stack ?? error.message);
    const { name, title } = row;
    return { name, title, measures: [], notes: [], failure: error.message };
  }
}

/** Measures rows, one after the other, on services that are started for the first that wants them and stopped at the end. */
export async function runRows(
  rows: readonly Row[],
  { mode, isHuge, report, signal }: RunRowsOptions,
): Promise<RowResult[]> {
  const results: RowResult[] = [];
  let starting: Promise<BenchStack> | undefined;
  const context = {
    mode,
    isHuge,
    sizes: sizesOf[mode],
    report,
    signal,
    stack: () => starting ??= BenchStack.start({ report, signal }),
  };
  try {
    for (const row of rows) {
      signal.throwIfAborted();
      report(`\n${row.title}`);
      const begin = performance.now();
      results.push(await measureRow(row, context));
      report(`took ${((performance.now() - begin) / 1_000).toFixed(1)} s`);
    }
  } finally {
    const stack = await starting?.catch(() => undefined);
    await stack?.[Symbol.asyncDispose]();
  }
  return results;
}
