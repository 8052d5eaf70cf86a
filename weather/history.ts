import { readCanonicalLine } from "./canonical_line.ts";
import { decodeRecord, encodeRecord, type WeatherMessage } from "./message.ts";
import { findImplausible } from "./plausibility.ts";
import type { WeatherUnits } from "./record.ts";

/** A line of a history as a message, or why it is not one. */
export type HistoryMessage =
  | { readonly ok: true; readonly message: WeatherMessage }
  | { readonly ok: false; readonly reason: string };

/**
 * Reads one line of a history: a record as JSON, in the units given. The line names no units, so numbers that cannot be
 * in these are refused.
 */
export function readHistoryLine(
  line: string,
  units: WeatherUnits,
): HistoryMessage {
  const message = readCanonicalLine(line, units);
  if (message !== null) return { ok: true, message };
  const decoded = decodeRecord(line);
  if (!decoded.ok) return decoded;
  const reason = findImplausible(decoded.record, units);
  return reason === null
    ? { ok: true, message: encodeRecord(decoded.record, units) }
    : { ok: false, reason };
}
