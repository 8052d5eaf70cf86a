import type { CqlType } from "../../../../cql/schema_model.ts";
import { isNumber } from "../connect_value.ts";
import {
  type CodecContext,
  longValue,
  saturate,
  timeUnitNanos,
} from "../codecs/context.ts";
import { encodeJson } from "../codecs/json_codec.ts";
import type { JavaNumber } from "../codecs/numbers.ts";
import {
  describeType,
  javaNumber,
  typedEncoder,
} from "../codecs/typed_codec.ts";
import { NotSimulated, RecordRefused } from "../refusal.ts";
import { fixOfMissing, fixOfValue } from "./entry_fix.ts";
import { type FieldValue, isNullField, showField } from "./field_value.ts";
import { decodeUtf8 } from "../java/charsets.ts";
import { encodeOwn } from "./own_encoder.ts";
import type { RecordFields } from "./record_fields.ts";
import type { Dialect, TableTarget, TargetEntry } from "./table_target.ts";

/** Why a record fails, by the code of the finding without its ending. */
export type RefusalKind =
  | "field-missing"
  | "value"
  | "key-null"
  | "key-empty"
  | "not-a-number"
  | "ttl";

/** One reason why a record fails at a table. */
export interface EntryRefusal {
  readonly entry: TargetEntry;
  readonly kind: RefusalKind;
  readonly message: string;
  readonly fix: string | null;
  /** Whether Cassandra refuses it, rather than the mapping. */
  readonly byCassandra: boolean;
}

/** A mapped cell: its bytes, null for null. */
export interface Cell {
  readonly entry: TargetEntry;
  readonly field: FieldValue | null;
  readonly bytes: Uint8Array | null;
}

/** What becomes of a record at one table. */
export interface TableOutcome {
  /** All reasons why the record fails; empty if it is written, as far as known. */
  readonly refusals: readonly EntryRefusal[];
  readonly cells: readonly Cell[];
  readonly operation: "insert" | "delete";
  /** The value was read as one plain value, though the mapping asks for its fields. */
  readonly plainValue: boolean;
  /** What could not be simulated. */
  readonly unknown: readonly string[];
  /** Write time in microseconds that the mapping gives, and whether it lost its upper bits. */
  readonly writeTime: {
    readonly entry: TargetEntry;
    readonly micros: bigint;
    readonly cut: boolean;
  } | null;
}

/** Cassandra's longest TTL: 20 years, in seconds. */
const maxTtl = 630_720_000n;

/** Maps a record to a table as the sink does, gathering every reason for which it would fail. */
export function mapRecord(
  fields: RecordFields,
  target: TableTarget,
  { context, dialect }: {
    readonly context: CodecContext;
    readonly dialect: Dialect;
  },
): TableOutcome {
  return new RecordMapper(fields, target, context, dialect).map();
}

class RecordMapper {
  readonly #refusals: EntryRefusal[] = [];
  readonly #unknown: string[] = [];
  #writeTime: TableOutcome["writeTime"] = null;

  constructor(
    readonly fields: RecordFields,
    readonly target: TableTarget,
    readonly context: CodecContext,
    readonly dialect: Dialect,
  ) {}

  map(): TableOutcome {
    const { entries } = this.target;
    const cells: Cell[] = [];
    const plainValue = this.fields.valueIsPlain &&
      entries.some(({ source }) =>
        source.part === "value" && source.name !== null
      );
    const read = new Map<TargetEntry, FieldValue | null>();
    for (const entry of entries) {
      if (entry.source.part !== "now") {
        this.#guard(entry, () => {
          const field = this.#read(entry, plainValue);
          if (field !== undefined) read.set(entry, field);
        });
      }
    }
    const operation = this.#isDelete(read) ? "delete" : "insert";
    for (const entry of entries) {
      const field = read.get(entry);
      if (operation === "delete" && !entry.keyColumn) continue;
      if (entry.source.part === "now") {
        this.#guard(entry, () => this.#now(entry));
        continue;
      }
      if (field === undefined) continue;
      this.#guard(entry, () => {
        const bytes = this.#encode(entry, field);
        cells.push({ entry, field, bytes });
        this.#checkKey(entry, field, bytes);
        this.#checkJson(entry, bytes);
      }, field);
    }
    return {
      refusals: this.#refusals,
      cells,
      operation,
      plainValue,
      unknown: this.#unknown,
      writeTime: this.#writeTime,
    };
  }

  #guard(
    entry: TargetEntry,
    action: () => void,
    field: FieldValue | null = null,
  ): void {
    try {
      action();
    } catch (error) {
      if (error instanceof NotSimulated) this.#unknown.push(error.message);
      else if (error instanceof RecordRefused) {
        this.#refuse(
          entry,
          "value",
          error.message,
          error.fix ?? fixOfValue(field, entry.type, this.target),
        );
      } else throw error;
    }
  }

  #refuse(
    entry: TargetEntry,
    kind: RefusalKind,
    message: string,
    fix: string | null = null,
    byCassandra = false,
  ): void {
    this.#refusals.push({ entry, kind, message, fix, byCassandra });
  }

  // Null for a field that counts as null without being there.
  #read(
    entry: TargetEntry,
    plainValue: boolean,
  ): FieldValue | null | undefined {
    const { source } = entry;
    if (source.part === "now") return undefined;
    const field = this.fields.get(source);
    if (field !== null) return field;
    if (plainValue && source.part === "value") return null;
    if (entry.role === "timestamp" && this.dialect === "datastax") return null;
    const names = source.part === "header"
      ? []
      : this.fields.names(source.part);
    this.#refuse(
      entry,
      "field-missing",
      source.part === "header"
        ? `there is no header ${source.name}`
        : names.length === 0
        ? `the ${source.part} has no fields, so there is no ${source.part}.${source.name}`
        : `the ${source.part} has no field ${source.name}, but ${
          names.slice(0, 12).join(", ")
        }`,
      fixOfMissing(entry, names),
    );
    return undefined;
  }

  #isDelete(read: ReadonlyMap<TargetEntry, FieldValue | null>): boolean {
    const { target } = this;
    if (!target.deletes) return false;
    const others = target.entries.filter(({ keyColumn, role }) =>
      !keyColumn && (this.dialect === "datastax" || role === "column")
    );
    const asked = this.dialect === "datastax"
      ? others
      : others.filter(({ source }) =>
        source.part !== "now" &&
        !(source.part === "header" && this.fields.isTombstone)
      );
    if (asked.length === 0) {
      return this.dialect === "own" && this.fields.isTombstone &&
        others.length > 0;
    }
    if (this.#unknown.length > 0) return false;
    // A field that is missing fails the record before this is asked.
    return asked.every((entry) => {
      const field = read.get(entry);
      return field === undefined || field === null || isNullField(field);
    });
  }

  #now(entry: TargetEntry): void {
    if (entry.type === null) return;
    const isUuid = entry.type.kind === "native" &&
      (entry.type.name === "uuid" || entry.type.name === "timeuuid");
    if (!isUuid) {
      throw new RecordRefused(
        `now() is a new UUID, which ${describeType(entry.type)} cannot hold`,
        "map now() to a timeuuid or uuid column",
      );
    }
  }

  #encode(entry: TargetEntry, field: FieldValue | null): Uint8Array | null {
    if (entry.role !== "column") {
      this.#reserved(entry, field);
      return null;
    }
    if (field === null) return null;
    if (entry.type === null) {
      throw new NotSimulated(`the type of the column ${entry.variable}`);
    }
    if (this.dialect === "own") {
      return encodeOwn(field, entry.type, this.context);
    }
    const bytes = encodeDatastax(field, entry.type, this.context);
    // The engine takes empty bytes for null, but for text.
    return bytes?.length === 0 && !isText(entry.type) ? null : bytes;
  }

  #reserved(entry: TargetEntry, field: FieldValue | null): void {
    if (field === null) return;
    const number = numberOf(field);
    if (number === null) {
      this.#refuse(
        entry,
        "not-a-number",
        `${showField(field)} is not a number, which the ${
          entry.role === "ttl" ? "TTL" : "write time"
        } must be`,
      );
      return;
    }
    const unit = entry.role === "ttl"
      ? this.target.ttlTimeUnit
      : this.target.timestampTimeUnit;
    const nanos = timeUnitNanos[unit];
    if (nanos === undefined) throw new NotSimulated(`the unit ${unit}`);
    const given = longValue(number);
    if (entry.role === "ttl") {
      const seconds = saturate(given * nanos / 1_000_000_000n);
      if (seconds > maxTtl) {
        this.#refuse(
          entry,
          "ttl",
          `${
            showField(field)
          } in ${unit} is a TTL of more than 20 years, which Cassandra refuses`,
          `set ${this.target.group.prefix}ttlTimeUnit to the unit of the field`,
          seconds <= 2_147_483_647n,
        );
        return;
      }
      const cut = this.dialect === "datastax"
        ? BigInt.asIntN(cutWidth(field), seconds)
        : seconds;
      if (seconds >= 0n && cut !== seconds) {
        this.#refuse(
          entry,
          "ttl",
          `${
            showField(field)
          } in ${unit} is ${seconds} seconds, of which the field's own type leaves ${cut}`,
          "map a field of a wider type, or make it one with the Cast SMT",
          true,
        );
      }
      return;
    }
    const micros = saturate(given * nanos / 1000n);
    const width = this.dialect === "datastax" ? cutWidth(field) : 64;
    const kept = BigInt.asIntN(width, micros);
    this.#writeTime = { entry, micros: kept, cut: kept !== micros };
  }

  #checkJson(
    entry: TargetEntry,
    bytes: Uint8Array | null,
  ): void {
    const text = bytes === null ? null : decodeUtf8(bytes);
    const fault = entry.faultOfJson?.(text) ?? null;
    if (fault !== null) this.#refuse(entry, "value", fault, null, true);
  }

  #checkKey(
    entry: TargetEntry,
    field: FieldValue | null,
    bytes: Uint8Array | null,
  ): void {
    if (!entry.keyColumn) return;
    if (bytes === null) {
      this.#refuse(
        entry,
        "key-null",
        field === null || isNullField(field)
          ? `${entry.entry.field.text} is null, and ${entry.column} is part of the primary key`
          : `${
            showField(field)
          } is stored as null, and ${entry.column} is part of the primary key`,
        null,
        // The sink leaves what a query makes of its variables to Cassandra.
        this.target.isQuery,
      );
      return;
    }
    const alone = this.target.partitionKey.length === 1 &&
      this.target.partitionKey[0] === entry.column;
    if (bytes.length === 0 && alone) {
      this.#refuse(
        entry,
        "key-empty",
        `${entry.entry.field.text} is empty, and Cassandra refuses an empty partition key`,
        null,
        true,
      );
    } else if (bytes.length > 65_535) {
      this.#refuse(
        entry,
        "value",
        "the value is longer than the 65535 bytes that a key may have",
        null,
        true,
      );
    }
  }
}

function encodeDatastax(
  field: FieldValue,
  type: CqlType,
  context: CodecContext,
): Uint8Array | null {
  if (field.kind === "json") return encodeJson(field.node, type, context);
  if (field.external === null) {
    throw new RecordRefused(
      "the header has no type, so the sink cannot pick a conversion",
      "read headers by StringConverter, or leave out headers that are null",
    );
  }
  return typedEncoder(field.external, type, context)(field.value);
}

function isText(type: CqlType): boolean {
  return type.kind === "native" &&
    ["text", "varchar", "ascii"].includes(type.name);
}

function numberOf(field: FieldValue): JavaNumber | null {
  if (field.kind === "json") {
    const { node } = field;
    return node.kind === "integer" || node.kind === "decimal" ||
        node.kind === "double"
      ? node
      : null;
  }
  return field.value !== null && isNumber(field.value)
    ? javaNumber(field.value)
    : null;
}

// The engine puts the converted number back into the type that the field had.
function cutWidth(field: FieldValue): number {
  if (field.kind === "json") {
    const { node } = field;
    return node.kind === "integer" &&
        BigInt.asIntN(32, node.value) === node.value
      ? 32
      : 64;
  }
  switch (field.value?.kind) {
    case "int8":
      return 8;
    case "int16":
      return 16;
    case "int32":
      return 32;
    default:
      return 64;
  }
}
