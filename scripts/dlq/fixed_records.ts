import { z } from "zod";
import { decodeRecord, encodeRecord } from "../../weather/message.ts";
import { describeIssues } from "../../weather/json.ts";
import { weatherRecord } from "../../weather/record.ts";
import { UserError } from "../shared/exit.ts";

/** What takes a dead letter's place. */
export interface FixedRecord {
  readonly value: string;
  /** Instead of the letter's own key; undefined: that one. */
  readonly key: string | undefined;
}

const fixedLine = z.strictObject({
  /** As `dlq list` shows it. */
  id: z.string().regex(/^.+-\d+@\d+$/, "must be topic-partition@offset"),
  key: z.string().optional(),
  /** The record, or its JSON as text. */
  value: z.union([z.string(), z.record(z.string(), z.unknown())]),
});

/**
 * Reads fixed records, one JSON object a line: `{"id": "topic-partition@offset", "value": {…}}`. Each must be a weather
 * record now, since otherwise it would only come back.
 *
 * @throws {UserError} naming each line that is wrong, at once.
 */
export function parseFixedRecords(text: string): Map<string, FixedRecord> {
  const fixed = new Map<string, FixedRecord>();
  const faults: string[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    try {
      const { id, ...record } = parseLine(line);
      if (fixed.has(id)) throw new SyntaxError(`${id} is there twice`);
      fixed.set(id, record);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      faults.push(`line ${index + 1}: ${error.message}`);
    }
  }
  if (faults.length > 0) {
    throw new UserError(
      `Cannot replay the fixed records:\n  ${faults.join("\n  ")}`,
      'write {"id": "topic-partition@offset", "value": {the weather record}} on each line',
      1,
    );
  }
  return fixed;
}

function parseLine(line: string): FixedRecord & { id: string } {
  const parsed = fixedLine.safeParse(JSON.parse(line));
  if (!parsed.success) throw new SyntaxError(describeIssues(parsed.error));
  const { id, key, value } = parsed.data;
  return { id, key, value: recordText(value) };
}

function recordText(value: string | Record<string, unknown>): string {
  if (typeof value === "string") {
    const decoded = decodeRecord(value);
    if (!decoded.ok) throw new SyntaxError(decoded.reason);
    return value;
  }
  const record = weatherRecord.safeParse(value);
  if (!record.success) throw new SyntaxError(describeIssues(record.error));
  // The units are the letter's own: they are in its header.
  return encodeRecord(record.data, "standard").value;
}
