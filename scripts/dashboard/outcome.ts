import { UserError } from "../shared/exit.ts";
import type { Outcome } from "./health.ts";

/** What an error says to people: without its stack, on one line. */
export function failedOutcome(error: unknown): Outcome {
  const text = error instanceof Error ? error.message : String(error);
  return {
    ok: false,
    reason: text.replaceAll(/\s+/g, " ").trim(),
    fix: error instanceof UserError ? error.fix ?? null : null,
  };
}

/**
 * Waits for a promise, at most so long.
 *
 * @throws {UserError} if it takes longer.
 */
export async function within<T>(
  ms: number,
  promise: Promise<T>,
  { what, fix }: {
    /** What does not answer. */
    readonly what: string;
    readonly fix: string;
  },
): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () =>
      reject(new UserError(`${what} did not answer in ${ms / 1000} s`, fix)),
    ms,
  );
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
