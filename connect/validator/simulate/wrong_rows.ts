import { findingOf } from "../codes.ts";
import type { Finding } from "../finding.ts";
import type { CodecContext } from "./codecs/context.ts";
import { type SampleCode, sampleCodes } from "./codes.ts";
import { countOf } from "./count.ts";
import type { SampleRecord } from "./sample_record.ts";
import { epochUnit } from "./sink/entry_fix.ts";
import type { TableOutcome } from "./sink/map_record.ts";
import type { TableTarget, TargetEntry } from "./sink/table_target.ts";
import { findWrongCells, type PlacedCell } from "./wrong_cells.ts";

/** A sample that a table takes. */
export interface MappedSample {
  readonly sample: SampleRecord;
  readonly isTombstone: boolean;
  readonly target: TableTarget;
  readonly outcome: TableOutcome;
  readonly context: CodecContext;
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
    const { context } = samples[0]!;
    for (
      const fault of findWrongCells(cells, {
        entry,
        context,
        topic: target.group.topic,
      })
    ) {
      const { code, cells: wrong, ...details } = fault;
      finder.add(code, wrong.map(({ sample }) => sample), {
        entry,
        ...details,
      });
    }
  }
  return finder.findings;
}

class WrongRows {
  readonly findings: Finding[] = [];

  constructor(readonly target: TableTarget, readonly total: number) {}

  add(
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
    this.add("sample-plain-value", plain.map(({ sample }) => sample), {
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
      this.add("sample-all-deletes", alive.map(({ sample }) => sample), {
        message:
          "no mapped field outside the key has a value, so the row is deleted",
      });
    } else {
      this.add(
        "sample-record-deletes",
        alive.filter(({ outcome }) =>
          outcome.operation === "delete" && !outcome.plainValue
        ).map(({ sample }) => sample),
        {
          message:
            "the mapped fields outside the key are null, so the row is deleted",
        },
      );
    }
    const { settings } = this.target.group;
    const wanted = settings.deletesEnabled?.trim().toLowerCase() !== "false";
    const written = samples.filter(({ isTombstone, outcome }) =>
      isTombstone && outcome.operation === "insert"
    );
    const onlyKey = this.target.entries.every(({ keyColumn }) => keyColumn);
    if (wanted && this.target.known && !this.target.isQuery && !onlyKey) {
      this.add(
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
      this.add("sample-write-time-cut", cut.map(({ sample }) => sample), {
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
      this.add("sample-write-time-unit", far.map(({ sample }) => sample), {
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
      const lost = kafkaKeys!.size > 2 && samples.every(storesItsKey);
      this.add(
        lost ? "sample-rows-lost" : "sample-rows-collapse",
        samples.map(({ sample }) => sample),
        {
          message: `${
            kafkaKeys!.size
          } different Kafka keys, but one primary key: each record overwrites the one before`,
        },
      );
    }
  }
}

// Whether the record's Kafka key is the value of a mapped column outside the primary key.
function storesItsKey({ sample, outcome }: MappedSample): boolean {
  const key = sample.key?.join();
  return outcome.cells.some(({ entry, bytes }) =>
    !entry.keyColumn && bytes !== null && bytes.length > 0 &&
    bytes.join() === key
  );
}
