import { isNumber } from "./connect_value.ts";
import { type CodecContext, longValue } from "./codecs/context.ts";
import { isNumericType } from "./codecs/numbers.ts";
import { javaNumber } from "./codecs/typed_codec.ts";
import type { SampleCode } from "./codes.ts";
import { decodeStrictUtf8, decodeUtf8 } from "./java/charsets.ts";
import { parseBigDecimal, sameNumber } from "./java/big_decimal.ts";
import { parseDecimalFormat } from "./java/decimal_format.ts";
import { nodeText } from "./json_text.ts";
import type { SampleRecord } from "./sample_record.ts";
import { epochUnit } from "./sink/entry_fix.ts";
import {
  fieldText,
  type FieldValue,
  isNullField,
  showField,
} from "./sink/field_value.ts";
import type { Cell } from "./sink/map_record.ts";
import type { TargetEntry } from "./sink/table_target.ts";
import { showValue } from "./refusal.ts";

/** One cell of the rows that the samples make. */
export interface PlacedCell extends Cell {
  readonly sample: SampleRecord;
}

/** What is wrong with some cells of one mapping entry. */
export interface CellFault {
  readonly code: SampleCode;
  readonly cells: readonly PlacedCell[];
  readonly message: string;
  readonly fix?: string;
}

interface Entry {
  readonly entry: TargetEntry;
  readonly context: CodecContext;
  readonly topic: string;
}

/** A cell that has a field and bytes. */
interface FullCell extends PlacedCell {
  readonly field: FieldValue;
  readonly bytes: Uint8Array;
}

/** Finds what one mapping entry stores other than as meant. */
export function findWrongCells(
  cells: readonly PlacedCell[],
  entry: Entry,
): CellFault[] {
  const { type, kept } = entry.entry;
  if (!kept || type === null) return [];
  const full = cells.filter((cell): cell is FullCell =>
    cell.field !== null && cell.bytes !== null
  );
  const name = type.kind === "native" ? type.name : type.kind;
  return [
    lostValues(cells),
    name === "vector" ? cutVectors(full, entry) : null,
    name === "timestamp" ? epochNumbers(full, entry) : null,
    name === "timestamp" || name === "date" ? misreadTexts(full, name) : null,
    name === "blob" ? decodedWords(full) : null,
    isNumericType(name) ? localNumbers(full, entry) : null,
    ...(name === "text" || name === "varchar" || name === "ascii"
      ? [retypedHeaders(full, entry), numbersAsText(full), garbled(full, entry)]
      : []),
  ].filter((fault) => fault !== null && fault.cells.length > 0) as CellFault[];
}

function lostValues(cells: readonly PlacedCell[]): CellFault {
  const lost = cells.filter(({ field, bytes }) =>
    field?.kind === "json" && !isNullField(field) && fieldText(field) !== "" &&
    (bytes === null ||
      (bytes.length === 0 && /object|array/.test(field.node.kind)))
  );
  return {
    code: "sample-value-lost",
    cells: lost,
    message: `${show(lost)} is stored as null`,
  };
}

function cutVectors(
  cells: readonly FullCell[],
  { entry: { type } }: Entry,
): CellFault {
  const dimensions = type?.kind === "vector" ? type.dimensions : Infinity;
  return {
    code: "sample-vector-cut",
    cells: cells.filter(({ field }) =>
      field.kind === "json" && field.node.kind === "array" &&
      field.node.items.length > dimensions
    ),
    message: `only the first ${dimensions} numbers are stored`,
  };
}

// Epoch numbers that are of our time in another unit, but not in the one they were read in.
function epochNumbers(
  cells: readonly FullCell[],
  { context, topic }: Entry,
): CellFault | null {
  const numbers = cells.flatMap((cell) => {
    const given = epochNumber(cell.field);
    if (given === null) return [];
    const { buffer, byteOffset } = cell.bytes;
    const ms = Number(new DataView(buffer, byteOffset, 8).getBigInt64(0));
    return [{ given, ms, cell }];
  });
  const wrong = numbers.filter(({ given, ms }) =>
    epochUnit(ms) !== "MILLISECONDS" && epochUnit(given) !== null
  );
  // One plausible moment among them shows that the unit is right.
  if (wrong.length === 0 || wrong.length !== numbers.length) return null;
  const [{ given, ms }] = wrong as [typeof wrong[number]];
  const found = wrong.map(({ cell }) => cell);
  return {
    code: "sample-timestamp-unit",
    cells: found,
    message: `${show(found)}, read in ${context.unit}, is stored as the year ${
      1970 + Math.floor(ms / 31_556_952_000)
    }`,
    fix: `set topic.${topic}.codec.unit=${epochUnit(given)}`,
  };
}

// A date as ISO 8601 has it, which a pattern reads as another one.
function misreadTexts(
  cells: readonly FullCell[],
  type: "timestamp" | "date",
): CellFault {
  const misread = cells.filter((cell) => {
    const text = fieldText(cell.field);
    const meant = text === null ? null : isoMoment(text);
    return meant !== null && !isSameMoment(storedMs(cell, type), meant);
  });
  const [first] = misread;
  return {
    code: "sample-time-misread",
    cells: misread,
    message: first === undefined
      ? ""
      : `${show(misread)} is stored as ${
        new Date(storedMs(first, type)).toISOString().replace(
          type === "date" ? /T.*/ : "",
          "",
        )
      }`,
  };
}

interface IsoMoment {
  /** In the text's own zone, or in UTC if it names none. */
  readonly ms: number;
  readonly hasZone: boolean;
}

function isoMoment(text: string): IsoMoment | null {
  const match =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)\d* ?(Z|[+-]\d\d(?::?\d\d)?)?)?$/
      .exec(text);
  if (match === null) return null;
  const [, date, time = "00:00", zone] = match;
  const [, sign, hours, minutes = "00"] =
    /^([+-]\d\d):?(\d\d)?$/.exec(zone ?? "") === null
      ? []
      : ["", zone![0], zone!.slice(1, 3), zone!.slice(3).replace(":", "")];
  const offset = sign === undefined
    ? "Z"
    : `${sign}${hours}:${minutes === "" ? "00" : minutes}`;
  const ms = Date.parse(`${date}T${time}${offset}`);
  return Number.isNaN(ms) ? null : { ms, hasZone: zone !== undefined };
}

function storedMs(
  { bytes: { buffer, byteOffset } }: FullCell,
  type: "timestamp" | "date",
): number {
  const view = new DataView(buffer, byteOffset);
  return type === "date"
    ? (view.getUint32(0) - 2 ** 31) * 86_400_000
    : Number(view.getBigInt64(0));
}

// Without a zone of its own a text is of some zone, all of which are quarters of an hour apart and at most 18 hours away.
function isSameMoment(
  stored: number,
  { ms, hasZone }: IsoMoment,
): boolean {
  const apart = Math.abs(stored - ms);
  return hasZone
    ? apart < 1000
    : apart <= 64_800_000 && (apart % 900_000 < 1000 ||
      apart % 900_000 > 899_000);
}

function epochNumber(field: FieldValue): number | null {
  if (field.kind === "json" && field.node.kind === "integer") {
    return Number(field.node.value);
  }
  if (field.kind === "typed" && isNumber(field.value)) {
    return Number(longValue(javaNumber(field.value)));
  }
  const text = fieldText(field);
  return text !== null && /^-?\d+$/.test(text) ? Number(text) : null;
}

// Real Base64 of some length mixes cases and digits; words and numbers do not.
function decodedWords(cells: readonly FullCell[]): CellFault | null {
  const texts = cells.flatMap((cell) => {
    const { field } = cell;
    const isNumeric = field.kind === "json" && field.node.kind !== "string";
    const text = isNumeric ? nodeText(field.node) : fieldText(field) ?? "";
    return text === "" || text.startsWith("0x")
      ? []
      : [{ text, isNumeric, cell }];
  });
  const plain = texts.filter(({ text, isNumeric }) =>
    isNumeric || /^(?:[A-Z]?[a-z]+|[A-Z]+|[a-z]*\d+)$/.test(text)
  );
  const length = [...new Set(plain.map(({ text }) => text))].join("").length;
  const certain = length >= 12 || plain.some(({ isNumeric }) => isNumeric);
  if (plain.length !== texts.length || !certain) return null;
  return {
    code: "sample-blob-decoded",
    cells: plain.map(({ cell }) => cell),
    message: `"${plain[0]?.text}" is decoded as if it were Base64`,
  };
}

function localNumbers(
  cells: readonly FullCell[],
  { context }: Entry,
): CellFault {
  const wrong = cells.filter(({ field }) => {
    const text = fieldText(field);
    return text !== null && isMisread(text, context);
  });
  return {
    code: "sample-number-locale",
    cells: wrong,
    message: `${
      show(wrong)
    } is read by codec.locale=${context.locale}, which drops its separator`,
  };
}

// Grouping is right only in threes, and only where the text is no plain number.
function isMisread(text: string, { numbers }: CodecContext): boolean {
  const local = parseDecimalFormat(text, numbers);
  if (
    local === null || local.end !== text.length ||
    typeof local.value === "number" || !text.includes(numbers.grouping)
  ) return false;
  const [whole = ""] = text.split(numbers.decimal);
  const [first = "", ...groups] = whole.replace(/^[+-]/, "")
    .split(numbers.grouping);
  const grouped = /^\d{1,3}$/.test(first) &&
    groups.every((group) => /^\d{3}$/.test(group));
  const plain = parseBigDecimal(text);
  return !grouped && (plain === null || !sameNumber(plain, local.value));
}

// SimpleHeaderConverter makes numbers of texts, and the sink texts of numbers.
function retypedHeaders(
  cells: readonly FullCell[],
  { entry: { source } }: Entry,
): CellFault | null {
  if (source.part !== "header") return null;
  const changed = cells.filter(({ field, bytes, sample }) => {
    if (field.kind !== "typed" || !isNumber(field.value)) return false;
    const header = sample.headers.find(({ key }) => key === source.name);
    return header !== undefined && header.value !== null &&
      bytes.join() !== header.value.join();
  });
  return {
    code: "sample-header-retyped",
    cells: changed,
    message: `the header is stored as ${
      decodeUtf8(changed[0]?.bytes ?? new Uint8Array())
    }, which is not its text`,
  };
}

// Text in another encoding than the one that its converter reads.
function garbled(
  cells: readonly FullCell[],
  { entry: { source: { part } } }: Entry,
): CellFault | null {
  if (part !== "key" && part !== "value") return null;
  const wrong = cells.filter(({ bytes, sample }) => {
    const raw = sample[part];
    return raw !== null && isGarbled(decodeUtf8(bytes), raw);
  });
  return {
    code: "sample-text-garbled",
    cells: wrong,
    message: `the ${part}'s bytes are stored as ${
      showValue(JSON.stringify(decodeUtf8(wrong[0]?.bytes ?? new Uint8Array())))
    }`,
  };
}

function isGarbled(stored: string, raw: Uint8Array): boolean {
  const meant = decodeStrictUtf8(raw);
  if (stored.includes("\uFFFD")) {
    return meant === null || !/\uFFFD|\\u[Ff]{3}[Dd]/.test(meant);
  }
  if (meant === null) return false;
  const codes = Array.from(stored, (char) => char.charCodeAt(0));
  // Read byte by byte as Latin-1, or two bytes at a time.
  const single = codes.every((code) => code < 256) &&
      codes.some((code) => code > 127)
    ? decodeStrictUtf8(Uint8Array.from(codes))
    : null;
  if (single !== null) return meant.includes(single);
  return stored.length * 2 === raw.length && raw.length > 0 &&
    [0, 1].some((first) =>
      codes.every((code, at) =>
        code >> 8 === raw[at * 2 + first] &&
        (code & 255) === raw[at * 2 + 1 - first]
      )
    );
}

function numbersAsText(cells: readonly FullCell[]): CellFault {
  const changed = cells.filter(({ field }) =>
    field.kind === "json" && field.node.kind === "decimal" &&
    nodeText(field.node).includes("E")
  );
  return {
    code: "sample-number-as-text",
    cells: changed,
    message: `the number is stored as the text ${show(changed)}`,
  };
}

function show(cells: readonly Cell[]): string {
  const field = cells[0]?.field ?? null;
  return field === null ? "" : showField(field);
}
