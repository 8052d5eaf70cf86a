import { assertEquals, assertThrows } from "@std/assert";
import { parseInterval } from "../../weather/interval.ts";

for (
  const [text, ms] of [
    ["10s", 10_000],
    ["600", 600_000],
    ["10m", 600_000],
    ["1h", 3_600_000],
    ["500ms", 500],
    ["1.5s", 1500],
  ] as const
) {
  Deno.test(`parseInterval() reads ${text}`, () => {
    assertEquals(parseInterval(text), ms);
  });
}

for (const text of ["", "0", "-1", "10 d", "10sec", "Infinity", "1e3", "25h"]) {
  Deno.test(`parseInterval() refuses ${JSON.stringify(text)}`, () => {
    assertThrows(() => parseInterval(text), SyntaxError, "such as 10s");
  });
}
