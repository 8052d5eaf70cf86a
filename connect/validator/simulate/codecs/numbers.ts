import { RecordRefused } from "../refusal.ts";
import {
  type BigDecimal,
  decimalOf,
  parseBigDecimal,
  printBigDecimal,
  sameNumber,
  toDouble,
  toWholeNumber,
} from "../java/big_decimal.ts";
import { printDouble, printFloat } from "../java/float_text.ts";

/** A `java.lang.Number`: the integers of any width are one kind. */
export type JavaNumber =
  | { readonly kind: "integer"; readonly value: bigint }
  | { readonly kind: "decimal"; readonly value: BigDecimal }
  | { readonly kind: "float" | "double"; readonly value: number };

/** CQL types that hold numbers. */
export type NumericType =
  | "tinyint"
  | "smallint"
  | "int"
  | "bigint"
  | "counter"
  | "varint"
  | "float"
  | "double"
  | "decimal";

const bits: Partial<Record<NumericType, number>> = {
  tinyint: 8,
  smallint: 16,
  int: 32,
  bigint: 64,
  counter: 64,
};

/** Whether a type is one of {@linkcode NumericType}. */
export function isNumericType(type: string): type is NumericType {
  return type in bits ||
    ["varint", "float", "double", "decimal"].includes(type);
}

/**
 * Converts a number to what a column takes, with nothing lost.
 *
 * @throws {RecordRefused} if it is out of range, has a fraction or more digits than the type keeps.
 */
export function narrowNumber(
  number: JavaNumber,
  type: NumericType,
): JavaNumber {
  switch (type) {
    case "decimal":
      return { kind: "decimal", value: toDecimal(number, type) };
    case "float":
      return { kind: "float", value: toFloat(number) };
    case "double":
      return { kind: "double", value: toDoubleExactly(number) };
    default:
      return { kind: "integer", value: toInteger(number, type) };
  }
}

/** The whole number that a Java `long` can hold, as `CodecUtils.toLongValueExact`. @throws {RecordRefused} */
export function toLong(number: JavaNumber): bigint {
  return toInteger(number, "bigint");
}

/** `Number.toString`. */
export function printNumber(number: JavaNumber): string {
  switch (number.kind) {
    case "integer":
      return number.value.toString();
    case "decimal":
      return printBigDecimal(number.value);
    case "float":
      return printFloat(number.value);
    case "double":
      return printDouble(number.value);
  }
}

function toInteger(number: JavaNumber, type: NumericType): bigint {
  const value = number.kind === "integer"
    ? number.value
    : toWholeNumber(toDecimal(number, type));
  if (value === null) {
    throw new RecordRefused(
      `${printNumber(number)} has a fraction, which ${type} cannot hold`,
    );
  }
  const width = bits[type];
  if (width !== undefined && BigInt.asIntN(width, value) !== value) {
    throw new RecordRefused(
      `${printNumber(number)} is out of range for ${type}`,
    );
  }
  return value;
}

function toDecimal(number: JavaNumber, type: NumericType): BigDecimal {
  switch (number.kind) {
    case "integer":
      return decimalOf(number.value);
    case "decimal":
      return number.value;
    default: {
      const decimal = parseBigDecimal(printNumber(number));
      if (decimal === null) {
        throw new RecordRefused(
          `${printNumber(number)} cannot be stored as ${type}`,
        );
      }
      return decimal;
    }
  }
}

function approximate(number: JavaNumber): number {
  return number.kind === "integer"
    ? Number(number.value)
    : number.kind === "decimal"
    ? toDouble(number.value)
    : number.value;
}

function toFloat(number: JavaNumber): number {
  if (number.kind === "float") return number.value;
  const double = approximate(number);
  const float = Math.fround(double);
  if (Number.isNaN(float)) return NaN;
  if (!Number.isFinite(float)) {
    if (!Number.isFinite(double)) return double;
    throw tooPrecise(number, "float");
  }
  mustMatch(number, "float", printFloat(float));
  return float;
}

function toDoubleExactly(number: JavaNumber): number {
  if (number.kind === "double") return number.value;
  const double = approximate(number);
  // A number too big for a double becomes infinity, since the engine checks it as a float.
  if (!Number.isFinite(double)) return double;
  mustMatch(number, "double", printDouble(double));
  return double;
}

function mustMatch(number: JavaNumber, type: NumericType, text: string): void {
  const kept = parseBigDecimal(text);
  if (kept === null || !sameNumber(toDecimal(number, type), kept)) {
    throw tooPrecise(number, type);
  }
}

function tooPrecise(number: JavaNumber, type: NumericType): RecordRefused {
  return new RecordRefused(
    `${printNumber(number)} cannot be stored exactly as ${type}`,
  );
}
