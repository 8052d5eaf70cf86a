import { NotSimulated, RecordRefused, showValue } from "../refusal.ts";
import { concatBytes, encodeDuration, encodeInteger } from "./encode.ts";

/** The bytes of a UUID that `UUID.fromString` reads, short groups included; null where it throws. */
export function parseUuid(text: string): Uint8Array<ArrayBuffer> | null {
  const groups = text.split("-");
  if (text.length > 36 || groups.length !== 5) return null;
  if (!groups.every((group) => /^\+?[0-9A-Fa-f]+$/.test(group))) return null;
  const values = groups.map((group) => BigInt(`0x${group.replace("+", "")}`));
  if (values.some((value) => value >= 1n << 63n)) return null;
  return concatBytes(
    [4, 2, 2, 2, 6].map((bytes, index) => encodeInteger(values[index]!, bytes)),
  );
}

/** The bytes that text for a blob column is read as: hexadecimal after `0x`, or else Base64. @throws {RecordRefused} */
export function parseBlob(text: string): Uint8Array<ArrayBuffer> {
  if (text === "") return new Uint8Array();
  if (/^0x(?:[0-9A-Fa-f]{2})*$/.test(text)) {
    return Uint8Array.from(
      text.slice(2).match(/../g) ?? [],
      (byte) => parseInt(byte, 16),
    );
  }
  const bytes = decodeBase64(text);
  if (bytes === null) {
    throw new RecordRefused(
      `"${
        showValue(text)
      }" is neither 0x and hexadecimal digits nor Base64, which a blob column reads from text`,
    );
  }
  return bytes;
}

/** `Base64.getDecoder().decode`: padding may be left out; null where it throws. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | null {
  const match = /^([A-Za-z0-9+/]*)(={0,2})$/.exec(text);
  if (match === null) return null;
  const [, digits = "", padding = ""] = match;
  const rest = digits.length % 4;
  if (rest === 1) return null;
  if (padding !== "" && rest + padding.length !== 4) return null;
  const binary = atob(digits + "=".repeat((4 - rest) % 4));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

/**
 * The bytes of an address.
 *
 * @throws {RecordRefused} for text that is neither an address nor a name.
 * @throws {NotSimulated} for a host's name: the worker would look it up.
 */
export function parseInet(text: string): Uint8Array<ArrayBuffer> {
  const refused = () =>
    new RecordRefused(`"${showValue(text)}" is not an IP address`);
  if (text === "") throw refused();
  const inner = /^\[(.*)\]$/.exec(text)?.[1];
  const address = inner ?? text;
  const version4 = inner === undefined ? parseInet4(address) : null;
  if (version4 !== null) return version4;
  if (address.includes(":")) {
    if (address.includes("%")) throw new NotSimulated("an address with a zone");
    const version6 = parseInet6(address);
    if (version6 === null) throw refused();
    return version6;
  }
  if (
    text === "localhost" || /^(?=.*[A-Za-z])[\w-]+(?:\.[\w-]+)+$/.test(text)
  ) {
    throw new NotSimulated("a host name, which the worker looks up");
  }
  throw refused();
}

function parseInet4(text: string): Uint8Array<ArrayBuffer> | null {
  const parts = text.split(".");
  if (parts.length > 4 || !parts.every((part) => /^\d{1,10}$/.test(part))) {
    return null;
  }
  const values = parts.map(Number);
  const last = values.pop()!;
  if (values.some((value) => value > 255)) return null;
  if (last >= 256 ** (4 - values.length)) return null;
  return concatBytes([
    Uint8Array.from(values),
    encodeInteger(BigInt(last), 4 - values.length),
  ]);
}

function parseInet6(text: string): Uint8Array<ArrayBuffer> | null {
  const tail = /:(\d+\.\d+\.\d+\.\d+)$/.exec(text)?.[1];
  const tailBytes = tail === undefined ? null : parseInet4(tail);
  if (tail !== undefined && tailBytes === null) return null;
  const groups = tail === undefined
    ? text
    : `${text.slice(0, -tail.length)}0:0`;
  const halves = groups.split("::");
  if (halves.length > 2) return null;
  const lists = halves.map((half) => half === "" ? [] : half.split(":"));
  const [head = [], rest = []] = lists;
  const missing = 8 - head.length - rest.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  const all = [
    ...head,
    ...Array<string>(Math.max(missing, 0)).fill("0"),
    ...rest,
  ];
  if (!all.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return null;
  const bytes = concatBytes(
    all.map((group) => encodeInteger(BigInt(`0x${group}`), 2)),
  );
  if (tailBytes !== null) bytes.set(tailBytes, 12);
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) &&
    bytes[10] === 255 && bytes[11] === 255;
  return mapped ? bytes.slice(12) : bytes;
}

const maxInt = 2_147_483_647n;
const maxLong = 9_223_372_036_854_775_807n;
type DurationPart = "months" | "days" | "nanos";
const durationUnits: readonly (readonly [string, DurationPart, bigint])[] = [
  ["y", "months", 12n],
  ["mo", "months", 1n],
  ["w", "days", 7n],
  ["d", "days", 1n],
  ["h", "nanos", 3_600_000_000_000n],
  ["m", "nanos", 60_000_000_000n],
  ["s", "nanos", 1_000_000_000n],
  ["ms", "nanos", 1_000_000n],
  ["us", "nanos", 1_000n],
  ["ns", "nanos", 1n],
];

/** The bytes of a duration in any of the forms that `CqlDuration.from` reads. @throws {RecordRefused} */
export function parseDuration(text: string): Uint8Array<ArrayBuffer> {
  const negative = text.startsWith("-");
  const parts = durationParts(negative ? text.slice(1) : text);
  const totals = { months: 0n, days: 0n, nanos: 0n };
  let last = -1;
  for (const [count, symbol] of parts ?? []) {
    const index = durationUnits.findIndex(([unit]) => unit === symbol);
    const [, part, size] = durationUnits[index]!;
    const limit = part === "nanos" ? maxLong : maxInt;
    if (index <= last || count > (limit - totals[part]) / size) {
      throw notDuration(text);
    }
    last = index;
    totals[part] += count * size;
  }
  if (parts === null) throw notDuration(text);
  const sign = negative ? -1n : 1n;
  return encodeDuration(
    sign * totals.months,
    sign * totals.days,
    sign * totals.nanos,
  );
}

type CountedUnit = readonly [bigint, string];

function durationParts(text: string): readonly CountedUnit[] | null {
  if (!text.startsWith("P")) return standardParts(text);
  const week = /^P(\d+)W$/.exec(text);
  if (week !== null) return [[BigInt(week[1]!), "w"]];
  const alternative = /^P(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)$/.exec(
    text,
  );
  const iso =
    /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/
      .exec(text);
  const match = alternative ?? iso;
  if (match === null) return null;
  return ["y", "mo", "d", "h", "m", "s"].flatMap((unit, index) => {
    const count = match[index + 1];
    return count === undefined ? [] : [[BigInt(count), unit] as const];
  });
}

function standardParts(text: string): readonly CountedUnit[] | null {
  const pattern = /(\d+)(y|mo|w|d|h|s|ms|us|\u00b5s|ns|m)/giy;
  const parts: CountedUnit[] = [];
  let end = 0;
  for (
    let match = pattern.exec(text);
    match !== null;
    match = pattern.exec(text)
  ) {
    end = pattern.lastIndex;
    parts.push([
      BigInt(match[1]!),
      match[2]!.toLowerCase().replace("\u00b5", "u"),
    ]);
  }
  return parts.length > 0 && end === text.length ? parts : null;
}

function notDuration(text: string): RecordRefused {
  return new RecordRefused(`"${showValue(text)}" is not a duration`);
}
