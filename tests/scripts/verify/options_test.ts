import { assertEquals, assertThrows } from "@std/assert";
import { readPercent, readSince } from "../../../scripts/verify/options.ts";

const now = Date.parse("2026-11-25T12:00:00Z");

for (
  const [text, time] of [
    ["1h", "2026-11-25T11:00:00Z"],
    ["90s", "2026-11-25T11:58:30Z"],
    ["7d", "2026-11-18T12:00:00Z"],
    ["2026-11-25T08:00Z", "2026-11-25T08:00:00Z"],
    ["2026-11-25", "2026-11-25T00:00:00Z"],
    ["2026-11-25T08:00", "2026-11-25T08:00:00Z"],
    ["2026-11-25T08:00+02:00", "2026-11-25T06:00:00Z"],
  ] as const
) {
  Deno.test(`readSince() reads ${text}`, () => {
    assertEquals(readSince(text, now), Date.parse(time));
  });
}

for (const text of ["", "1", "h", "yesterday", "2026-13-45"]) {
  Deno.test(`readSince() refuses "${text}"`, () => {
    assertThrows(() => readSince(text, now), Error, "Expected how long ago");
  });
}

for (
  const [text, fraction] of [["1%", 0.01], ["0.5 %", 0.005], [
    "100%",
    1,
  ]] as const
) {
  Deno.test(`readPercent() reads ${text}`, () => {
    assertEquals(readPercent(text), fraction);
  });
}

for (const text of ["0%", "101%", "1", "%"]) {
  Deno.test(`readPercent() refuses "${text}"`, () => {
    assertThrows(() => readPercent(text), Error, "Expected a percentage");
  });
}
