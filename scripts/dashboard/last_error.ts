import type { Problem } from "../../connect/problem.ts";
import type { LastError } from "./snapshot.ts";

/** The last error: what has failed now, else the newest dead letter's. */
export function lastErrorOf(
  problems: readonly Problem[],
  letter: { readonly id: string | null; readonly reason: string | null } | null,
): LastError | null {
  const [problem] = problems;
  if (problem !== undefined) {
    const { at, message, setting, fix } = problem;
    return {
      of: at ?? "connector",
      kind: "failure",
      message: setting === null ? message : `${setting}: ${message}`,
      fix,
    };
  }
  if (letter === null) return null;
  return {
    of: letter.id ?? "a record",
    kind: "dead letter",
    message: letter.reason ?? "no reason is given",
    fix: null,
  };
}
