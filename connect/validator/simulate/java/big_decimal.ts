/** `java.math.BigDecimal`: `unscaled × 10^-scale`. */
export interface BigDecimal {
  readonly unscaled: bigint;
  readonly scale: number;
}

const decimalPattern = /^([+-]?)(\d*)(?:(\.)(\d*))?(?:[eE]([+-]?\d{1,10}))?$/;
const maxInt = 2147483647;

/** Reads what `new BigDecimal(String)` reads, or null where it throws. */
export function parseBigDecimal(text: string): BigDecimal | null {
  const match = decimalPattern.exec(text);
  if (match === null) return null;
  const [, sign = "", whole = "", , fraction = "", exponent = "0"] = match;
  if (whole === "" && fraction === "") return null;
  const scale = fraction.length - Number(exponent);
  if (scale > maxInt || scale < -maxInt - 1) return null;
  const digits = BigInt(whole + fraction);
  return { unscaled: sign === "-" ? -digits : digits, scale };
}

/** The decimal of an integer, with scale 0. */
export function decimalOf(value: bigint): BigDecimal {
  return { unscaled: value, scale: 0 };
}

/** `stripTrailingZeros()`; zero becomes scale 0. */
export function stripTrailingZeros(value: BigDecimal): BigDecimal {
  if (value.unscaled === 0n) return { unscaled: 0n, scale: 0 };
  const digits = value.unscaled.toString();
  const kept = digits.replace(/0+$/, "");
  return {
    unscaled: BigInt(kept),
    scale: value.scale - (digits.length - kept.length),
  };
}

/** Whether two decimals are numerically equal, whatever their scales (`compareTo` is 0). */
export function sameNumber(left: BigDecimal, right: BigDecimal): boolean {
  const a = stripTrailingZeros(left);
  const b = stripTrailingZeros(right);
  return a.unscaled === b.unscaled && a.scale === b.scale;
}

/** The whole number, or null if there is a fraction (`toBigIntegerExact`); null as well for more than a million digits. */
export function toWholeNumber(value: BigDecimal): bigint | null {
  const { unscaled, scale } = stripTrailingZeros(value);
  if (scale > 0 || scale < -1_000_000) return null;
  return unscaled * 10n ** BigInt(-scale);
}

/** The whole number towards zero (`toBigInteger`). */
export function truncate(value: BigDecimal): bigint {
  const { unscaled, scale } = stripTrailingZeros(value);
  if (scale <= 0) return unscaled * 10n ** BigInt(-scale);
  if (scale > unscaled.toString().length) return 0n;
  return unscaled / 10n ** BigInt(scale);
}

/** `doubleValue()`. */
export function toDouble(value: BigDecimal): number {
  return Number(`${value.unscaled}e${-value.scale}`);
}

/** `toString()`: plain, or with an exponent, by Java's rules. */
export function printBigDecimal(value: BigDecimal): string {
  const { unscaled, scale } = value;
  if (scale === 0) return unscaled.toString();
  const sign = unscaled < 0n ? "-" : "";
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString();
  const exponent = -scale + (digits.length - 1);
  if (scale >= 0 && exponent >= -6) {
    const padded = digits.padStart(scale + 1, "0");
    const point = padded.length - scale;
    return `${sign}${padded.slice(0, point)}.${padded.slice(point)}`;
  }
  const mantissa = digits.length > 1
    ? `${digits[0]}.${digits.slice(1)}`
    : digits;
  if (exponent === 0) return sign + mantissa;
  return `${sign}${mantissa}E${exponent > 0 ? "+" : ""}${exponent}`;
}
