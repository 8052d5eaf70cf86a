const unitMs: Readonly<Record<string, number>> = {
  "": 1000,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/**
 * Reads `10s`, `10m`, `1h`, `500ms` or `600` (seconds) as milliseconds.
 *
 * @throws {SyntaxError} if it is something else, not above zero, or above a day.
 */
export function parseInterval(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|)$/.exec(text.trim());
  const ms = match === null ? NaN : Number(match[1]) * unitMs[match[2]!]!;
  if (!(ms > 0 && ms <= 86_400_000)) {
    throw new SyntaxError(
      `Cannot read the duration ${JSON.stringify(text)}: ` +
        "expected one such as 10s, 10m, 1h or 600 (seconds), at most a day",
    );
  }
  return ms;
}
