import { javaTrim } from "./text.ts";

/** `Double.toString` of Java 17: at least one digit after the point, an exponent outside 10^-3..10^7. */
export function printDouble(value: number): string {
  const size = Math.abs(value);
  return printShortest(
    value,
    largeWholeDigits(size, 53) ?? shortestDigits(String(size)),
  );
}

/** `Float.toString` of Java 17, for a number that is a float already. */
export function printFloat(value: number): string {
  const size = Math.abs(value);
  const large = largeWholeDigits(size, 24);
  if (large !== null) return printShortest(value, large);
  for (let digits = 1; digits < 9; digits++) {
    const text = size.toExponential(digits - 1);
    if (Math.fround(Number(text)) === size) {
      return printShortest(value, shortestDigits(text));
    }
  }
  return printShortest(value, shortestDigits(size.toExponential(8)));
}

// The grammar of Double.valueOf, without the hexadecimal form.
const doublePattern =
  /^([+-]?)(?:(NaN|Infinity)|((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[fFdD]?)$/;
const hexPattern = /^[+-]?0[xX].*[pP]/;

/** What `Double.valueOf` reads, null where it throws; `undefined` for the hexadecimal form, which has an exponent and is not modelled. */
export function parseDouble(text: string): number | null | undefined {
  const trimmed = javaTrim(text);
  if (hexPattern.test(trimmed)) return undefined;
  const match = doublePattern.exec(trimmed);
  if (match === null) return null;
  const [, sign, word, digits] = match;
  const size = word === "NaN"
    ? NaN
    : word === "Infinity"
    ? Infinity
    : Number(digits);
  return sign === "-" ? -size : size;
}

interface Digits {
  readonly digits: string;
  /** Power of ten of the first digit. */
  readonly exponent: number;
}

/** Decimal digits of a power of two that carry no information, by its exponent. */
const insignificantDigits =
  "0 0 0 0 1 1 1 2 2 2 3 3 3 3 4 4 4 5 5 5 6 6 6 6 7 7 7 8 8 8 9 9 9 9 10 10 10 11 11 11 12 12 12 12 13 13 13 14 14 14 15 15 15 15 16 16 16 17 17 17 18 18 18 19"
    .split(" ").map(Number);

// Before Java 19 whole numbers beyond the precision are not written as short as they could be.
function largeWholeDigits(size: number, precision: number): Digits | null {
  if (!(size >= 2 ** (precision + 1) && size < 2 ** 63)) return null;
  const whole = BigInt(size);
  const exponent = whole.toString(2).length - 1;
  const dropped = insignificantDigits[exponent - precision - 1] ?? 0;
  const unit = 10n ** BigInt(dropped);
  const rounded = whole / unit +
    (whole % unit * 2n >= unit && dropped > 0 ? 1n : 0n);
  const digits = rounded.toString();
  return {
    digits: digits.replace(/0+$/, ""),
    exponent: digits.length - 1 + dropped,
  };
}

function shortestDigits(text: string): Digits {
  const [mantissa = "0", power = "0"] = text.split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  const all = whole + fraction;
  const leading = /^0*/.exec(all)![0].length;
  const digits = all.slice(leading).replace(/0+$/, "");
  return {
    digits: digits === "" ? "0" : digits,
    exponent: digits === "" ? 0 : whole.length - 1 - leading + Number(power),
  };
}

function printShortest(value: number, { digits, exponent }: Digits): string {
  if (Number.isNaN(value)) return "NaN";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  if (!Number.isFinite(value)) return `${sign}Infinity`;
  if (value === 0) return `${sign}0.0`;
  if (exponent >= -3 && exponent < 7) {
    if (exponent < 0) {
      return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
    }
    const padded = digits.padEnd(exponent + 1, "0");
    const fraction = padded.slice(exponent + 1);
    return `${sign}${padded.slice(0, exponent + 1)}.${
      fraction === "" ? "0" : fraction
    }`;
  }
  const fraction = digits.slice(1);
  return `${sign}${digits[0]}.${fraction === "" ? "0" : fraction}E${exponent}`;
}
