import {
  dateOfEpochDay,
  dayOfWeek,
  epochDay,
  isLeapYear,
  localToEpochMs,
  monthLength,
  type Zone,
} from "./calendar.ts";
import { NotSimulated } from "../refusal.ts";
import { DateTimeTextError, type ParsedFields } from "./date_time_parse.ts";
import type { DateTimeField } from "./date_time_steps.ts";

/** A parsed text, resolved: each part is null where the text did not say enough. */
export interface ResolvedDateTime {
  /** Days since 1970-01-01. */
  readonly epochDay: number | null;
  /** Nanoseconds since midnight. */
  readonly nanoOfDay: number | null;
  /** The moment, where the text itself names an offset or a zone. */
  readonly instant: Instant | null;
}

/** Seconds since the epoch and the nanoseconds after them. */
export interface Instant {
  readonly seconds: bigint;
  readonly nano: number;
}

const ranges: Partial<Record<DateTimeField, readonly [number, number]>> = {
  yearOfEra: [1, 1_000_000_000],
  year: [-999_999_999, 999_999_999],
  month: [1, 12],
  day: [1, 31],
  dayOfYear: [1, 366],
  amPm: [0, 1],
  hour: [0, 23],
  clockHour: [1, 24],
  hourOfAmPm: [0, 11],
  clockHourOfAmPm: [1, 12],
  minute: [0, 59],
  second: [0, 59],
  nano: [0, 999_999_999],
  milliOfDay: [0, 86_399_999],
  nanoOfDay: [0, 86_399_999_999_999],
};

/**
 * Resolves parsed fields as `java.time.format.Parsed` does, in the SMART or the STRICT style.
 *
 * @throws {DateTimeTextError} for a value out of range, and for values that contradict each other.
 */
export function resolveDateTime(
  parsed: ParsedFields,
  style: "smart" | "strict",
): ResolvedDateTime {
  const resolver = new Resolver(parsed.fields, style);
  return resolver.resolve(parsed.zone);
}

class Resolver {
  #day: number | null = null;
  #nanoOfDay: number | null = null;
  #excessDays = 0;

  constructor(
    readonly fields: Map<DateTimeField, number>,
    readonly style: "smart" | "strict",
  ) {}

  resolve(zone: Zone | null): ResolvedDateTime {
    this.#resolveDate();
    this.#resolveTime();
    this.#crossCheck();
    if (this.#day !== null && this.#nanoOfDay !== null) {
      this.#day += this.#excessDays;
    }
    return {
      epochDay: this.#day,
      nanoOfDay: this.#nanoOfDay,
      instant: this.#resolveInstant(zone),
    };
  }

  #take(field: DateTimeField): number | undefined {
    const value = this.fields.get(field);
    this.fields.delete(field);
    return value;
  }

  #check(field: DateTimeField, value: number): number {
    const range = ranges[field];
    if (range !== undefined && (value < range[0] || value > range[1])) {
      throw new DateTimeTextError(`${field} ${value} is out of range`);
    }
    return value;
  }

  #put(field: DateTimeField, value: number): void {
    const old = this.fields.get(field);
    if (old !== undefined && old !== value) {
      throw new DateTimeTextError(`${field} is both ${old} and ${value}`);
    }
    this.fields.set(field, value);
  }

  #resolveDate(): void {
    const yearOfEra = this.#take("yearOfEra");
    if (yearOfEra !== undefined) {
      this.#check("yearOfEra", yearOfEra);
      const era = this.#take("era");
      if (era !== undefined) {
        this.#put("year", era === 1 ? yearOfEra : 1 - yearOfEra);
      } else if (this.style === "smart") {
        const year = this.fields.get("year");
        this.#put(
          "year",
          year === undefined || year > 0 ? yearOfEra : 1 - yearOfEra,
        );
      }
    }
    this.#checkWeeks();
    const year = this.fields.get("year");
    const month = this.fields.get("month");
    const day = this.fields.get("day");
    const dayOfYear = this.fields.get("dayOfYear");
    if (year === undefined) return;
    if (month !== undefined && day !== undefined) {
      this.#day = this.#resolveYearMonthDay(year, month, day);
      for (const field of ["year", "month", "day"] as const) this.#take(field);
    } else if (dayOfYear !== undefined) {
      this.#check("year", year);
      this.#check("dayOfYear", dayOfYear);
      if (dayOfYear === 366 && !isLeapYear(year)) {
        throw new DateTimeTextError(`day 366 of ${year} does not exist`);
      }
      this.#day = epochDay({ year, month: 1, day: 1 }) + dayOfYear - 1;
      this.#take("year");
      this.#take("dayOfYear");
    }
  }

  // A week's year makes a date only with a week and a day of it, however many months and days stand beside it.
  #checkWeeks(): void {
    const given = (["weekYear", "week", "weekday"] as const).filter((field) =>
      this.fields.has(field)
    );
    if (given.length === 0) return;
    if (given.length === 3 || this.fields.has("year")) {
      throw new NotSimulated("a date by its week");
    }
  }

  #resolveYearMonthDay(year: number, month: number, day: number): number {
    this.#check("year", year);
    this.#check("month", month);
    this.#check("day", day);
    const length = monthLength(year, month);
    if (day > length && this.style === "strict") {
      throw new DateTimeTextError(
        `day ${day} of month ${month} does not exist`,
      );
    }
    return epochDay({ year, month, day: Math.min(day, length) });
  }

  #resolveTime(): void {
    this.#resolveHours();
    const milliOfDay = this.#take("milliOfDay");
    const nanoOfDay = this.#take("nanoOfDay");
    if (nanoOfDay !== undefined) {
      this.#check("nanoOfDay", nanoOfDay);
      this.#putTimeOfDay(Math.floor(nanoOfDay / 1e9), nanoOfDay % 1e9);
    }
    if (milliOfDay !== undefined) {
      this.#check("milliOfDay", milliOfDay);
      this.#putTimeOfDay(
        Math.floor(milliOfDay / 1000),
        (milliOfDay % 1000) * 1e6,
      );
    }
    const nano = this.fields.get("nano");
    if (nano !== undefined) this.#check("nano", nano);
    if (!this.#buildTime()) return;
    for (const [field, value] of this.fields) {
      if (
        ["amPm", "hour", "hourOfAmPm", "minute", "second", "nano"].includes(
          field,
        )
      ) this.#check(field, value);
    }
  }

  #resolveHours(): void {
    const clockHour = this.#take("clockHour");
    if (clockHour !== undefined) {
      if (this.style === "strict" || clockHour !== 0) {
        this.#check("clockHour", clockHour);
      }
      this.#put("hour", clockHour === 24 ? 0 : clockHour);
    }
    const clockHourOfAmPm = this.#take("clockHourOfAmPm");
    if (clockHourOfAmPm !== undefined) {
      if (this.style === "strict" || clockHourOfAmPm !== 0) {
        this.#check("clockHourOfAmPm", clockHourOfAmPm);
      }
      this.#put("hourOfAmPm", clockHourOfAmPm === 12 ? 0 : clockHourOfAmPm);
    }
    const amPm = this.fields.get("amPm");
    const hourOfAmPm = this.fields.get("hourOfAmPm");
    if (amPm !== undefined && hourOfAmPm !== undefined) {
      this.#take("amPm");
      this.#take("hourOfAmPm");
      this.#put("hour", amPm * 12 + this.#check("hourOfAmPm", hourOfAmPm));
    }
  }

  #putTimeOfDay(seconds: number, nano: number): void {
    this.#put("hour", Math.floor(seconds / 3600));
    this.#put("minute", Math.floor(seconds / 60) % 60);
    this.#put("second", seconds % 60);
    this.#put("nano", nano);
  }

  // False where the fields leave a gap, such as an hour and nanoseconds: then they are not even checked.
  #buildTime(): boolean {
    const hour = this.fields.get("hour");
    const minute = this.fields.get("minute");
    const second = this.fields.get("second");
    const nano = this.fields.get("nano");
    if (hour === undefined) {
      const amPm = this.fields.get("amPm");
      const alone = minute === undefined && second === undefined &&
        nano === undefined && this.style === "smart";
      // The middle of the half-day, since Java 16.
      if (amPm !== undefined && alone) {
        this.#nanoOfDay = (this.#check("amPm", amPm) * 12 + 6) * 3.6e12;
        this.#take("amPm");
      }
      return true;
    }
    if (minute === undefined && (second !== undefined || nano !== undefined)) {
      return false;
    }
    if (minute !== undefined && second === undefined && nano !== undefined) {
      return false;
    }
    const [m, s, n] = [minute ?? 0, second ?? 0, nano ?? 0];
    this.#check("minute", m);
    if (
      this.style === "smart" && hour === 24 && m === 0 && s === 0 && n === 0
    ) {
      this.#nanoOfDay = 0;
      this.#excessDays = 1;
    } else {
      this.#check("hour", hour);
      this.#check("second", s);
      this.#nanoOfDay = ((hour * 60 + m) * 60 + s) * 1e9 + n;
    }
    for (const field of ["hour", "minute", "second", "nano"] as const) {
      this.#take(field);
    }
    return true;
  }

  #crossCheck(): void {
    if (this.#day !== null) {
      const { year, month, day } = dateOfEpochDay(this.#day);
      this.#mustEqual("year", year);
      this.#mustEqual("month", month);
      this.#mustEqual("day", day);
      this.#mustEqual("dayOfWeek", dayOfWeek(this.#day));
      this.#mustEqual(
        "dayOfYear",
        this.#day - epochDay({ year, month: 1, day: 1 }) + 1,
      );
      this.#mustEqual("quarter", Math.ceil(month / 3));
      this.#mustEqual("era", year > 0 ? 1 : 0);
      this.#mustEqual("yearOfEra", year > 0 ? year : 1 - year);
    }
    if (this.#nanoOfDay !== null) {
      const hour = Math.floor(this.#nanoOfDay / 3.6e12);
      this.#mustEqual("amPm", Math.floor(hour / 12));
      this.#mustEqual("hourOfAmPm", hour % 12);
    }
  }

  #mustEqual(field: DateTimeField, actual: number): void {
    const stated = this.fields.get(field);
    if (stated !== undefined && stated !== actual) {
      throw new DateTimeTextError(
        `${field} is ${actual} by the rest of the text, not ${stated}`,
      );
    }
  }

  #resolveInstant(zone: Zone | null): Instant | null {
    const given = this.fields.get("instant");
    if (given !== undefined) {
      return { seconds: BigInt(given), nano: this.fields.get("nano") ?? 0 };
    }
    if (this.#day === null || this.#nanoOfDay === null) return null;
    const nano = this.#nanoOfDay % 1e9;
    const localSeconds = this.#day * 86_400 +
      (this.#nanoOfDay - nano) / 1e9;
    const offset = this.fields.get("offset");
    if (offset !== undefined) {
      if (Math.abs(offset) > 64_800) {
        throw new DateTimeTextError("the offset is more than 18 hours");
      }
      return { seconds: BigInt(localSeconds - offset), nano };
    }
    if (zone === null) return null;
    const ms = localToEpochMs(localSeconds * 1000, zone);
    return { seconds: BigInt(ms / 1000), nano };
  }
}
