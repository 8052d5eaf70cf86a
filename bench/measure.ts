import { median } from "./statistics.ts";

/** What a number counts. */
export type Unit = "rec/s" | "ms" | "s" | "MB" | "µs/rec" | "bytes/rec" | "";

/** What a measure must keep to. */
export type Target =
  | { readonly kind: "value"; readonly atLeast: number }
  | { readonly kind: "value"; readonly atMost: number }
  | { readonly kind: "ratio"; readonly atLeast: number }
  | { readonly kind: "ratio"; readonly atMost: number };

/** One thing measured, once a round. */
export interface Measure {
  /** Who or what was measured. */
  readonly name: string;
  readonly unit: Unit;
  /** Whether it is this project's, not a rival's. */
  readonly isOurs?: true;
  /** Whether the table has room for it, and the picture has not. */
  readonly isDetail?: true;
  /** One value a round. */
  readonly values: readonly number[];
  /** Name of the measure of the same row that this one is compared with, round by round. */
  readonly against?: string;
  readonly target?: Target;
}

/** All that a row found. */
export interface RowResult {
  /** As `--only` takes it. */
  readonly name: string;
  readonly title: string;
  readonly measures: readonly Measure[];
  /** What a reader must know to read the numbers, and what could not be measured. */
  readonly notes: readonly string[];
  /** Why it could not be measured, if it could not. */
  readonly failure?: string;
}

/**
 * How many times the other measure's value each round's value is: of rounds that ran next to each other, so what the
 * machine did meanwhile hits both. The median of these; undefined where nothing is compared.
 */
export function ratioOf(
  measure: Measure,
  measures: readonly Measure[],
): number | undefined {
  const other = measures.find(({ name }) => name === measure.against);
  if (other === undefined) return undefined;
  const rounds = Math.min(measure.values.length, other.values.length);
  if (rounds === 0) return undefined;
  return median(
    measure.values.slice(0, rounds).map((value, round) =>
      value / other.values[round]!
    ),
  );
}

/** Tells whether a measure keeps to its target; undefined where it has none, or nothing was measured. */
export function isMet(
  measure: Measure,
  measures: readonly Measure[],
): boolean | undefined {
  const { target, values } = measure;
  if (target === undefined || values.length === 0) return undefined;
  const found = target.kind === "ratio"
    ? ratioOf(measure, measures)
    : median(values);
  if (found === undefined) return undefined;
  return "atLeast" in target ? found >= target.atLeast : found <= target.atMost;
}
