/** How many tests passed and failed. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
}

/**
 * Reads the counts from the summary that `deno test` prints last, such as `FAILED | 9 passed (2 steps) | 1 failed (3s)`.
 *
 * @returns undefined where there is none, as when a file does not compile
 */
export function parseTestSummary(output: string): TestCounts | undefined {
  const summaries = output
    // deno-lint-ignore no-control-regex
    .replaceAll(/\x1b\[[\d;]*m/g, "")
    .matchAll(/^(?:ok|FAILED) \| (\d+) passed.*? \| (\d+) failed/gm);
  const last = [...summaries].at(-1);
  return last === undefined
    ? undefined
    : { passed: Number(last[1]), failed: Number(last[2]) };
}
