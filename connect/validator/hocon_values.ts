// How the Typesafe Config library (1.4.1) reads a value that arrives as text, as the driver uses it.

/** How the driver reads one of its options. */
export interface DriverOption {
  readonly type:
    | "string"
    | "class"
    | "int"
    | "boolean"
    | "duration"
    | "size"
    | "list"
    | "map";
  /** The driver reads it whenever a session opens, so a value that cannot be read fails the task. */
  readonly read?: boolean;
  /** Smallest number with which a session opens. */
  readonly min?: number;
  /** The duration must be above zero. */
  readonly positive?: boolean;
}

/** Milliseconds of each unit. */
const durationUnits: Readonly<Record<string, number>> = {
  ...unitNames(1, "ms", "milli", "millis", "millisecond", "milliseconds", ""),
  ...unitNames(1e-6, "ns", "nano", "nanos", "nanosecond", "nanoseconds"),
  ...unitNames(1e-3, "us", "micro", "micros", "microsecond", "microseconds"),
  ...unitNames(1e3, "s", "second", "seconds"),
  ...unitNames(6e4, "m", "minute", "minutes"),
  ...unitNames(3.6e6, "h", "hour", "hours"),
  ...unitNames(8.64e7, "d", "day", "days"),
};

function unitNames(millis: number, ...names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, millis]));
}

const sizeUnit =
  /^(?:|B|b|bytes?|kB|kilobytes?|[KkMGTP](?:i|iB)?|(?:kibi|mebi|gibi|tebi|pebi)bytes?|[MGTP]B|(?:mega|giga|tera|peta)bytes?)$/;

/** Why the driver cannot use a value for an option, or null. */
export function faultOfDriverValue(
  value: string,
  { type, min, positive }: DriverOption,
): { readonly message: string; readonly fix: string } | null {
  const text = value.trim();
  switch (type) {
    case "boolean":
      return ["true", "yes", "on", "false", "no", "off"].includes(value)
        ? null
        : {
          message: `is no boolean: ${JSON.stringify(value)}`,
          fix: "write true or false, in lower case",
        };
    case "int":
      return faultOfNumber(text, min);
    case "duration":
      return faultOfDuration(text, { min, positive });
    case "size": {
      const parts = /^(\d+(?:\.\d+)?)\s*([a-zA-Z]*)$/.exec(text);
      return parts !== null && sizeUnit.test(parts[2]!) ? null : {
        message: `is no size: ${JSON.stringify(value)}`,
        fix: "write a size such as 256 MiB",
      };
    }
    default:
      return null;
  }
}

function faultOfNumber(text: string, min: number | undefined) {
  const number = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[dDfF]?$/.test(text)
    ? Math.trunc(Number(text.replace(/[dDfF]$/, "")))
    : NaN;
  if (!(Math.abs(number) <= 2147483647)) {
    return {
      message: `is no whole number: ${JSON.stringify(text)}`,
      fix: "write digits only",
    };
  }
  return min !== undefined && number < min
    ? { message: `must be at least ${min}`, fix: `set it to ${min} or more` }
    : null;
}

function faultOfDuration(
  text: string,
  { min, positive }: {
    readonly min: number | undefined;
    readonly positive: boolean | undefined;
  },
) {
  const parts = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*([a-zA-Z]*)$/
    .exec(text);
  if (parts === null || !Object.hasOwn(durationUnits, parts[2]!)) {
    return {
      message: `is no duration: ${JSON.stringify(text)}`,
      fix:
        "write a number and a unit in lower case: ms, s, m, h, d, or in full, as in 30 seconds",
    };
  }
  const millis = Number(parts[1]) * durationUnits[parts[2]!]!;
  if (positive && millis <= 0) {
    return { message: "must be above zero", fix: "write a longer duration" };
  }
  return min !== undefined && millis < min
    ? { message: "must not be negative", fix: "write a longer duration" }
    : null;
}
