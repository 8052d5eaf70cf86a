import { NotSimulated } from "../refusal.ts";
import { epochDay, monthLength, type Zone, zoneOf } from "./calendar.ts";
import { instantSteps } from "./date_time_formats.ts";
import type {
  DateTimeField,
  DateTimeStep,
  NumberStep,
} from "./date_time_steps.ts";

/** What a formatter found in a text, not resolved yet. */
export interface ParsedFields {
  readonly fields: Map<DateTimeField, number>;
  readonly zone: Zone | null;
  /** Index after the last character that was read. */
  readonly end: number;
}

/** The text does not fit the steps, or contradicts itself: a `DateTimeException` of Java. */
export class DateTimeTextError extends Error {
  override readonly name = "DateTimeTextError";
}

/**
 * Runs the steps over a text, from its start.
 *
 * @throws {DateTimeTextError} where the formatter throws.
 * @throws {NotSimulated} for zone names, whose meaning is not modelled.
 */
export function parseSteps(
  steps: readonly DateTimeStep[],
  text: string,
  { caseSensitive }: { readonly caseSensitive: boolean },
): ParsedFields {
  const parser = new StepParser(text, caseSensitive);
  const end = parser.run(steps, 0);
  if (end < 0) {
    throw new DateTimeTextError(`could not be parsed at index ${~end}`);
  }
  return { fields: parser.fields, zone: parser.zone, end };
}

/** Shapes of the names that Java's tree of zones may match; what they mean depends on its data. */
const zoneNamePattern =
  /^(?:[A-Z]{1,5}T|[A-Z]{2,4}\d|MSD|MSK|WIB|WITA|UTC|UCT|PRC|ROC|ROK|GB|NZ|W-SU|Ch[DS]T|Cuba|Egypt|Eire|Greenwich|Hongkong|Iceland|Iran|Israel|Jamaica|Japan|Kwajalein|Libya|Navajo|Poland|Portugal|Singapore|Turkey|Universal|Zulu|[A-Z][A-Za-z_]+\/)/;

class StepParser {
  fields = new Map<DateTimeField, number>();
  zone: Zone | null = null;
  #strict = true;

  constructor(readonly text: string, private caseSensitive: boolean) {}

  // As in Java, a result below zero is the complement of where it failed.
  run(steps: readonly DateTimeStep[], start: number): number {
    let position = start;
    for (const step of steps) {
      position = this.#step(step, position);
      if (position < 0) return position;
    }
    return position;
  }

  #step(step: DateTimeStep, position: number): number {
    switch (step.kind) {
      case "literal":
        return this.#matches(step.text, position)
          ? position + step.text.length
          : ~position;
      case "number":
      case "reduced":
        return this.#number(step, position);
      case "fraction":
        return this.#fraction(step, position);
      case "text":
        return this.#text(step.field, step.texts, position);
      case "offset":
        return this.#offset(step.pattern, step.none, position);
      case "zone":
        return this.#zone(step.names, position);
      case "instant":
        return this.#instant(position);
      case "caseSensitive":
        this.caseSensitive = step.on;
        return position;
      case "strict":
        this.#strict = step.on;
        return position;
      case "default":
        if (!this.fields.has(step.field)) {
          this.fields.set(step.field, step.value);
        }
        return position;
      case "group": {
        if (!step.optional) return this.run(step.steps, position);
        const fields = new Map(this.fields);
        const { zone } = this;
        const end = this.run(step.steps, position);
        if (end >= 0) return end;
        this.fields = fields;
        this.zone = zone;
        return position;
      }
    }
  }

  #set(
    field: DateTimeField,
    value: number,
    start: number,
    end: number,
  ): number {
    const old = this.fields.get(field);
    this.fields.set(field, value);
    return old !== undefined && old !== value ? ~start : end;
  }

  #number(step: NumberStep, start: number): number {
    const { text } = this;
    let position = start;
    if (position === text.length) return ~position;
    const fixedWidth = step.min === step.max;
    const sign = text[position]!;
    const positive = sign === "+";
    const negative = sign === "-";
    if (positive || negative) {
      if (!this.#takesSign(step, positive, fixedWidth)) return ~position;
      position++;
    }
    const fixed = this.#isFixed(step);
    const min = this.#strict || fixed ? step.min : 1;
    const minEnd = position + min;
    if (minEnd > text.length) return ~position;
    let max = (this.#strict || fixed ? step.max : 9) +
      Math.max(step.following, 0);
    let end = this.#digitsEnd(position, max);
    if (end < minEnd) return ~position;
    if (step.following > 0) {
      max = Math.max(min, end - position - step.following);
      end = Math.min(end, position + max);
    }
    const digits = text.slice(position, end);
    let value = Number(digits);
    if (negative) {
      if (value === 0 && this.#strict) return ~(position - 1);
      value = -value;
    } else if (step.sign === "exceedsPad" && this.#strict) {
      const exceeds = digits.length > step.min;
      if (positive && !exceeds) return ~(position - 1);
      if (!positive && exceeds) return ~position;
    }
    if (step.kind === "reduced" && digits.length === 2 && !negative) {
      value += 2000;
    }
    return this.#set(step.field, value, position, end);
  }

  #takesSign(
    step: NumberStep,
    positive: boolean,
    fixedWidth: boolean,
  ): boolean {
    switch (step.sign) {
      case "normal":
        return !positive || !this.#strict;
      case "exceedsPad":
        return true;
      default:
        return !this.#strict && !fixedWidth;
    }
  }

  #isFixed(step: NumberStep): boolean {
    if (step.kind === "fraction") {
      return this.#strict && step.min === step.max && !step.point;
    }
    if (step.kind === "reduced" && !this.#strict) return false;
    return step.following === -1 ||
      (step.following > 0 && step.min === step.max &&
        step.sign === "notNegative");
  }

  #digitsEnd(start: number, max: number): number {
    let end = start;
    while (end < start + max && /[0-9]/.test(this.text[end] ?? "")) end++;
    return end;
  }

  #fraction(step: NumberStep, start: number): number {
    const exact = this.#strict || this.#isFixed(step);
    const min = exact ? step.min : 0;
    const max = exact ? step.max : 9;
    let position = start;
    if (position === this.text.length) return min > 0 ? ~position : position;
    if (step.point) {
      if (this.text[position] !== ".") return min > 0 ? ~position : position;
      position++;
    }
    const end = this.#digitsEnd(position, max);
    if (end < position + min) return ~position;
    const digits = this.text.slice(position, end);
    return this.#set(
      "nano",
      Number(digits.padEnd(9, "0") || "0"),
      position,
      end,
    );
  }

  #text(
    field: DateTimeField,
    texts: ReadonlyMap<string, number>,
    position: number,
  ): number {
    const longestFirst = [...texts].sort(([a], [b]) => b.length - a.length);
    for (const [text, value] of longestFirst) {
      if (this.#matches(text, position)) {
        return this.#set(field, value, position, position + text.length);
      }
    }
    if (this.#strict) return ~position;
    // A lenient formatter takes the number for the name.
    return this.#number({
      kind: "number",
      field,
      min: 1,
      max: 19,
      sign: "normal",
      following: 0,
      point: false,
    }, position);
  }

  #offset(pattern: string, none: string, position: number): number {
    const { text } = this;
    if (position === text.length) return ~position;
    if (this.#matches(none, position)) {
      return this.#set("offset", 0, position, position + none.length);
    }
    const colon = pattern.includes(":");
    const [minutes, seconds] = this.#strict
      ? [
        pattern.includes("M") ? "required" : "optional",
        pattern.includes("ss") ? "optional" : "none",
      ] as const
      : ["optional", "optional"] as const;
    const separator = colon ? ":" : "";
    const match = new RegExp(`^([+-])([0-5]\\d)(?:${separator}([0-5]\\d))?`)
      .exec(text.slice(position));
    if (match === null) return ~position;
    const [all, sign, hour, minute] = match;
    if (minute === undefined && minutes === "required") return ~position;
    let end = position + all.length;
    let size = Number(hour) * 3600 + Number(minute ?? 0) * 60;
    const second = minute === undefined || seconds === "none"
      ? null
      : new RegExp(`^${separator}([0-5]\\d)`).exec(text.slice(end));
    if (second !== null) {
      size += Number(second[1]);
      end += second[0].length;
    }
    if (Number(hour) > 23) {
      throw new DateTimeTextError("the offset has more than 23 hours");
    }
    return this.#set("offset", sign === "-" ? -size : size, position, end);
  }

  #zone(withNames: boolean, position: number): number {
    const { text } = this;
    if (position === text.length) return ~position;
    const rest = text.slice(position);
    if (/^[+-]/.test(rest)) return this.#zoneOffset(position, position);
    const flags = this.caseSensitive ? "" : "i";
    const prefix = new RegExp("^(?:UTC|UT|GMT)", flags).exec(rest)?.[0];
    if (prefix !== undefined) {
      if (/^GMT$/i.test(prefix) && rest[3] === "0") {
        this.zone = 0;
        return position + 4;
      }
      return this.#zoneOffset(position, position + prefix.length);
    }
    const region = /^[A-Z][A-Za-z_]+(?:\/[A-Za-z_+-]+)+/.exec(rest)?.[0];
    if (region !== undefined && !withNames) {
      this.zone = zoneOf(region);
      return position + region.length;
    }
    if (zoneNamePattern.test(this.caseSensitive ? rest : rest.toUpperCase())) {
      throw new NotSimulated("a time zone's name in the text");
    }
    if (rest.startsWith("Z") || (!this.caseSensitive && rest.startsWith("z"))) {
      this.zone = 0;
      return position + 1;
    }
    return ~position;
  }

  #zoneOffset(start: number, position: number): number {
    const next = this.text[position];
    const named = position > start;
    if (
      named && (next === undefined || next === "0" || next === "Z" ||
        (!this.caseSensitive && next === "z"))
    ) {
      this.zone = 0;
      return position;
    }
    const inner = new StepParser(this.text, this.caseSensitive);
    inner.#strict = this.#strict;
    const end = inner.#offset("+HH:MM:ss", named ? "0" : "Z", position);
    if (end < 0) {
      if (!named) return ~start;
      this.zone = 0;
      return position;
    }
    const seconds = inner.fields.get("offset")!;
    if (Math.abs(seconds) > 64_800) return ~start;
    this.zone = seconds;
    return end;
  }

  #instant(position: number): number {
    const inner = new StepParser(this.text, this.caseSensitive);
    inner.#strict = this.#strict;
    const end = inner.run(instantSteps, position);
    if (end < 0) return end;
    const get = (field: DateTimeField) => inner.fields.get(field) ?? 0;
    let [hour, second, days] = [get("hour"), get("second"), 0];
    const [year, month, day, minute] = [
      get("year"),
      get("month"),
      get("day"),
      get("minute"),
    ];
    const nano = get("nano");
    if (hour === 24 && minute === 0 && second === 0 && nano === 0) {
      [hour, days] = [0, 1];
    } else if (hour === 23 && minute === 59 && second === 60) second = 59;
    const valid = month >= 1 && month <= 12 && day >= 1 &&
      day <= monthLength(year, month) && hour < 24 && minute < 60 &&
      second < 60 && Math.abs(get("offset")) <= 64_800;
    if (!valid) return ~position;
    const seconds = (epochDay({ year, month, day }) + days) * 86_400 +
      hour * 3600 + minute * 60 + second - get("offset");
    const after = this.#set("instant", seconds, position, end);
    return after < 0 ? after : this.#set("nano", nano, position, after);
  }

  #matches(expected: string, position: number): boolean {
    const found = this.text.slice(position, position + expected.length);
    return this.caseSensitive
      ? found === expected
      : found.toLowerCase() === expected.toLowerCase();
  }
}
