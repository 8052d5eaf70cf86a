/** A value of a CSV file; null is an empty field. */
export type CsvValue = string | number | Date | null;

/**
 * Writes a line of CSV as RFC 4180 has it: commas, CRLF, quotes where needed.
 *
 * Spreadsheets take a field that begins with one of `=+-@`, a tab or a carriage return for a formula and run it, quoted
 * or not. Such a text gets an apostrophe before it, as OWASP advises, which makes it text there. Numbers are not texts,
 * so -3.5 stays as it is. Readers that want every text exactly as it is have JSON.
 */
export function csvLine(values: readonly CsvValue[]): string {
  return `${values.map(csvField).join(",")}\r\n`;
}

function csvField(value: CsvValue): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  if (value instanceof Date) return isoTime(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A time as the producer writes it: ISO 8601, UTC, without milliseconds that are zero. */
export function isoTime(time: Date): string {
  return time.toISOString().replace(".000Z", "Z");
}
