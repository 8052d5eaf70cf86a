import { assertEquals } from "@std/assert";
import { formatSnapshot } from "../../../scripts/watch/format.ts";
import { sampleSnapshot } from "./_snapshot.ts";

Deno.test("formatSnapshot() shows the parts and the newest rows, and nothing that a terminal would obey", () => {
  assertEquals(
    formatSnapshot(sampleSnapshot(), { status: "ok", reason: "all is well" }),
    `\
ok  all is well

Part          State  What         Now                                 Rate
──────────────────────────────────────────────────────────────────────────
topic         up     weather      1,200 records, newest 5 s ago      0.8/s
sink          up     sink         RUNNING, tasks 2 RUNNING, lag 3    0.7/s
dead letters         weather-dlq  2
table         up     ks.weather   newest row written 1 min 30 s ago

City       Observed (UTC)          Age  Temp °C  Feels °C  Hum %
────────────────────────────────────────────────────────────────
Cairo�[2J  2026-11-25 11:50:00  10 min    30.50         -     20`,
  );
});
