import { NotSimulated } from "../refusal.ts";
import {
  type DateTimeField,
  type DateTimeStep,
  StepBuilder,
} from "./date_time_steps.ts";

const numberFields: Readonly<Record<string, DateTimeField>> = {
  d: "day",
  H: "hour",
  k: "clockHour",
  K: "hourOfAmPm",
  h: "clockHourOfAmPm",
  m: "minute",
  s: "second",
};

/** English names of months, as short as `MMM` has them. */
export const shortMonths = names(
  "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
);
const longMonths = names(
  "January February March April May June July August September October November December",
);
/** English names of days, as short as `EEE` has them. */
export const shortDays = names("Mon Tue Wed Thu Fri Sat Sun");
const longDays = names(
  "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
);
const amPm = new Map([["AM", 0], ["PM", 1]]);
const shortEras = new Map([["BC", 0], ["AD", 1]]);

/**
 * The steps of a pattern of `DateTimeFormatter.ofPattern`.
 *
 * @throws {NotSimulated} for letters that are not modelled, for text of a locale other than `en_US`, and for a pattern
 * that Java refuses.
 */
export function compilePattern(
  pattern: string,
  locale: string,
): readonly DateTimeStep[] {
  const builder = new StepBuilder();
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]!;
    if (/[A-Za-z]/.test(char)) {
      let count = 1;
      while (pattern[at + count] === char) count++;
      appendLetter(builder, char, count, locale);
      at += count - 1;
    } else if (char === "'") {
      const end = quoteEnd(pattern, at);
      const text = pattern.slice(at + 1, end);
      builder.literal(text === "" ? "'" : text.replaceAll("''", "'"));
      at = end;
    } else if (char === "[") builder.optionalStart();
    else if (char === "]") builder.optionalEnd();
    else if ("{}#".includes(char)) {
      throw new NotSimulated(`the reserved character ${char} of a pattern`);
    } else builder.literal(char);
  }
  return builder.build();
}

function quoteEnd(pattern: string, start: number): number {
  for (let at = start + 1; at < pattern.length; at++) {
    if (pattern[at] !== "'") continue;
    if (pattern[at + 1] !== "'") return at;
    at++;
  }
  throw new NotSimulated("a pattern with a quote that is never closed");
}

function appendLetter(
  builder: StepBuilder,
  letter: string,
  count: number,
  locale: string,
): void {
  const unknown = () =>
    new NotSimulated(`${letter.repeat(count)} in a date-time pattern`);
  const text = (field: DateTimeField, short: Names, long: Names | null) => {
    const texts = count <= 3 ? short : count === 4 ? long : null;
    if (texts === null) throw unknown();
    if (locale !== "en_US" && locale !== "en") {
      throw new NotSimulated(
        `names of months and days in the locale ${locale}`,
      );
    }
    builder.add({ kind: "text", field, texts });
  };
  switch (letter) {
    case "u":
    case "y":
    case "Y": {
      const field = letter === "u"
        ? "year"
        : letter === "y"
        ? "yearOfEra"
        : "weekYear";
      if (count === 2) builder.reducedYear(field);
      else {
        builder.number(field, count, 19, count < 4 ? "normal" : "exceedsPad");
      }
      return;
    }
    case "w":
      if (count > 2) throw unknown();
      builder.number("week", count, 2, "notNegative");
      return;
    case "e":
    case "c":
      if (count > (letter === "e" ? 2 : 1)) throw unknown();
      builder.number("weekday", count, count);
      return;
    case "M":
    case "L":
      if (count <= 2) builder.number("month", count);
      else if (letter === "L") throw unknown();
      else text("month", shortMonths, longMonths);
      return;
    case "Q":
      if (count > 2) throw unknown();
      builder.number("quarter", count);
      return;
    case "E":
      text("dayOfWeek", shortDays, longDays);
      return;
    case "a":
      if (count !== 1) throw unknown();
      text("amPm", amPm, null);
      return;
    case "G":
      text("era", shortEras, null);
      return;
    case "S":
      if (count > 9) throw unknown();
      builder.fraction(count, count, false);
      return;
    case "D":
      if (count === 1) builder.number("dayOfYear");
      else if (count <= 3) builder.number("dayOfYear", count, 3, "notNegative");
      else throw unknown();
      return;
    case "A":
    case "N":
    case "n":
      builder.number(
        letter === "A" ? "milliOfDay" : letter === "N" ? "nanoOfDay" : "nano",
        count,
        19,
        "notNegative",
      );
      return;
    case "X":
    case "x":
    case "Z":
      builder.add(offsetStep(letter, count) ?? never(unknown()));
      return;
    case "V":
      if (count !== 2) throw unknown();
      builder.add({ kind: "zone", names: false });
      return;
    case "z":
      if (count > 3) throw unknown();
      builder.add({ kind: "zone", names: true });
      return;
  }
  const field = numberFields[letter];
  if (field === undefined || count > 2) throw unknown();
  builder.number(field, count);
}

function offsetStep(letter: string, count: number): DateTimeStep | null {
  const patterns = ["", "+HHmm", "+HHMM", "+HH:MM", "+HHMMss", "+HH:MM:ss"];
  const pattern = patterns[count];
  if (letter === "Z") {
    if (count < 4) return { kind: "offset", pattern: "+HHMM", none: "+0000" };
    return count === 5
      ? { kind: "offset", pattern: "+HH:MM:ss", none: "Z" }
      : null;
  }
  if (pattern === undefined) return null;
  const zero = count === 1 ? "+00" : count % 2 === 0 ? "+0000" : "+00:00";
  return { kind: "offset", pattern, none: letter === "X" ? "Z" : zero };
}

type Names = ReadonlyMap<string, number>;

function names(list: string): Names {
  return new Map(list.split(" ").map((name, index) => [name, index + 1]));
}

function never(error: Error): never {
  throw error;
}
