/**
 * How bad a finding is.
 * - `error`: the sink will fail, stall, refuse every record, lose or corrupt data.
 * - `warning`: it works, but surely not as meant.
 * - `hint`: it works as meant, but is slow or risky.
 */
export type Severity = "error" | "warning" | "hint";

/** One thing that is wrong with a connector config. Its JSON is what `connect:validate --json` prints. */
export interface Finding {
  readonly severity: Severity;
  /** Stable name of the kind of mistake, such as `mapping-unknown-column`; all of them are listed in the docs. */
  readonly code: string;
  /** Full name of the setting at fault, or null where the fault is not in one setting. */
  readonly setting: string | null;
  /** Where inside the setting's value: character offsets of the wrong part, or null for the whole value. */
  readonly where: { readonly start: number; readonly end: number } | null;
  /** What is wrong. */
  readonly message: string;
  /** How to fix it. */
  readonly fix: string;
  /** Where to read more: an anchor in the table of codes. */
  readonly docs: string;
}
