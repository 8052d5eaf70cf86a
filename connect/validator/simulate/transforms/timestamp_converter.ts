import {
  type ConnectSchema,
  type ConnectValue,
  integerOf,
  logicalNames,
  mapOf,
  textOf,
} from "../connect_value.ts";
import {
  logicalSchema,
  schemaOf,
  structField,
  structOf,
  structSchema,
} from "../connect_schema.ts";
import { dayMs } from "../java/calendar.ts";
import {
  meantPattern,
  parseSimpleDate,
  printSimpleDate,
} from "../java/simple_date_format.ts";
import {
  type Note,
  NotSimulated,
  RecordRefused,
  showValue,
} from "../refusal.ts";
import { madeOf } from "../spoilt.ts";
import type { PluginSettings } from "../settings.ts";
import { basics } from "./copy.ts";
import {
  type Part,
  requireMap,
  requireStruct,
  type Transform,
  withPart,
} from "./part.ts";

type Format = "string" | "unix" | "Date" | "Time" | "Timestamp";

const unitsPerMs: Readonly<Record<string, readonly [bigint, bigint]>> = {
  seconds: [1n, 1000n],
  milliseconds: [1n, 1n],
  microseconds: [1000n, 1n],
  nanoseconds: [1_000_000n, 1n],
};

/** `TimestampConverter`: a field, or the whole, to another form of a moment. */
export function timestampConverter(
  settings: PluginSettings,
  part: Part,
  note: Note,
): Transform {
  const field = settings.text("field") ?? "";
  const target = settings.required("target.type") as Format;
  const converter: Conversion = {
    target,
    pattern: settings.text("format") ?? "",
    precision: settings.text("unix.precision") ?? "milliseconds",
    note,
  };
  if (
    !["string", "unix", "Date", "Time", "Timestamp"].includes(target) ||
    unitsPerMs[converter.precision] === undefined ||
    (target === "string" && converter.pattern.trim() === "")
  ) throw new NotSimulated("TimestampConverter with settings that do not fit");
  const withDefault = settings.boolean("replace.null.with.default", true);
  return (record) => {
    const { schema, value } = record[part];
    if (schema === null) {
      if (value === null || field === "") {
        return withPart(record, part, {
          schema: null,
          value: convert(value, inferFormat(value), converter),
        });
      }
      const map = requireMap(value);
      const original = map.get(field) ?? null;
      map.set(field, convert(original, inferFormat(original), converter));
      return withPart(record, part, { schema: null, value: mapOf(map) });
    }
    if (field === "") {
      return withPart(record, part, {
        schema: targetSchema(target, schema.optional),
        value: convert(value, schemaFormat(schema), converter),
      });
    }
    if (schema.type !== "struct") {
      throw new RecordRefused(
        `the whole is ${schema.type}, so it has no field "${field}"`,
      );
    }
    const updated = structSchema(
      schema.fields.map((each) =>
        each.name === field
          ? {
            name: field,
            schema: targetSchema(target, each.schema.optional),
          }
          : each
      ),
      { ...basics(schema), optional: schema.optional },
    );
    if (value === null) {
      return withPart(record, part, { schema: updated, value });
    }
    const struct = requireStruct(value);
    return withPart(record, part, {
      schema: updated,
      value: structOf(
        updated,
        struct.schema.fields.map((each) => {
          const original = structField(struct, each.name, withDefault);
          return [
            each.name,
            each.name === field
              ? convert(original, schemaFormat(each.schema), converter)
              : original,
          ] as const;
        }),
      ),
    });
  };
}

interface Conversion {
  readonly target: Format;
  readonly pattern: string;
  readonly precision: string;
  readonly note: Note;
}

function targetSchema(target: Format, optional: boolean): ConnectSchema {
  switch (target) {
    case "string":
      return schemaOf("string", { optional });
    case "unix":
      return schemaOf("int64", { optional });
    default:
      return logicalSchema(
        target.toLowerCase() as "date" | "time" | "timestamp",
        optional,
      );
  }
}

function schemaFormat(schema: ConnectSchema): Format {
  switch (schema.name) {
    case logicalNames.timestamp:
      return "Timestamp";
    case logicalNames.date:
      return "Date";
    case logicalNames.time:
      return "Time";
  }
  if (schema.type === "string") return "string";
  if (schema.type === "int64") return "unix";
  throw new RecordRefused(
    `TimestampConverter takes text, int64 or a logical type, and this is ${schema.type}`,
  );
}

function inferFormat(value: ConnectValue): Format {
  switch (value?.kind) {
    case undefined:
    case "date":
      return "Timestamp";
    case "int64":
      return "unix";
    case "string":
      return "string";
    default:
      throw new RecordRefused(
        `TimestampConverter takes text or a whole number, and this is ${value?.kind}`,
      );
  }
}

function convert(
  value: ConnectValue,
  from: Format,
  conversion: Conversion,
): ConnectValue {
  if (value === null) return null;
  const { pattern, note } = conversion;
  const meant = { ...conversion, pattern: meantPattern(pattern) };
  const result = madeOf(convertBy(value, from, conversion), value);
  if (meant.pattern === pattern) return result;
  let wanted: ConnectValue;
  try {
    wanted = convertBy(value, from, meant);
  } catch (error) {
    // Then it was not meant after all.
    if (error instanceof RecordRefused) return result;
    throw error;
  }
  if (shownMoment(wanted) !== shownMoment(result)) {
    note({
      kind: "spoilt",
      value: result,
      message: `TimestampConverter makes ${shownMoment(result)} of ${
        shownMoment(value)
      } by the format ${pattern}; by ${meant.pattern} it would be ${
        shownMoment(wanted)
      }`,
    });
  }
  return result;
}

function shownMoment(value: ConnectValue): string {
  switch (value?.kind) {
    case "date":
      return new Date(Number(value.ms)).toISOString();
    case "string":
      return JSON.stringify(value.value);
    case "int64":
      return String(value.value);
    default:
      return "null";
  }
}

function convertBy(
  value: NonNullable<ConnectValue>,
  from: Format,
  conversion: Conversion,
): ConnectValue {
  const ms = toMs(value, from, conversion);
  const calendars = conversion.target === "Date" ||
    conversion.target === "Time";
  if (
    calendars && (ms > 8_640_000_000_000_000n || ms < -8_640_000_000_000_000n)
  ) {
    throw new NotSimulated("a date beyond the year 275760");
  }
  switch (conversion.target) {
    case "string":
      return textOf(printSimpleDate(Number(ms), conversion.pattern));
    case "unix": {
      const [times, per] = unitsPerMs[conversion.precision]!;
      return integerOf("int64", ms * times / per);
    }
    case "Date":
      return { kind: "date", ms: floorDays(ms) };
    case "Time":
      return { kind: "date", ms: ms - floorDays(ms) };
    case "Timestamp":
      return { kind: "date", ms };
  }
}

function toMs(
  value: NonNullable<ConnectValue>,
  from: Format,
  conversion: Conversion,
): bigint {
  if (from === "unix") {
    if (value.kind !== "int64") {
      throw new RecordRefused(`a unix time must be int64, not ${value.kind}`);
    }
    const [times, per] = unitsPerMs[conversion.precision]!;
    return BigInt.asIntN(64, value.value * per / times);
  }
  if (from === "string") {
    const text = value.kind === "string" ? value.value : "";
    // Without a format text cannot be read at all.
    const ms = conversion.pattern.trim() === ""
      ? null
      : parseSimpleDate(text, conversion.pattern);
    if (ms === null) {
      throw new RecordRefused(
        conversion.pattern.trim() === ""
          ? "TimestampConverter needs a format to read text"
          : `"${
            showValue(text)
          }" does not match the format ${conversion.pattern}`,
        "give the format that the records have",
      );
    }
    return BigInt(ms);
  }
  if (value.kind !== "date") {
    throw new RecordRefused(`a ${from} must be a date, not ${value.kind}`);
  }
  return value.ms;
}

function floorDays(ms: bigint): bigint {
  const day = BigInt(dayMs);
  const rest = (ms % day + day) % day;
  return ms - rest;
}
