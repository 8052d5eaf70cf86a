import { didYouMean } from "./did_you_mean.ts";
import { faultOfFormatterPattern } from "./java_patterns.ts";

/** Constants of `java.time.format.DateTimeFormatter`, which a codec's format may name. */
export const formatterConstants: readonly string[] = [
  "BASIC_ISO_DATE",
  "ISO_DATE",
  "ISO_DATE_TIME",
  "ISO_INSTANT",
  "ISO_LOCAL_DATE",
  "ISO_LOCAL_DATE_TIME",
  "ISO_LOCAL_TIME",
  "ISO_OFFSET_DATE",
  "ISO_OFFSET_DATE_TIME",
  "ISO_OFFSET_TIME",
  "ISO_ORDINAL_DATE",
  "ISO_TIME",
  "ISO_WEEK_DATE",
  "ISO_ZONED_DATE_TIME",
  "RFC_1123_DATE_TIME",
];

const names = [...formatterConstants, "CQL_TIMESTAMP", "UNITS_SINCE_EPOCH"];

/** Why `codec.timestamp`, `codec.date` or `codec.time` cannot be this, or null. */
export function faultOfTemporalFormat(
  value: string,
): {
  readonly message: string;
  readonly fix?: string;
  readonly index?: number;
} | null {
  if (names.includes(value)) return null;
  const fault = faultOfFormatterPattern(value);
  if (fault === null) return null;
  const meant = /^[A-Za-z_0-9]+$/.test(value) && value.includes("_")
    ? didYouMean(value.toUpperCase(), names)
    : null;
  if (meant !== null) {
    return { message: "there is no such format", fix: `write ${meant}` };
  }
  return {
    message: `it is neither a format's name nor a pattern: ${fault.message}`,
    fix:
      "write a pattern such as yyyy-MM-dd'T'HH:mm:ssXXX, or one of CQL_TIMESTAMP, UNITS_SINCE_EPOCH, ISO_INSTANT, ISO_LOCAL_DATE, ISO_LOCAL_TIME",
    index: fault.index,
  };
}
