import type { ConnectValue } from "./connect_value.ts";

/** A step of the pipeline refuses the record, as the real one throws. The message says why, without the record's place. */
export class RecordRefused extends Error {
  override readonly name = "RecordRefused";

  /** @param fix what to do about it, where this step knows. */
  constructor(message: string, readonly fix: string | null = null) {
    super(message);
  }
}

/** The simulation does not know what the real step does here, so nothing may be said about the record. */
export class NotSimulated extends Error {
  override readonly name = "NotSimulated";
}

/** A change to a record that is no error to the step that makes it. */
export interface Change {
  readonly message: string;
  /** Whether a value is another one than was produced, only lost its fraction, or had to give way to an inserted one. */
  readonly kind: "spoilt" | "cut" | "overwritten";
  /** What became of the value. */
  readonly value?: ConnectValue;
  /** The field that it is in. */
  readonly field?: string;
}

/** Tells of a change. */
export type Note = (change: Change) => void;

/** A value as shown in a message: on one line, and cut to a length that keeps the message readable. */
export function showValue(value: string, limit = 60): string {
  const line = value.replace(/\s+/g, " ");
  return line.length <= limit ? line : `${line.slice(0, limit - 3)}...`;
}
