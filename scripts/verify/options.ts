import { InvalidArgumentError } from "commander";

/** Reads `1%` or `0.5 %` as a fraction. */
export function readPercent(text: string): number {
  const match = /^(\d+(?:\.\d+)?) ?%$/.exec(text.trim());
  const percent = match === null ? NaN : Number(match[1]);
  if (!(percent > 0 && percent <= 100)) {
    throw new InvalidArgumentError("Expected a percentage such as 1%");
  }
  return percent / 100;
}

const unitMs: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Reads how long ago, such as `90s`, `30m`, `1h` or `7d`, or a time of ISO 8601 (UTC unless it says otherwise), as milliseconds since 1970. */
export function readSince(text: string, now: number): number {
  const ago = /^(\d+)([smhd])$/.exec(text.trim());
  if (ago !== null) return now - Number(ago[1]) * unitMs[ago[2]!]!;
  const [, date, clock = "", zone = "Z"] =
    /^(\d{4}-\d\d-\d\d)(T[\d:.]+)?(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? [];
  const time = date === undefined
    ? NaN
    : Date.parse(clock === "" ? date : date + clock + zone);
  if (Number.isNaN(time)) {
    throw new InvalidArgumentError(
      "Expected how long ago, such as 1h or 7d, or a time such as 2026-11-25T08:00Z",
    );
  }
  return time;
}
