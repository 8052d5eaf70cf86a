import type { DeadLetter } from "./entry.ts";

/**
 * Why a record's row is not right.
 * - `lagging`: the sink has not come to the record yet.
 * - `refused`: the sink put it into the dead letter topic.
 * - `gone`: the sink has passed the record and there is no row: deleted since, or written elsewhere.
 * - `outdated`: the row was written before the record, and the sink has passed the record without writing it.
 * - `foreign`: the row was written after the record, by nothing that the topic holds.
 * - `altered`: the row has the record's write time and yet other values, or columns that were deleted.
 */
export type FaultCause =
  | "lagging"
  | "refused"
  | "gone"
  | "outdated"
  | "foreign"
  | "altered";

/** The causes, the most harmless first. */
export const faultCauses = [
  "lagging",
  "refused",
  "gone",
  "outdated",
  "foreign",
  "altered",
] as const satisfies readonly FaultCause[];

/** What is known of a record whose row is not right. */
export interface Evidence {
  /** When the record was written to the topic, milliseconds since 1970. */
  readonly timestamp: number;
  readonly hasRow: boolean;
  /** Whether the sink has committed an offset beyond the record's. */
  readonly isPassed: boolean;
  readonly deadLetter: DeadLetter | null;
  /** Cassandra's write time of the row, microseconds since 1970; null if no column outside the key has a value. */
  readonly writeTime: bigint | null;
  /** Whether the topic holds a newer record of the same row. */
  readonly hasNewerRecord: boolean;
  /** Seconds that rows live; 0 if for ever. */
  readonly timeToLive: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What becomes of a record whose row is not right: that is in order after all, or it is a fault of some cause. */
export type Verdict = "replaced" | "expired" | FaultCause;

/**
 * Judges a record whose row is not right, when no more is to be known.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { judge } from "./cause.ts";
 *
 * const week = 7 * 24 * 3600;
 * const evidence = {
 *   timestamp: 0,
 *   hasRow: false,
 *   isPassed: true,
 *   deadLetter: null,
 *   writeTime: null,
 *   hasNewerRecord: false,
 *   timeToLive: week,
 *   now: week * 1000,
 * };
 * assertEquals(judge(evidence), "expired");
 * assertEquals(judge({ ...evidence, timeToLive: 0 }), "gone");
 * ```
 */
export function judge(evidence: Evidence): Verdict {
  const { timestamp, timeToLive, now, writeTime } = evidence;
  if (evidence.hasNewerRecord) return "replaced";
  if (!evidence.hasRow) {
    // Before "lagging": a row that expired long ago is not awaited.
    if (timeToLive > 0 && timestamp + timeToLive * 1000 <= now) {
      return "expired";
    }
    if (evidence.deadLetter !== null) return "refused";
    return evidence.isPassed ? "gone" : "lagging";
  }
  if (evidence.deadLetter !== null) return "refused";
  const own = BigInt(timestamp) * 1000n;
  if (writeTime === null) return "altered";
  if (writeTime < own) return evidence.isPassed ? "outdated" : "lagging";
  // A millisecond's thousand microseconds all are the record's: its offset may stand in the last three digits.
  return writeTime >= own + 1000n ? "foreign" : "altered";
}

/** The cause for people: what follows the record's name. */
export const causeText: Readonly<Record<FaultCause, string>> = {
  lagging: "the sink has not come to it yet",
  refused: "the sink refused it",
  gone:
    "the sink has passed it: its row was deleted, or written to another table",
  outdated:
    "the row was written before this record, and the sink has passed it without writing",
  foreign:
    "the row was written after this record, by nothing that is in the topic",
  altered:
    "the row was written in this record's very millisecond, or columns of it were deleted",
};
