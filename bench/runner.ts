import { BenchStack } from "./bench_stack.ts";
import type { BuildOptions } from "./build.ts";
import type { Row } from "./context.ts";
import type { RowResult } from "./measure.ts";
import { type Mode, sizesOf } from "./sizes.ts";

/** Options of {@linkcode runRows}. */
export interface RunRowsOptions extends BuildOptions {
  readonly mode: Mode;
  /** Whether the growth goes on to ten million records. */
  readonly isHuge: boolean;
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
      results.push(await row.measure(context));
      report(`took ${((performance.now() - begin) / 1_000).toFixed(1)} s`);
    }
  } finally {
    const stack = await starting?.catch(() => undefined);
    await stack?.[Symbol.asyncDispose]();
  }
  return results;
}
