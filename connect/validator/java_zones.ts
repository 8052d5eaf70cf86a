import zoneIds from "./catalogue/zone_ids.json" with { type: "json" };
import { didYouMean } from "./did_you_mean.ts";

/** Why `java.time.ZoneId.of` refuses a name, or null if it takes it. */
export function faultOfZone(
  value: string,
): { readonly message: string; readonly fix?: string } | null {
  if (value === "Z" || value === "UT" || zoneIds.includes(value)) return null;
  const offset = /^(?:UTC|GMT|UT)?([+-].*)$/.exec(value)?.[1];
  if (offset !== undefined) {
    return isOffset(offset) ? null : {
      message: "it is no offset from UTC",
      fix: "write the offset as +01:00",
    };
  }
  const meant = didYouMean(value, zoneIds);
  return {
    message: "there is no such time zone",
    fix: meant === null
      ? "write a zone such as Europe/Paris, an offset such as +01:00, or UTC"
      : `write ${meant}`,
  };
}

// +h, +hh, +hh:mm, +hhmm, +hh:mm:ss and +hhmmss, up to 18 hours.
function isOffset(text: string): boolean {
  const parts = /^[+-](\d{1,2})$/.exec(text) ??
    /^[+-](\d{2}):?(\d{2})$/.exec(text) ??
    /^[+-](\d{2}):(\d{2}):(\d{2})$/.exec(text) ??
    /^[+-](\d{2})(\d{2})(\d{2})$/.exec(text);
  if (parts === null) return false;
  const [hours, minutes, seconds] = [1, 2, 3].map((i) => Number(parts[i] ?? 0));
  return minutes! < 60 && seconds! < 60 &&
    (hours! < 18 || (hours === 18 && minutes === 0 && seconds === 0));
}
