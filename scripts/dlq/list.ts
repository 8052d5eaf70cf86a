import type { Settings } from "../shared/settings.ts";
import {
  type DeadLetter,
  findQueue,
  readLetters,
} from "./dead_letter_queue.ts";
import { type LetterFilter, matchesFilter } from "./letter_filter.ts";

/** What is in the queue. */
export interface QueueSummary {
  /** Letters that fit the filter. */
  readonly count: number;
  /** How many there are of each kind of reason, the most frequent first. */
  readonly reasons: readonly {
    readonly reason: string;
    readonly count: number;
  }[];
  /** The last letters that fit, in the queue's order. */
  readonly letters: readonly DeadLetter[];
}

/** Reads the queue; an absent one is empty. */
export async function summarizeQueue(
  settings: Settings,
  { filter, limit }: {
    readonly filter: LetterFilter;
    /** How many letters to keep. */
    readonly limit: number;
  },
): Promise<QueueSummary> {
  const range = await findQueue(settings) ?? new Map();
  const counts = new Map<string, number>();
  let letters: DeadLetter[] = [];
  let count = 0;
  await readLetters(settings, {
    range,
    onLetters: (read) => {
      const fitting = read.filter((letter) => matchesFilter(letter, filter));
      count += fitting.length;
      for (const { reason } of fitting) {
        const kind = kindOfReason(reason);
        counts.set(kind, (counts.get(kind) ?? 0) + 1);
      }
      // -0 would take all.
      letters = limit === 0 ? [] : [...letters, ...fitting].slice(-limit);
    },
  });
  const reasons = [...counts]
    .map(([reason, count]) => ({ reason, count }))
    .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
  return { count, reasons, letters };
}

/** The reason without what differs from record to record: texts in quotes and numbers. */
export function kindOfReason(reason: string | null): string {
  if (reason === null) return "(no reason)";
  return reason
    .replaceAll(/"(?:[^"\\]|\\.)*"/gs, '"…"')
    .replaceAll(/'(?:[^'\\]|\\.)*'/gs, "'…'")
    .replaceAll(/(?<![\w.])-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.]*\w)/g, "…")
    .replaceAll(/\s+/g, " ");
}
