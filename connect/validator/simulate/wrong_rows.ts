import { findingOf } from "../codes.ts";
import type { Finding } from "../finding.ts";
import { isNumber } from "./connect_value.ts";
import { longValue } from "./codecs/context.ts";
import { javaNumber } from "./codecs/typed_codec.ts";
import { type SampleCode, sampleCodes } from "./codes.ts";
import { nodeText } from "./json_text.ts";
import { countOf } from "./count.ts";
import type { SampleRecord } from "./sample_record.ts";
import { epochUnit } from "./sink/entry_fix.ts";
import { fieldText, isNullField, showField } from "./sink/field_value.ts";
import type { Cell, TableOutcome } from "./sink/map_record.ts";
import type { TableTarget, TargetEntry } from "./sink/table_target.ts";

/** A sample that a table takes. */
export interface MappedSample {
  readonly sample: SampleRecord;
  readonly isTombstone: boolean;
  readonly target: TableTarget;
  readonly outcome: TableOutcome;
}

interface PlacedCell extends Cell {
  readonly sample: SampleRecord;
}

/** Finds what one table would store, or delete, other than as meant. All samples must be of the same table. */
export function findWrongRows(
  samples: readonly MappedSample[],
  { total }: { readonly total: number },
): Finding[] {
  const { target } = samples[0]!;
  const finder = new WrongRows(target, total);
  finder.plainValues(samples);
  finder.deletes(samples);
  finder.writeTimes(samples);
  finder.collapse(samples);
  for (const entry of target.entries) {
    const cells = samples.flatMap(({ sample, outcome }) =>
      outcome.cells.filter((cell) => cell.entry === entry)
        .map((cell): PlacedCell => ({ ...cell, sample }))
    );
    finder.entry(entry, cells);
  }
  return finder.findings;
}

class WrongRows {
  readonly findings: Finding[] = [];

  constructor(readonly target: TableTarget, readonly total: number) {}

  #add(
    code: SampleCode,
    samples: readonly SampleRecord[],
    { entry, message, fix }: {
      readonly entry?: TargetEntry;
      readonly message: string;
      readonly fix?: string;
    },
  ): void {
    const [first] = samples;
    if (first === undefined) return;
    const column = entry === undefined
      ? ""
      : `${entry.entry.column.text}=${entry.entry.field.text}: `;
    this.findings.push(findingOf(sampleCodes, code, {
      setting: `${this.target.group.prefix}mapping`,
      where: entry === undefined
        ? null
        : { start: entry.entry.start, end: entry.entry.end },
      message: `${countOf(samples.length, this.total)} (${
        samples.length === 1 ? "" : "first "
      }line ${first.line}): ${column}${message}`,
      ...(fix === undefined ? {} : { fix }),
    }));
  }

  plainValues(samples: readonly MappedSample[]): void {
    const plain = samples.filter(({ outcome, isTombstone }) =>
      outcome.plainValue && !isTombstone
    );
    const deletes = plain.some(({ outcome }) => outcome.operation === "delete");
    this.#add("sample-plain-value", plain.map(({ sample }) => sample), {
      message: `the value is no JSON object, so all its fields count as null: ${
        deletes ? "the row is deleted" : "a row of nulls is written"
      }`,
    });
  }

  deletes(samples: readonly MappedSample[]): void {
    const alive = samples.filter(({ isTombstone }) => !isTombstone);
    if (
      alive.length > 0 &&
      alive.every(({ outcome }) =>
        outcome.operation === "delete" && !outcome.plainValue
      )
    ) {
      this.#add("sample-all-deletes", alive.map(({ sample }) => sample), {
        message:
          "no mapped field outside the key has a value, so the row is deleted",
      });
    }
    const { settings } = this.target.group;
    const wanted = settings.deletesEnabled?.trim().toLowerCase() !== "false";
    const written = samples.filter(({ isTombstone, outcome }) =>
      isTombstone && outcome.operation === "insert"
    );
    const onlyKey = this.target.entries.every(({ keyColumn }) => keyColumn);
    if (wanted && this.target.known && !this.target.isQuery && !onlyKey) {
      this.#add(
        "sample-tombstone-written",
        written.map(({ sample }) => sample),
        { message: "the tombstone does not delete, but writes nulls" },
      );
    }
  }

  writeTimes(samples: readonly MappedSample[]): void {
    const times = samples.flatMap(({ sample, outcome }) =>
      outcome.writeTime === null ? [] : [{ sample, ...outcome.writeTime }]
    );
    const cut = times.filter((time) => time.cut);
    if (cut.length > 0) {
      this.#add("sample-write-time-cut", cut.map(({ sample }) => sample), {
        entry: cut[0]!.entry,
        message:
          `the write time in microseconds does not fit the field's own type, and becomes ${
            cut[0]!.micros
          }`,
      });
      return;
    }
    const far = times.filter(({ micros }) =>
      micros !== 0n && epochUnit(Number(micros)) !== "MICROSECONDS" &&
      [1e-6, 1e-3, 1e3, 1e6].some((factor) =>
        epochUnit(Number(micros) * factor) === "MICROSECONDS"
      )
    );
    if (far.length > 0 && far.length === times.length) {
      this.#add("sample-write-time-unit", far.map(({ sample }) => sample), {
        entry: far[0]!.entry,
        message: `the write time is ${far[0]!.micros} microseconds after 1970`,
        fix:
          `set ${this.target.group.prefix}timestampTimeUnit to the unit of the field`,
      });
    }
  }

  collapse(samples: readonly MappedSample[]): void {
    const { primaryKey, isQuery, isCounter } = this.target;
    if (isQuery || isCounter || primaryKey.length === 0) return;
    const rows = new Map<string, Set<string>>();
    for (const { sample, outcome } of samples) {
      const key = primaryKey.map((name) =>
        outcome.cells.find(({ entry }) => entry.variable === name)?.bytes
      );
      // now() and what is not known make rows of their own.
      if (key.some((bytes) => bytes === null || bytes === undefined)) return;
      if (sample.key === null) return;
      const row = key.join("/");
      rows.set(row, (rows.get(row) ?? new Set()).add(sample.key.join()));
    }
    const [kafkaKeys] = rows.values();
    if (rows.size === 1 && kafkaKeys!.size > 1) {
      this.#add("sample-rows-collapse", samples.map(({ sample }) => sample), {
        message: `${
          kafkaKeys!.size
        } different Kafka keys, but one primary key: each record overwrites the one before`,
      });
    }
  }

  entry(entry: TargetEntry, cells: readonly PlacedCell[]): void {
    if (entry.role !== "column" || entry.type === null) return;
    this.#lostValues(entry, cells);
    if (entry.type.kind === "vector") this.#cutVectors(entry, cells);
    if (entry.type.kind !== "native") return;
    switch (entry.type.name) {
      case "timestamp":
        return this.#timestamps(entry, cells);
      case "blob":
        return this.#blobs(entry, cells);
      case "text":
      case "varchar":
      case "ascii":
        return this.#numbersAsText(entry, cells);
    }
  }

  #lostValues(entry: TargetEntry, cells: readonly PlacedCell[]): void {
    const lost = cells.filter(({ field, bytes }) =>
      bytes === null && field !== null && field.kind === "json" &&
      !isNullField(field) && fieldText(field) !== ""
    );
    if (lost.length > 0) {
      this.#add("sample-value-lost", lost.map(({ sample }) => sample), {
        entry,
        message: `${showField(lost[0]!.field!)} is stored as null`,
      });
    }
  }

  #cutVectors(entry: TargetEntry, cells: readonly PlacedCell[]): void {
    const { type } = entry;
    if (type?.kind !== "vector") return;
    const cut = cells.filter(({ field }) =>
      field?.kind === "json" && field.node.kind === "array" &&
      field.node.items.length > type.dimensions
    );
    if (cut.length > 0) {
      this.#add("sample-vector-cut", cut.map(({ sample }) => sample), {
        entry,
        message: `only the first ${type.dimensions} numbers are stored`,
      });
    }
  }

  // Epoch numbers that are of our time in another unit, but not in the one they were read in.
  #timestamps(entry: TargetEntry, cells: readonly PlacedCell[]): void {
    const numbers = cells.flatMap(({ field, bytes, sample }) => {
      if (field === null || bytes === null || bytes.length !== 8) return [];
      const given = epochNumber(field);
      if (given === null) return [];
      const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
      return [{ given, ms: Number(view.getBigInt64(0)), sample, field }];
    });
    const wrong = numbers.filter(({ given, ms }) =>
      epochUnit(ms) !== "MILLISECONDS" && epochUnit(given) !== null
    );
    if (wrong.length === 0 || wrong.length !== numbers.length) return;
    const [{ given, ms, field }] = wrong as [typeof wrong[number]];
    this.#add("sample-timestamp-unit", wrong.map(({ sample }) => sample), {
      entry,
      message: `${showField(field)} is stored as the year ${
        1970 + Math.floor(ms / 31_556_952_000)
      }`,
      fix: `set topic.${this.target.group.topic}.codec.unit=${
        epochUnit(given)
      }`,
    });
  }

  // Real Base64 of some length mixes cases and digits; words and numbers do not.
  #blobs(entry: TargetEntry, cells: readonly PlacedCell[]): void {
    const texts = cells.flatMap(({ field, bytes, sample }) => {
      if (field === null || bytes === null) return [];
      const text = field.kind === "json"
        ? nodeText(field.node)
        : field.value?.kind === "string"
        ? field.value.value
        : "";
      return text === "" || text.startsWith("0x") ? [] : [{ text, sample }];
    });
    const plain = texts.filter(({ text }) =>
      /^(?:[A-Z]?[a-z]+|[A-Z]+|[a-z]*\d+)$/.test(text)
    );
    const letters = new Set(plain.map(({ text }) => text));
    const length = [...letters].join("").length;
    if (plain.length === texts.length && length >= 12) {
      this.#add("sample-blob-decoded", plain.map(({ sample }) => sample), {
        entry,
        message: `"${plain[0]!.text}" is decoded as if it were Base64`,
      });
    }
  }

  #numbersAsText(entry: TargetEntry, cells: readonly PlacedCell[]): void {
    const changed = cells.filter(({ field, bytes }) =>
      bytes !== null && field?.kind === "json" &&
      field.node.kind === "decimal" && /E/.test(nodeText(field.node))
    );
    if (changed.length > 0) {
      this.#add("sample-number-as-text", changed.map(({ sample }) => sample), {
        entry,
        message: `the number is stored as the text ${
          showField(changed[0]!.field!)
        }`,
      });
    }
  }
}

function epochNumber(field: NonNullable<Cell["field"]>): number | null {
  if (field.kind === "json") {
    const { node } = field;
    if (node.kind === "integer") return Number(node.value);
    return node.kind === "string" && /^-?\d+$/.test(node.value)
      ? Number(node.value)
      : null;
  }
  const { value } = field;
  if (isNumber(value)) return Number(longValue(javaNumber(value)));
  return value?.kind === "string" && /^-?\d+$/.test(value.value)
    ? Number(value.value)
    : null;
}
