import { NotSimulated } from "../refusal.ts";

/** Milliseconds of a day. */
export const dayMs = 86_400_000;

/** A day of the proleptic ISO calendar. */
export interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Whether a year of the proleptic ISO calendar has 366 days. */
export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Days of a month, 28 to 31. */
export function monthLength(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Days since 1970-01-01, for any year within a billion of it. */
export function epochDay({ year, month, day }: CalendarDate): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The date of a number of days since 1970-01-01. */
export function dateOfEpochDay(days: number): CalendarDate {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra -
    (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}

/** ISO number of the day of the week, Monday = 1. */
export function dayOfWeek(days: number): number {
  return ((days + 3) % 7 + 7) % 7 + 1;
}

/** A zone: seconds east of UTC, or a region's name. */
export type Zone = number | string;

/**
 * The zone that `java.time.ZoneId.of` makes of a name.
 *
 * @throws {NotSimulated} for a name that neither is an offset nor a region known here.
 */
export function zoneOf(name: string): Zone {
  const prefixed = /^(?:UTC|GMT|UT)(?=[+-]|$)/.exec(name);
  const rest = prefixed === null ? name : name.slice(prefixed[0].length);
  if (rest === "" || rest === "Z") return 0;
  const offset = /^([+-])(\d{1,2})(?::?(\d\d)(?::?(\d\d))?)?$/.exec(rest);
  if (offset !== null) {
    const [, sign, hours, minutes = "0", seconds = "0"] = offset;
    const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
    return sign === "-" ? -size : size;
  }
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
  } catch {
    throw new NotSimulated(`the time zone ${name}`);
  }
  return name;
}

/** Milliseconds since the epoch of a local date and time; in a gap the clock has gone forward, in an overlap the earlier one. */
export function localToEpochMs(localMs: number, zone: Zone): number {
  if (typeof zone === "number") return localMs - zone * 1000;
  if (Math.abs(localMs) > 8.6e15) throw new NotSimulated("a year far away");
  const before = zoneOffsetMs(localMs - dayMs, zone);
  const after = zoneOffsetMs(localMs + dayMs, zone);
  for (const offset of [before, after]) {
    const ms = localMs - offset;
    if (zoneOffsetMs(ms, zone) === offset) return ms;
  }
  return localMs - before;
}

/** Milliseconds that a zone's clock is ahead of UTC at a moment. */
export function zoneOffsetMs(ms: number, zone: Zone): number {
  if (typeof zone === "number") return zone * 1000;
  const parts = Object.fromEntries(
    zoneFormat(zone).formatToParts(ms).map(({ type, value }) => [type, value]),
  );
  const year = parts.era === "B" ? 1 - Number(parts.year) : Number(parts.year);
  const local = epochDay({
        year,
        month: Number(parts.month),
        day: Number(parts.day),
      }) * dayMs +
    ((Number(parts.hour) * 60 + Number(parts.minute)) * 60 +
        Number(parts.second)) * 1000;
  return local - Math.floor(ms / 1000) * 1000;
}

const zoneFormats = new Map<string, Intl.DateTimeFormat>();

function zoneFormat(zone: string): Intl.DateTimeFormat {
  let format = zoneFormats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      era: "narrow",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    zoneFormats.set(zone, format);
  }
  return format;
}
