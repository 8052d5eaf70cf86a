import { formatTable } from "../shared/terminal.ts";
import type { DeadLetter } from "./dead_letter_queue.ts";
import type { QueueSummary } from "./list.ts";

/** How wide a cell may be, in characters. */
const maxReason = 100;
const maxValue = 60;

/** What is in the queue, for people: counts by reason, then the last letters. */
export function formatQueue(
  { count, reasons, letters }: QueueSummary,
  topic: string,
): string {
  if (count === 0) return `${topic}: no dead letters`;
  const kinds = formatTable(
    ["Count", "Reason"],
    reasons.map(({ reason, count }) => [String(count), cut(reason, maxReason)]),
    { right: [0] },
  );
  const each = formatTable(
    ["Where", "Produced (UTC)", "Value", "Reason"],
    letters.map((letter) => [
      letter.id ?? "-",
      formatTime(letter.timestamp),
      cut(valueText(letter.value), maxValue),
      cut(letter.reason ?? "-", maxReason),
    ]),
  );
  const shown = letters.length < count
    ? `\nthe last ${letters.length} of ${count} (--limit, --json: more)`
    : "";
  return `${topic}: ${count} dead letter${count === 1 ? "" : "s"}\n\n${kinds}` +
    (letters.length === 0 ? "" : `\n\n${each}${shown}`);
}

/** A letter for `--json`: what people and `dlq replay --file` need. */
export function toJson(letter: DeadLetter) {
  const { id, origin, connector, stage, reason, timestamp, replayOf } = letter;
  return {
    id,
    topic: origin?.topic ?? null,
    partition: origin?.partition ?? null,
    // As text, since beyond 2^53 it has no exact number.
    offset: origin === null ? null : String(origin.offset),
    produced: new Date(timestamp).toISOString(),
    connector,
    stage,
    reason,
    replayOf,
    key: letter.key?.toString() ?? null,
    value: letter.value?.toString() ?? null,
  };
}

function valueText(value: DeadLetter["value"]): string {
  // A record may be megabytes: only what can be shown is decoded.
  return value === null ? "null" : value.subarray(0, 4 * maxValue).toString();
}

function formatTime(timestamp: number): string {
  return new Date(timestamp).toISOString().replace("T", " ").slice(0, 19);
}

/** Cuts a text to a length, on one line, without characters that would move the terminal's cursor. */
export function cut(text: string, length: number): string {
  // deno-lint-ignore no-control-regex -- they are what is replaced
  const line = text.replaceAll(/[\x00-\x1f\x7f-\x9f\s]+/g, " ").trim();
  const characters = [...line];
  return characters.length <= length
    ? line
    : `${characters.slice(0, length - 1).join("")}…`;
}
