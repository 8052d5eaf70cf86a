import { truncate } from "../java/big_decimal.ts";
import {
  dayMs,
  localToEpochMs,
  type Zone,
  zoneOf,
  zoneOffsetMs,
} from "../java/calendar.ts";
import { type NumberSymbols, numberSymbols } from "../java/number_symbols.ts";
import { javaTrim } from "../java/text.ts";
import { parseDecimalFormat } from "../java/decimal_format.ts";
import { DateTimeTextError, parseSteps } from "../java/date_time_parse.ts";
import { cqlTimestampSteps, namedFormats } from "../java/date_time_formats.ts";
import { compilePattern } from "../java/date_time_pattern.ts";
import type { DateTimeStep } from "../java/date_time_steps.ts";
import { type Instant, resolveDateTime } from "../java/date_time_resolve.ts";
import { NotSimulated, RecordRefused } from "../refusal.ts";
import type { CodecSettingName } from "../../table_groups.ts";
import { type JavaNumber, printNumber, toLong } from "./numbers.ts";

/** Units of `codec.unit`, `ttlTimeUnit` and `timestampTimeUnit`, each in nanoseconds. */
export const timeUnitNanos: Readonly<Record<string, bigint>> = {
  NANOSECONDS: 1n,
  MICROSECONDS: 1_000n,
  MILLISECONDS: 1_000_000n,
  SECONDS: 1_000_000_000n,
  MINUTES: 60_000_000_000n,
  HOURS: 3_600_000_000_000n,
  DAYS: 86_400_000_000_000n,
};

/** Text read as a date or time; a part is null where the text does not name it. */
export interface Temporal {
  readonly epochDay: number | null;
  readonly nanoOfDay: number | null;
  readonly instant: Instant | null;
}

/** How text becomes a date or time: `codec.timestamp`, `codec.date` or `codec.time`. */
export interface TemporalFormat {
  /** The setting's value, for messages. */
  readonly pattern: string;
  /** Whether it reads numbers (`UNITS_SINCE_EPOCH`). */
  readonly numeric: boolean;
  /**
   * Null for empty text.
   * @throws {DateTimeTextError} where the engine's format throws a `DateTimeException`.
   * @throws {RecordRefused} where it throws anything else.
   */
  parse(text: string): Temporal | null;
  /** Only for a numeric format. */
  ofNumber(number: JavaNumber): Temporal;
}

/** A topic's `codec.*` settings, ready for use. Each is made when it is first needed, so one that cannot be simulated harms no other. */
export class CodecContext {
  #numbers: NumberSymbols | null = null;
  #zone: Zone | null = null;
  readonly #formats = new Map<string, TemporalFormat>();

  constructor(
    private readonly settings: Readonly<
      Partial<Record<CodecSettingName, string>>
    >,
  ) {}

  get locale(): string {
    return this.settings.locale ?? "en_US";
  }

  get numbers(): NumberSymbols {
    return this.#numbers ??= numberSymbols(this.locale);
  }

  get zone(): Zone {
    return this.#zone ??= zoneOf(this.settings.timeZone ?? "UTC");
  }

  get unit(): string {
    return this.settings.unit ?? "MILLISECONDS";
  }

  get timestamp(): TemporalFormat {
    return this.#format(this.settings.timestamp ?? "CQL_TIMESTAMP", true);
  }

  get date(): TemporalFormat {
    return this.#format(this.settings.date ?? "ISO_LOCAL_DATE", false);
  }

  get time(): TemporalFormat {
    return this.#format(this.settings.time ?? "ISO_LOCAL_TIME", false);
  }

  #format(pattern: string, zoned: boolean): TemporalFormat {
    const key = `${zoned} ${pattern}`;
    let format = this.#formats.get(key);
    if (format === undefined) {
      format = this.#createFormat(pattern, zoned);
      this.#formats.set(key, format);
    }
    return format;
  }

  #createFormat(pattern: string, zoned: boolean): TemporalFormat {
    if (pattern === "UNITS_SINCE_EPOCH") return this.#numericFormat();
    if (pattern === "CQL_TIMESTAMP") {
      return this.#textFormat(pattern, {
        steps: cqlTimestampSteps,
        style: "strict",
        zoned: true,
      });
    }
    if (pattern === "ISO_WEEK_DATE") throw new NotSimulated(pattern);
    return this.#textFormat(pattern, {
      steps: namedFormats[pattern] ?? compilePattern(pattern, this.locale),
      style: "smart",
      zoned,
    });
  }

  #numericFormat(): TemporalFormat {
    const ofNumber = (number: JavaNumber): Temporal => {
      try {
        return temporalOf(numberToInstant(number, this.unit), this.zone);
      } catch (error) {
        if (error instanceof RecordRefused) {
          throw new DateTimeTextError(error.message);
        }
        throw error;
      }
    };
    return {
      pattern: "UNITS_SINCE_EPOCH",
      numeric: true,
      parse: (text) => {
        if (text === "") return null;
        const read = parseDecimalFormat(text, this.numbers);
        if (read === null || read.end !== text.length) {
          throw new DateTimeTextError("it is not a number");
        }
        return ofNumber(
          typeof read.value === "number"
            ? { kind: "double", value: read.value }
            : { kind: "decimal", value: read.value },
        );
      },
      ofNumber,
    };
  }

  #textFormat(pattern: string, { steps, style, zoned }: {
    readonly steps: readonly DateTimeStep[];
    readonly style: "smart" | "strict";
    readonly zoned: boolean;
  }): TemporalFormat {
    const caseSensitive = pattern === "CQL_TIMESTAMP";
    return {
      pattern,
      numeric: false,
      parse: (text) => {
        if (text === "") return null;
        const parsed = parseSteps(steps, javaTrim(text), { caseSensitive });
        const resolved = resolveDateTime(parsed, style);
        if (parsed.end !== text.length) {
          throw new DateTimeTextError(
            `could not be parsed at index ${parsed.end}`,
          );
        }
        return zoned ? withZone(resolved, this.zone, pattern) : resolved;
      },
      ofNumber: () => {
        throw new TypeError("Cannot read numbers with a text format");
      },
    };
  }
}

/** The moment that a number of units since the epoch is. @throws {RecordRefused} */
export function numberToInstant(number: JavaNumber, unit: string): Instant {
  const nanos = timeUnitNanos[unit];
  if (nanos === undefined) throw new NotSimulated(`the unit ${unit}`);
  const value = toLong(number) * nanos;
  const seconds = floorDiv(value, 1_000_000_000n);
  if (seconds > 31_556_889_864_403_199n || seconds < -31_557_014_167_219_200n) {
    throw new RecordRefused(
      `${printNumber(number)} ${unit} after 1970 is beyond the last year`,
    );
  }
  return {
    seconds,
    nano: Number(value - seconds * 1_000_000_000n),
  };
}

/** The number of whole units since the epoch, as the engine's `instantToNumber`. */
export function instantToUnits(instant: Instant, unit: string): bigint {
  const nanos = timeUnitNanos[unit];
  if (nanos === undefined) throw new NotSimulated(`the unit ${unit}`);
  return BigInt.asIntN(
    64,
    saturate(instant.seconds * 1_000_000_000n / nanos) +
      BigInt(instant.nano) / nanos,
  );
}

/** Keeps a number within a Java `long`, as `TimeUnit` does. */
export function saturate(value: bigint): bigint {
  const max = 0x7fff_ffff_ffff_ffffn;
  return value > max ? max : value < -max - 1n ? -max - 1n : value;
}

/** `Number.longValue()` of a number. */
export function longValue(number: JavaNumber): bigint {
  switch (number.kind) {
    case "integer":
      return BigInt.asIntN(64, number.value);
    case "decimal":
      return BigInt.asIntN(64, truncate(number.value));
    default:
      if (Number.isNaN(number.value)) return 0n;
      return Number.isFinite(number.value)
        ? saturate(BigInt(Math.trunc(number.value)))
        : saturate(number.value > 0 ? 2n ** 64n : -(2n ** 64n));
  }
}

function withZone(
  temporal: Temporal,
  zone: Zone,
  pattern: string,
): Temporal {
  if (temporal.instant !== null) return temporal;
  const { epochDay, nanoOfDay } = temporal;
  if (epochDay === null || nanoOfDay === null) {
    throw new RecordRefused(
      `${pattern} names ${
        epochDay === null ? "no full date" : "no time of day"
      }, and a timestamp needs both`,
    );
  }
  const nano = nanoOfDay % 1e9;
  const localMs = epochDay * dayMs + (nanoOfDay - nano) / 1e6;
  return {
    epochDay,
    nanoOfDay,
    instant: { seconds: BigInt(localToEpochMs(localMs, zone) / 1000), nano },
  };
}

function temporalOf(instant: Instant, zone: Zone): Temporal {
  const seconds = Number(instant.seconds);
  const ms = seconds * 1000;
  if (typeof zone === "string" && Math.abs(ms) > 8e15) {
    return { epochDay: null, nanoOfDay: null, instant };
  }
  const local = seconds + zoneOffsetMs(ms, zone) / 1000;
  const epochDay = Math.floor(local / 86_400);
  return {
    epochDay,
    nanoOfDay: (local - epochDay * 86_400) * 1e9 + instant.nano,
    instant,
  };
}

function floorDiv(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}
