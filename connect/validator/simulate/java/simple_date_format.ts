import { NotSimulated } from "../refusal.ts";
import { dateOfEpochDay, dayMs, epochDay, zoneOf } from "./calendar.ts";

type Part =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "field"; readonly letter: string; readonly count: number };

const monthNames =
  "January February March April May June July August September October November December"
    .split(" ");
const dayNames = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
  .split(" ");

/**
 * The pattern that was meant, where letters stand in it that make no sense together: minutes for months, the year of a
 * week or the day of a year beside a month, twelve hours without their half of the day. Else the pattern itself.
 */
export function meantPattern(pattern: string): string {
  const parts = pattern.split(/('[^']*')/);
  const letters = parts.filter((_, at) => at % 2 === 0).join("");
  const has = (letter: string) => letters.includes(letter);
  const lacksMonth = !has("M") && /[yY]/.test(letters) && /[dD]/.test(letters);
  let monthIsOpen = lacksMonth && has("m");
  return parts.map((part, at) => {
    if (at % 2 === 1) return part;
    let meant = part;
    if (monthIsOpen && /m/.test(meant)) {
      meant = meant.replace(/m+/, (run) => "M".repeat(run.length));
      monthIsOpen = false;
    }
    if (!has("w")) meant = meant.replaceAll("Y", "y");
    if (has("M") || lacksMonth) meant = meant.replaceAll("D", "d");
    return has("a") ? meant : meant.replaceAll("h", "H").replaceAll("K", "H");
  }).join("");
}

/**
 * `new SimpleDateFormat(pattern).parse(text)` in UTC and English: lenient, and with text after the date ignored. Returns
 * milliseconds since the epoch, or null where it throws.
 *
 * @throws {NotSimulated} for letters that are not modelled.
 */
export function parseSimpleDate(text: string, pattern: string): number | null {
  const parts = compile(pattern);
  const fields = new Map<string, number>();
  let at = 0;
  for (const [index, part] of parts.entries()) {
    if (part.kind === "literal") {
      for (const char of part.text) {
        if (text[at] !== char) return null;
        at++;
      }
      continue;
    }
    const next = parts[index + 1];
    const end = readField(text, at, {
      part,
      fields,
      abuts: next?.kind === "field" && isNumeric(next),
    });
    if (end === null) return null;
    at = end;
  }
  return toMs(fields);
}

/** `new SimpleDateFormat(pattern).format(ms)` in UTC and English. @throws {NotSimulated} for letters that are not modelled. */
export function printSimpleDate(ms: number, pattern: string): string {
  const days = Math.floor(ms / dayMs);
  const ofDay = ms - days * dayMs;
  const { year, month, day } = dateOfEpochDay(days);
  if (year < 1583) throw new NotSimulated("dates of the Julian calendar");
  const hour = Math.floor(ofDay / 3_600_000);
  const values: Readonly<Record<string, number>> = {
    M: month,
    d: day,
    D: days - epochDay({ year, month: 1, day: 1 }) + 1,
    H: hour,
    h: hour % 12 === 0 ? 12 : hour % 12,
    m: Math.floor(ofDay / 60_000) % 60,
    s: Math.floor(ofDay / 1000) % 60,
    S: ofDay % 1000,
  };
  return compile(pattern).map((part) => {
    if (part.kind === "literal") return part.text;
    const { letter, count } = part;
    if (letter === "Y" && (month === 1 || month === 12)) {
      throw new NotSimulated("the year of a week");
    }
    if (letter === "y" || letter === "Y") {
      return count === 2
        ? String(year % 100).padStart(2, "0")
        : String(year).padStart(count, "0");
    }
    if (letter === "M" && count >= 3) {
      const name = monthNames[month - 1]!;
      return count === 3 ? name.slice(0, 3) : name;
    }
    if (letter === "E") {
      const name = dayNames[((days + 3) % 7 + 7) % 7]!;
      return count <= 3 ? name.slice(0, 3) : name;
    }
    if (letter === "a") return hour < 12 ? "AM" : "PM";
    if (letter === "X") return "Z";
    if (letter === "Z") return "+0000";
    if (letter === "z") return "UTC";
    return String(values[letter]).padStart(count, "0");
  }).join("");
}

function compile(pattern: string): readonly Part[] {
  const parts: Part[] = [];
  const literal = (text: string) => parts.push({ kind: "literal", text });
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]!;
    if (char === "'") {
      if (pattern[at + 1] === "'") {
        literal("'");
        at++;
        continue;
      }
      const end = pattern.indexOf("'", at + 1);
      if (end < 0) throw new NotSimulated("a pattern with an open quote");
      if (pattern[end + 1] === "'") {
        throw new NotSimulated("a quote within quotes of a pattern");
      }
      literal(pattern.slice(at + 1, end));
      at = end;
    } else if (/[A-Za-z]/.test(char)) {
      let count = 1;
      while (pattern[at + count] === char) count++;
      at += count - 1;
      if (!"yYMdDHhmsSaEXZz".includes(char)) {
        throw new NotSimulated(`${char} in a SimpleDateFormat`);
      }
      parts.push({ kind: "field", letter: char, count });
    } else literal(char);
  }
  return parts;
}

function isNumeric(part: Part & { kind: "field" }): boolean {
  return "yYdDHhmsS".includes(part.letter) ||
    (part.letter === "M" && part.count <= 2);
}

function readField(
  text: string,
  start: number,
  { part, fields, abuts }: {
    readonly part: Part & { kind: "field" };
    readonly fields: Map<string, number>;
    readonly abuts: boolean;
  },
): number | null {
  const { letter, count } = part;
  let at = start;
  while (text[at] === " " || text[at] === "\t") at++;
  const rest = text.slice(at);
  if (isNumeric(part)) {
    const pattern = abuts ? new RegExp(`^\\d{${count}}`) : /^-?\d+/;
    const digits = pattern.exec(rest)?.[0];
    if (digits === undefined) return null;
    if (digits.startsWith("-") || digits.length > 15) {
      throw new NotSimulated("a negative or huge number in a date");
    }
    if (/y/i.test(letter) && count <= 2 && digits.length === 2) {
      throw new NotSimulated("a year of two digits");
    }
    fields.set(letter, Number(digits));
    return at + digits.length;
  }
  if (letter === "M" || letter === "E") {
    const names = letter === "M" ? monthNames : dayNames;
    const lower = rest.toLowerCase();
    for (const length of [Infinity, 3]) {
      const index = names.findIndex((name) =>
        lower.startsWith(name.slice(0, length).toLowerCase())
      );
      if (index < 0) continue;
      fields.set(letter, index + 1);
      return at + Math.min(names[index]!.length, length);
    }
    return null;
  }
  if (letter === "a") {
    const match = /^(?:AM|PM)/i.exec(rest)?.[0];
    if (match === undefined) return null;
    fields.set("a", match.toUpperCase() === "PM" ? 1 : 0);
    return at + 2;
  }
  return readZone(rest, at, { part, fields });
}

function readZone(
  rest: string,
  at: number,
  { part: { letter, count }, fields }: {
    readonly part: Part & { kind: "field" };
    readonly fields: Map<string, number>;
  },
): number | null {
  const pattern = letter === "X"
    ? [/^(?:Z|[+-]\d\d)/, /^(?:Z|[+-]\d{4})/, /^(?:Z|[+-]\d\d:\d\d)/][count - 1]
    : /^[+-]\d\d:?\d\d/;
  if (pattern === undefined) throw new NotSimulated("XXXX in a pattern");
  const match = pattern.exec(rest)?.[0];
  if (match === undefined) {
    if (letter !== "X" && /^[A-Z]/i.test(rest)) {
      throw new NotSimulated("a time zone's name in the text");
    }
    return null;
  }
  const offset = zoneOf(match);
  if (typeof offset !== "number") throw new NotSimulated("a time zone");
  fields.set("zone", offset);
  return at + match.length;
}

function toMs(fields: ReadonlyMap<string, number>): number {
  const get = (letter: string, otherwise: number) =>
    fields.get(letter) ?? otherwise;
  // The year of a week begins in the week of New Year's day, which is near enough to tell that it is not the date.
  const year = fields.get("y") ?? get("Y", 1970);
  const weekOnly = fields.has("Y") && !fields.has("y");
  if (year < 1583) throw new NotSimulated("dates of the Julian calendar");
  const order = [...fields.keys()];
  const byYear = order.lastIndexOf("D") > Math.max(
    order.lastIndexOf("M"),
    order.lastIndexOf("d"),
  );
  if (fields.has("D") && !byYear) throw new NotSimulated("D before M");
  const month = weekOnly || byYear ? 0 : get("M", 1) - 1;
  const day = weekOnly ? 1 : get(byYear ? "D" : "d", 1);
  const days = epochDay({
    year: year + Math.floor(month / 12),
    month: (month % 12 + 12) % 12 + 1,
    day: 1,
  }) + day - 1;
  if (fields.has("E") && !fields.has("d")) {
    throw new NotSimulated("a date by its day of the week");
  }
  // Lenient as it is, it takes 13 for one in the afternoon.
  const ofHalfDay = get("h", 0) === 12 ? 0 : get("h", 0);
  const hour = fields.get("H") ?? ofHalfDay + get("a", 0) * 12;
  return days * dayMs + hour * 3_600_000 + get("m", 0) * 60_000 +
    get("s", 0) * 1000 + get("S", 0) - get("zone", 0) * 1000;
}
