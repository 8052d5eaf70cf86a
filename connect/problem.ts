/** One reason why a deployment did not succeed. */
export interface Problem {
  /** A warning does not keep the connector from doing its work. */
  readonly severity: "error" | "warning";
  /** What it happened to: `task 0`, `connector`, `partition topic-0`, or null for the config itself. */
  readonly at: string | null;
  readonly message: string;
  readonly setting: string | null;
  readonly fix: string | null;
}
