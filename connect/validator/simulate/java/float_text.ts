import { javaTrim } from "./text.ts";

/** `Double.toString`: at least one digit after the point, an exponent outside 10^-3..10^7. */
export function printDouble(value: number): string {
  return printShortest(value, shortestDigits(String(Math.abs(value))));
}

/** `Float.toString` of a number that is a float already. */
export function printFloat(value: number): string {
  const size = Math.abs(value);
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
const hexPattern = /^[+-]?0[xX]/;

/** What `Double.valueOf` reads, null where it throws; `undefined` for the hexadecimal form, which is not modelled. */
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
