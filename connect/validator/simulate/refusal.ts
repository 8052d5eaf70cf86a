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

/** Tells of a value that a step changed without an error: spoilt, or overwritten by another. */
export type Note = (message: string, kind?: "spoilt" | "overwritten") => void;

/** A value as shown in a message: on one line, and cut to a length that keeps the message readable. */
export function showValue(value: string, limit = 60): string {
  const line = value.replace(/\s+/g, " ");
  return line.length <= limit ? line : `${line.slice(0, limit - 3)}...`;
}
