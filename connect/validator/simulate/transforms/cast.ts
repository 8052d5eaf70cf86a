import {
  type ConnectSchema,
  type ConnectType,
  type ConnectValue,
  type FloatKind,
  type IntegerKind,
  integerOf,
  isInteger,
  isNumber,
  logicalNames,
  mapOf,
  textOf,
} from "../connect_value.ts";
import {
  schemaOf,
  structField,
  structOf,
  structSchema,
} from "../connect_schema.ts";
import { longValue } from "../codecs/context.ts";
import { printNumber } from "../codecs/numbers.ts";
import { javaNumber } from "../codecs/typed_codec.ts";
import { toDouble } from "../java/big_decimal.ts";
import { dayMs } from "../java/calendar.ts";
import { parseDouble } from "../java/float_text.ts";
import { printSimpleDate } from "../java/simple_date_format.ts";
import { madeOf } from "../spoilt.ts";
import {
  type Note,
  NotSimulated,
  RecordRefused,
  showValue,
} from "../refusal.ts";
import type { PluginSettings } from "../settings.ts";
import {
  type Part,
  requireMap,
  requireStruct,
  type Transform,
  withPart,
} from "./part.ts";

const targets = [
  "int8",
  "int16",
  "int32",
  "int64",
  "float32",
  "float64",
  "boolean",
  "string",
] as const;
type Target = typeof targets[number];

/** `Cast`: fields, or the whole value, to another type. */
export function cast(
  settings: PluginSettings,
  part: Part,
  note: Note,
): Transform {
  const { whole, fields } = parseSpec(settings.list("spec"));
  const withDefault = settings.boolean("replace.null.with.default", true);
  const castNoted = (
    schema: ConnectSchema | null,
    value: ConnectValue,
    target: Target,
  ): ConnectValue => {
    const result = madeOf(castValue(schema, value, target), value);
    if (
      target === "boolean" && value?.kind === "string" &&
      !/^(?:true|false)$/i.test(value.value)
    ) {
      note({
        kind: "spoilt",
        value: result,
        message: `Cast makes "${
          showValue(value.value)
        }" false, as it is not "true"`,
      });
    }
    const kind = changeOfNumber(value, result);
    if (kind !== null) {
      note({
        kind,
        value: result,
        message: `Cast makes ${printNumber(javaNumber(value!))} ${
          printNumber(javaNumber(result!))
        }, as ${target} holds no more`,
      });
    }
    return result;
  };
  return (record) => {
    const { schema, value } = record[part];
    if (value === null) return record;
    if (schema === null) {
      if (whole !== null) {
        return withPart(record, part, {
          schema: null,
          value: castNoted(null, value, whole),
        });
      }
      const map = requireMap(value);
      for (const [name, target] of fields) {
        map.set(name, castNoted(null, map.get(name) ?? null, target));
      }
      return withPart(record, part, { schema: null, value: mapOf(map) });
    }
    const updated = castSchema(schema, whole, fields);
    if (whole !== null) {
      return withPart(record, part, {
        schema: updated,
        value: castNoted(schema, value, whole),
      });
    }
    const struct = requireStruct(value);
    return withPart(record, part, {
      schema: updated,
      value: structOf(
        updated,
        struct.schema.fields.map((field) => {
          const original = structField(struct, field.name, withDefault);
          const target = fields.get(field.name);
          return [
            field.name,
            target === undefined
              ? original
              : castNoted(field.schema, original, target),
          ] as const;
        }),
      ),
    });
  };
}

// A fraction that is cut off may be what one casts for; a number that wraps around is not.
function changeOfNumber(
  before: ConnectValue,
  after: ConnectValue,
): "spoilt" | "cut" | null {
  if (before === null || after === null) return null;
  const isFloat = before.kind === "float32" || before.kind === "float64";
  if (isInteger(after)) {
    if (isInteger(before)) {
      return before.value === after.value ? null : "spoilt";
    }
    if (!isFloat || Number(after.value) === before.value) return null;
    return Math.trunc(before.value) === Number(after.value) ? "cut" : "spoilt";
  }
  // A whole number that the float has no digits for.
  return isInteger(before) &&
      (after.kind === "float32" || after.kind === "float64") &&
      BigInt(after.value) !== before.value
    ? "spoilt"
    : null;
}

function parseSpec(
  spec: readonly string[],
): { whole: Target | null; fields: Map<string, Target> } {
  const fields = new Map<string, Target>();
  let whole: Target | null = null;
  for (const item of spec) {
    const parts = item.split(":");
    const type = parts[parts.length - 1]!.trim().toLowerCase() as Target;
    if (parts.length > 2 || !targets.includes(type)) {
      throw new NotSimulated(`the cast ${item}`);
    }
    if (parts.length === 1) whole = type;
    else fields.set(parts[0]!.trim(), type);
  }
  if (spec.length === 0 || (whole !== null && spec.length > 1)) {
    throw new NotSimulated("a cast without a spec");
  }
  return { whole, fields };
}

function castSchema(
  schema: ConnectSchema,
  whole: Target | null,
  fields: ReadonlyMap<string, Target>,
): ConnectSchema {
  const castOf = (original: ConnectSchema, type: ConnectType) =>
    schemaOf(type, {
      optional: original.optional,
      default: original.default === null
        ? null
        : castValue(original, original.default, type as Target),
    });
  if (whole !== null) {
    return {
      ...castOf(schema, whole),
      name: schema.name,
      version: schema.version,
      parameters: schema.parameters,
    };
  }
  if (schema.type !== "struct") return schema;
  return structSchema(
    schema.fields.map((field) => {
      const target = fields.get(field.name);
      return target === undefined
        ? field
        : { name: field.name, schema: castOf(field.schema, target) };
    }),
    {
      name: schema.name,
      version: schema.version,
      parameters: schema.parameters,
      optional: schema.optional,
    },
  );
}

/** Casts one value as Java's casts and parsers do. @throws {RecordRefused} */
export function castValue(
  schema: ConnectSchema | null,
  original: ConnectValue,
  target: Target,
): ConnectValue {
  if (original === null) return null;
  const kind = schema?.type ?? original.kind;
  if (["array", "map", "struct"].includes(kind)) {
    throw new RecordRefused(`Cast cannot cast from ${kind}`);
  }
  if (schema === null && (kind === "date" || kind === "decimal")) {
    throw new RecordRefused(`Cast does not know what a ${kind} is`);
  }
  const value = target === "string"
    ? original
    : encodeLogical(schema, original);
  switch (target) {
    case "string":
      return textOf(castToText(value));
    case "boolean":
      return castToBoolean(value);
    case "float32":
    case "float64":
      return castToFloat(value, target);
    default:
      return castToInteger(value, target);
  }
}

function encodeLogical(
  schema: ConnectSchema | null,
  value: NonNullable<ConnectValue>,
): NonNullable<ConnectValue> {
  if (value.kind !== "date" || schema === null) return value;
  switch (schema.name) {
    case logicalNames.timestamp:
      return { kind: "int64", value: value.ms };
    case logicalNames.date:
      return { kind: "int32", value: value.ms / BigInt(dayMs) };
    case logicalNames.time:
      return { kind: "int32", value: value.ms };
    default:
      return value;
  }
}

function castToInteger(
  value: NonNullable<ConnectValue>,
  target: IntegerKind,
): ConnectValue {
  if (isNumber(value)) {
    const long = longValue(javaNumber(value));
    const isFloat = value.kind === "float32" || value.kind === "float64";
    // A float is cut to an int first, and only then to what is narrower.
    const clamped = isFloat && target !== "int64" ? clampInt(long) : long;
    return integerOf(target, clamped);
  }
  if (value.kind === "boolean") return integerOf(target, value.value ? 1n : 0n);
  if (value.kind === "string") {
    if (/^[+-]?\d+$/.test(value.value)) {
      const parsed = BigInt(value.value.replace("+", ""));
      const whole = integerOf(target, parsed) as { value: bigint };
      if (whole.value === parsed) return integerOf(target, parsed);
    }
    throw outOfRange(value.value, target);
  }
  throw unexpected(value);
}

function clampInt(value: bigint): bigint {
  const max = 2_147_483_647n;
  return value > max ? max : value < -max - 1n ? -max - 1n : value;
}

function castToFloat(
  value: NonNullable<ConnectValue>,
  target: FloatKind,
): ConnectValue {
  const of = (number: number): ConnectValue => ({
    kind: target,
    value: target === "float32" ? Math.fround(number) : number,
  });
  if (isInteger(value)) return of(Number(value.value));
  if (value.kind === "decimal") return of(toDouble(value.value));
  if (value.kind === "float32" || value.kind === "float64") {
    return of(value.value);
  }
  if (value.kind === "boolean") return of(value.value ? 1 : 0);
  if (value.kind === "string") {
    const parsed = parseDouble(value.value);
    if (parsed === undefined) throw new NotSimulated("a hexadecimal number");
    if (parsed === null) throw outOfRange(value.value, target);
    return of(parsed);
  }
  throw unexpected(value);
}

function castToBoolean(value: NonNullable<ConnectValue>): ConnectValue {
  const of = (boolean: boolean): ConnectValue => ({
    kind: "boolean",
    value: boolean,
  });
  if (isNumber(value)) return of(longValue(javaNumber(value)) !== 0n);
  if (value.kind === "boolean") return value;
  if (value.kind === "string") return of(/^true$/i.test(value.value));
  throw unexpected(value);
}

function castToText(value: NonNullable<ConnectValue>): string {
  switch (value.kind) {
    case "string":
      return value.value;
    case "boolean":
      return String(value.value);
    case "bytes":
      return btoa(String.fromCharCode(...value.value));
    case "date": {
      const ms = Number(value.ms);
      const pattern = ms < dayMs
        ? "HH:mm:ss.SSS'Z'"
        : ms % dayMs === 0
        ? "yyyy-MM-dd"
        : "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'";
      return printSimpleDate(ms, pattern);
    }
    default:
      return printNumber(javaNumber(value));
  }
}

function outOfRange(text: string, target: Target): RecordRefused {
  return new RecordRefused(
    `"${showValue(text)}" cannot be cast to ${target}`,
  );
}

function unexpected(value: NonNullable<ConnectValue>): RecordRefused {
  return new RecordRefused(`Cast cannot cast from ${value.kind} to this type`);
}
