import type { DeadLetter } from "./dead_letter_queue.ts";

/** Which letters a command is about; those that all of it fits. */
export interface LetterFilter {
  /** Part of the reason, in any case. */
  readonly reason?: string | undefined;
  /** Ids. */
  readonly ids?: ReadonlySet<string> | undefined;
}

/** Whether a letter fits. */
export function matchesFilter(
  letter: Pick<DeadLetter, "id" | "reason">,
  { reason, ids }: LetterFilter,
): boolean {
  return (reason === undefined ||
    (letter.reason ?? "").toLowerCase().includes(reason.toLowerCase())) &&
    (ids === undefined || (letter.id !== null && ids.has(letter.id)));
}
