import type { BenchStack } from "./bench_stack.ts";
import type { RowResult } from "./measure.ts";
import type { Mode, Sizes } from "./sizes.ts";

/** What a row measures with. */
export interface BenchContext {
  readonly mode: Mode;
  readonly sizes: Sizes;
  /** Whether the growth goes on to ten million records. */
  readonly isHuge: boolean;
  /** The services, started when a row first asks for them. */
  readonly stack: () => Promise<BenchStack>;
  /** Takes a line about the progress. */
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
}

/** A row of the bench: one question, its answer measured. */
export interface Row {
  /** As `--only` takes it. */
  readonly name: string;
  /** The question, short. */
  readonly title: string;
  /** In which modes it is measured. */
  readonly modes: readonly Mode[];
  readonly measure: (context: BenchContext) => Promise<RowResult>;
}

let next = 0;

/** A name that no other topic, table or connector of this run has. */
export function uniqueName(prefix: string): string {
  return `${prefix}_${++next}`;
}
