import { assertEquals } from "@std/assert";
import { periodOf, periods } from "../../../scripts/query/periods.ts";

const time = (text: string) => new Date(`${text}Z`);

Deno.test("periodOf() names each period", () => {
  const at = time("2026-11-25T08:30");
  assertEquals(
    periods.map((period) => periodOf(at, period)),
    ["2026-11-25T08", "2026-11-25", "2026-11", "2026"],
  );
});
