import { NotSimulated } from "../refusal.ts";

/** Fields that a formatter parses, by the names of `java.time.temporal.ChronoField` in camel case. */
export type DateTimeField =
  | "era"
  | "yearOfEra"
  | "year"
  | "quarter"
  | "month"
  | "dayOfYear"
  | "day"
  | "dayOfWeek"
  | "amPm"
  | "hour"
  | "clockHour"
  | "hourOfAmPm"
  | "clockHourOfAmPm"
  | "minute"
  | "second"
  | "nano"
  | "nanoOfDay"
  | "milliOfDay"
  | "offset"
  | "instant";

type SignStyle = "normal" | "exceedsPad" | "notNegative";

/** A number; `following` is the width of the fixed numbers that directly follow, -1 if it is itself one of those. */
export interface NumberStep {
  readonly kind: "number" | "reduced" | "fraction";
  readonly field: DateTimeField;
  readonly min: number;
  readonly max: number;
  readonly sign: SignStyle;
  readonly following: number;
  /** Only for a fraction: whether a point stands before the digits. */
  readonly point: boolean;
}

/** One step of a `DateTimeFormatter`. */
export type DateTimeStep =
  | NumberStep
  | {
    readonly kind: "text";
    readonly field: DateTimeField;
    readonly texts: ReadonlyMap<string, number>;
  }
  | { readonly kind: "literal"; readonly text: string }
  | {
    readonly kind: "offset";
    readonly pattern: string;
    readonly none: string;
  }
  | { readonly kind: "zone"; readonly names: boolean }
  | { readonly kind: "instant" }
  | { readonly kind: "caseSensitive" | "strict"; readonly on: boolean }
  | {
    readonly kind: "default";
    readonly field: DateTimeField;
    readonly value: number;
  }
  | {
    readonly kind: "group";
    readonly optional: boolean;
    readonly steps: readonly DateTimeStep[];
  };

/** Builds steps as `DateTimeFormatterBuilder` does, adjacent numbers included. */
export class StepBuilder {
  readonly #stack: { steps: DateTimeStep[]; active: number }[] = [
    { steps: [], active: -1 },
  ];

  get #top(): { steps: DateTimeStep[]; active: number } {
    return this.#stack[this.#stack.length - 1]!;
  }

  add(step: DateTimeStep): this {
    this.#top.steps.push(step);
    this.#top.active = -1;
    return this;
  }

  literal(text: string): this {
    return text === "" ? this : this.add({ kind: "literal", text });
  }

  number(
    field: DateTimeField,
    min = 1,
    max = min === 1 ? 19 : min,
    sign: SignStyle = min === max ? "notNegative" : "normal",
  ): this {
    return this.#value({
      kind: "number",
      field,
      min,
      max,
      sign,
      following: 0,
      point: false,
    });
  }

  reducedYear(field: DateTimeField): this {
    return this.#value({
      kind: "reduced",
      field,
      min: 2,
      max: 2,
      sign: "notNegative",
      following: 0,
      point: false,
    });
  }

  fraction(min: number, max: number, point: boolean): this {
    const step: NumberStep = {
      kind: "fraction",
      field: "nano",
      min,
      max,
      sign: "notNegative",
      following: 0,
      point,
    };
    return min === max && !point ? this.#value(step) : this.add(step);
  }

  optionalStart(): this {
    this.#top.active = -1;
    this.#stack.push({ steps: [], active: -1 });
    return this;
  }

  optionalEnd(): this {
    if (this.#stack.length === 1) {
      throw new NotSimulated("a pattern with a ] that closes nothing");
    }
    const { steps } = this.#stack.pop()!;
    return steps.length === 0
      ? this
      : this.add({ kind: "group", optional: true, steps });
  }

  append(steps: readonly DateTimeStep[]): this {
    return this.add({ kind: "group", optional: false, steps });
  }

  build(): readonly DateTimeStep[] {
    while (this.#stack.length > 1) this.optionalEnd();
    return this.#top.steps;
  }

  #value(step: NumberStep): this {
    const { steps, active } = this.#top;
    const base = active >= 0 ? steps[active] as NumberStep : null;
    const fixed = step.min === step.max && step.sign === "notNegative";
    let next = steps.length;
    if (base !== null && fixed) {
      steps[active] = { ...base, following: base.following + step.max };
      steps.push({ ...step, following: -1 });
      next = active;
    } else {
      if (base !== null) steps[active] = { ...base, following: -1 };
      steps.push(step);
    }
    this.#top.active = next;
    return this;
  }
}

const numberFields: Readonly<Record<string, DateTimeField>> = {
  d: "day",
  H: "hour",
  k: "clockHour",
  K: "hourOfAmPm",
  h: "clockHourOfAmPm",
  m: "minute",
  s: "second",
};

const shortMonths = names("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec");
const longMonths = names(
  "January February March April May June July August September October November December",
);
const shortDays = names("Mon Tue Wed Thu Fri Sat Sun");
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
    case "y": {
      const field = letter === "u" ? "year" : "yearOfEra";
      if (count === 2) builder.reducedYear(field);
      else {
        builder.number(field, count, 19, count < 4 ? "normal" : "exceedsPad");
      }
      return;
    }
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

const offsetId: DateTimeStep = {
  kind: "offset",
  pattern: "+HH:MM:ss",
  none: "Z",
};
const anyCase: DateTimeStep = { kind: "caseSensitive", on: false };
const exactCase: DateTimeStep = { kind: "caseSensitive", on: true };
const lenient: DateTimeStep = { kind: "strict", on: false };
const strict: DateTimeStep = { kind: "strict", on: true };

const localDate = new StepBuilder().number("year", 4, 10, "exceedsPad")
  .literal("-").number("month", 2).literal("-").number("day", 2).build();
const localTime = new StepBuilder().number("hour", 2).literal(":")
  .number("minute", 2).optionalStart().literal(":").number("second", 2)
  .optionalStart().fraction(0, 9, true).build();
const localDateTime = new StepBuilder().add(anyCase).append(localDate)
  .literal("T").append(localTime).build();
const offsetDateTime = new StepBuilder().add(anyCase).append(localDateTime)
  .add(lenient).add(offsetId).add(strict).build();
const zoneInBrackets = (builder: StepBuilder) =>
  builder.optionalStart().literal("[").add(exactCase)
    .add({ kind: "zone", names: false }).literal("]");

/** The constants of `java.time.format.DateTimeFormatter`, but for `ISO_WEEK_DATE`. */
export const namedFormats: Readonly<Record<string, readonly DateTimeStep[]>> = {
  ISO_LOCAL_DATE: localDate,
  ISO_LOCAL_TIME: localTime,
  ISO_LOCAL_DATE_TIME: localDateTime,
  ISO_OFFSET_DATE_TIME: offsetDateTime,
  ISO_OFFSET_DATE: new StepBuilder().add(anyCase).append(localDate)
    .add(offsetId).build(),
  ISO_DATE: new StepBuilder().add(anyCase).append(localDate).optionalStart()
    .add(offsetId).build(),
  ISO_OFFSET_TIME: new StepBuilder().add(anyCase).append(localTime)
    .add(offsetId).build(),
  ISO_TIME: new StepBuilder().add(anyCase).append(localTime).optionalStart()
    .add(offsetId).build(),
  ISO_ZONED_DATE_TIME: zoneInBrackets(new StepBuilder().append(offsetDateTime))
    .build(),
  ISO_DATE_TIME: zoneInBrackets(
    new StepBuilder().append(localDateTime).optionalStart().add(offsetId),
  ).build(),
  ISO_ORDINAL_DATE: new StepBuilder().add(anyCase)
    .number("year", 4, 10, "exceedsPad").literal("-").number("dayOfYear", 3)
    .optionalStart().add(offsetId).build(),
  ISO_INSTANT: [anyCase, { kind: "instant" }],
  BASIC_ISO_DATE: new StepBuilder().add(anyCase).number("year", 4)
    .number("month", 2).number("day", 2).optionalStart().add(lenient)
    .add({ kind: "offset", pattern: "+HHMMss", none: "Z" }).add(strict)
    .build(),
  RFC_1123_DATE_TIME: new StepBuilder().add(anyCase).add(lenient)
    .optionalStart()
    .add({ kind: "text", field: "dayOfWeek", texts: shortDays }).literal(", ")
    .optionalEnd().number("day", 1, 2, "notNegative").literal(" ")
    .add({ kind: "text", field: "month", texts: shortMonths }).literal(" ")
    .number("year", 4).literal(" ").number("hour", 2).literal(":")
    .number("minute", 2).optionalStart().literal(":").number("second", 2)
    .optionalEnd().literal(" ")
    .add({ kind: "offset", pattern: "+HHMM", none: "GMT" }).build(),
};

/** What `CQL_TIMESTAMP` reads: an ISO date, optionally a time, a zone's name or an offset. */
export const cqlTimestampSteps: readonly DateTimeStep[] = new StepBuilder()
  .append(localDate)
  .optionalStart()
  .optionalStart().literal("T").optionalEnd()
  .optionalStart().literal(" ").optionalEnd()
  .append(localTime)
  .optionalEnd()
  .optionalStart().literal(" ").add({ kind: "zone", names: true })
  .optionalEnd()
  .optionalStart().add({ kind: "offset", pattern: "+HH:MM", none: "Z" })
  .optionalEnd()
  .optionalStart().add({ kind: "offset", pattern: "+HHmm", none: "Z" })
  .optionalEnd()
  .add({ kind: "default", field: "hour", value: 0 })
  .add({ kind: "default", field: "minute", value: 0 })
  .add({ kind: "default", field: "second", value: 0 })
  .add({ kind: "default", field: "nano", value: 0 })
  .build();

/** What `ISO_INSTANT` reads inside. */
export const instantSteps: readonly DateTimeStep[] = new StepBuilder()
  .append(localDate).literal("T").number("hour", 2).literal(":")
  .number("minute", 2).literal(":").number("second", 2)
  .fraction(0, 9, true).add(offsetId).build();
