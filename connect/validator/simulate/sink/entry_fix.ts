import type { CqlType } from "../../../../cql/schema_model.ts";
import { didYouMean } from "../../did_you_mean.ts";
import type { FieldValue } from "./field_value.ts";
import { fieldText } from "./field_value.ts";
import type { TableTarget, TargetEntry } from "./table_target.ts";

/** The unit in which an epoch number is a moment between 2001 and 2286, or null. */
export function epochUnit(value: number): string | null {
  const size = Math.abs(value);
  for (
    const [unit, from] of [
      ["SECONDS", 1e9],
      ["MILLISECONDS", 1e12],
      ["MICROSECONDS", 1e15],
      ["NANOSECONDS", 1e18],
    ] as const
  ) if (size >= from && size < from * 10) return unit;
  return null;
}

/** What to do about a value that the codec refused, where that is known. */
export function fixOfValue(
  field: FieldValue | null,
  type: CqlType | null,
  target: TableTarget,
): string | null {
  if (field === null || type?.kind !== "native") return null;
  const codec = `topic.${target.group.topic}.codec.`;
  const text = fieldText(field);
  const number = field.kind === "json" && field.node.kind === "integer"
    ? Number(field.node.value)
    : text !== null && /^-?\d+$/.test(text)
    ? Number(text)
    : null;
  if (type.name === "timestamp" && number !== null) {
    return `set ${codec}timestamp=UNITS_SINCE_EPOCH and ${codec}unit=${
      epochUnit(number) ?? "the unit of the field"
    }`;
  }
  if (type.name === "timestamp" && text !== null) {
    return `set ${codec}timestamp to the pattern of the texts, such as yyyy-MM-dd'T'HH:mm:ssXXX`;
  }
  if (type.name === "date" || type.name === "time") {
    return `set ${codec}${type.name} to the pattern of the texts, or map the field to a timestamp column`;
  }
  return null;
}

/** What to do about a missing field: the name that was meant, if one is near. */
export function fixOfMissing(
  entry: TargetEntry,
  names: readonly string[],
): string | null {
  const { source } = entry;
  if (source.part === "now" || source.name === null) return null;
  const meant = didYouMean(source.name, names);
  return meant === null
    ? null
    : `write ${source.part}.${meant} instead of ${source.part}.${source.name}`;
}
