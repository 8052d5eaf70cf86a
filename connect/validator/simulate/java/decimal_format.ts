import { NotSimulated } from "../refusal.ts";
import type { BigDecimal } from "./big_decimal.ts";
import type { NumberSymbols } from "./number_symbols.ts";

/** What a `DecimalFormat` read: a decimal, or one of the special values; and where it stopped. */
export interface ParsedNumber {
  readonly value: BigDecimal | number;
  readonly end: number;
}

/**
 * `DecimalFormat.parse(text, new ParsePosition(0))` for the sink's pattern `#,###.##` with big decimals: reads as much
 * as looks like a number, grouping anywhere before the decimal point. Null where it reads nothing.
 */
export function parseDecimalFormat(
  text: string,
  symbols: NumberSymbols,
): ParsedNumber | null {
  if (text.startsWith("NaN")) return { value: NaN, end: 3 };
  const negative = text.startsWith(symbols.minus);
  const start = negative ? symbols.minus.length : 0;
  if (text.startsWith("Infinity", start)) {
    return { value: negative ? -Infinity : Infinity, end: start + 8 };
  }
  const read = readDigits(text, start, symbols);
  if (read === null) return null;
  const { digits, scale, end } = read;
  const size: BigDecimal = { unscaled: BigInt(digits), scale };
  return {
    value: negative ? { ...size, unscaled: -size.unscaled } : size,
    end,
  };
}

function readDigits(
  text: string,
  start: number,
  symbols: NumberSymbols,
): { digits: string; scale: number; end: number } | null {
  let digits = "";
  let fraction: number | null = null;
  let exponent = 0;
  let backup: number | null = null;
  let position = start;
  for (; position < text.length; position++) {
    const char = text[position]!;
    if (char >= "0" && char <= "9") {
      backup = null;
      digits += char;
      if (fraction !== null) fraction++;
    } else if (char > "\x7f" && /\p{Nd}/u.test(char)) {
      throw new NotSimulated("digits of another script");
    } else if (char === symbols.decimal) {
      if (fraction !== null) break;
      fraction = 0;
    } else if (char === symbols.grouping) {
      if (fraction !== null) break;
      backup = position;
    } else {
      if (text.startsWith(symbols.exponent, position)) {
        const power = readExponent(
          text,
          position + symbols.exponent.length,
          symbols,
        );
        if (power !== null) ({ exponent, end: position } = power);
      }
      break;
    }
  }
  if (backup !== null) position = backup;
  if (digits === "") return null;
  return { digits, scale: (fraction ?? 0) - exponent, end: position };
}

function readExponent(
  text: string,
  start: number,
  symbols: NumberSymbols,
): { exponent: number; end: number } | null {
  const negative = text.startsWith(symbols.minus, start);
  const from = negative ? start + symbols.minus.length : start;
  const digits = /^\d+/.exec(text.slice(from))?.[0];
  if (digits === undefined) return null;
  // Java casts a longer exponent to an int.
  if (digits.length > 9) {
    throw new NotSimulated("a number with a huge exponent");
  }
  return {
    exponent: negative ? -Number(digits) : Number(digits),
    end: from + digits.length,
  };
}
