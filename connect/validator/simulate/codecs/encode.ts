import type { JavaNumber, NumericType } from "./numbers.ts";

/** The bytes of a number as the driver writes it into a column of the type; the number must have been narrowed to it. */
export function encodeNumber(
  number: JavaNumber,
  type: NumericType,
): Uint8Array<ArrayBuffer> {
  switch (number.kind) {
    case "float": {
      const view = new DataView(new ArrayBuffer(4));
      view.setFloat32(0, number.value);
      return new Uint8Array(view.buffer);
    }
    case "double": {
      const view = new DataView(new ArrayBuffer(8));
      view.setFloat64(0, number.value);
      return new Uint8Array(view.buffer);
    }
    case "decimal":
      return concatBytes([
        encodeInteger(BigInt(number.value.scale), 4),
        encodeVarint(number.value.unscaled),
      ]);
    case "integer":
      return type === "varint"
        ? encodeVarint(number.value)
        : encodeInteger(number.value, integerBytes[type] ?? 8);
  }
}

const integerBytes: Partial<Record<NumericType, number>> = {
  tinyint: 1,
  smallint: 2,
  int: 4,
};

/** A two's complement integer of a fixed number of bytes, big-endian. */
export function encodeInteger(
  value: bigint,
  bytes: number,
): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(bytes);
  let rest = BigInt.asUintN(bytes * 8, value);
  for (let at = bytes - 1; at >= 0; at--) {
    result[at] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return result;
}

/** The shortest two's complement form, as `BigInteger.toByteArray`. */
export function encodeVarint(value: bigint): Uint8Array<ArrayBuffer> {
  let bytes = 1;
  while (BigInt.asIntN(bytes * 8, value) !== value) bytes++;
  return encodeInteger(value, bytes);
}

/** A list's or set's bytes: the count, then each element with its length. */
export function encodeCollection(
  elements: readonly Uint8Array[],
  count = elements.length,
): Uint8Array<ArrayBuffer> {
  return concatBytes([
    encodeInteger(BigInt(count), 4),
    ...withLengths(elements),
  ]);
}

/** A tuple's or user-defined type's bytes: each field with its length, -1 for null. */
export function encodeFields(
  fields: readonly (Uint8Array | null)[],
): Uint8Array<ArrayBuffer> {
  return concatBytes(withLengths(fields));
}

/** A duration: months, days and nanoseconds as variable-length integers. */
export function encodeDuration(
  months: bigint,
  days: bigint,
  nanos: bigint,
): Uint8Array<ArrayBuffer> {
  return concatBytes([months, days, nanos].map(encodeSignedVint));
}

/** Joins byte arrays. */
export function concatBytes(
  parts: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(
    parts.reduce((length, part) => length + part.length, 0),
  );
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

function withLengths(parts: readonly (Uint8Array | null)[]): Uint8Array[] {
  return parts.flatMap((part) =>
    part === null
      ? [encodeInteger(-1n, 4)]
      : [encodeInteger(BigInt(part.length), 4), part]
  );
}

function encodeSignedVint(value: bigint): Uint8Array {
  const zigzag = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  const bits = zigzag === 0n ? 1 : zigzag.toString(2).length;
  const size = Math.min(9, Math.ceil(bits / 7));
  const bytes = encodeInteger(zigzag, Math.max(size, 1));
  if (size === 9) {
    return concatBytes([Uint8Array.of(0xff), encodeInteger(zigzag, 8)]);
  }
  bytes[0] = bytes[0]! | (0xff & ~(0xff >> (size - 1)));
  return bytes;
}
