import { assertEquals } from "@std/assert";
import { type Evidence, judge } from "../../../scripts/verify/cause.ts";

const hour = 3_600_000;
const evidence: Evidence = {
  timestamp: 10 * hour,
  hasRow: false,
  isPassed: true,
  deadLetter: null,
  writeTime: null,
  hasNewerRecord: false,
  timeToLive: 0,
  now: 12 * hour,
};
const own = BigInt(evidence.timestamp) * 1000n;
const differs = { hasRow: true, writeTime: own };

for (
  const { change, verdict } of [
    { change: {}, verdict: "gone" },
    { change: { isPassed: false }, verdict: "lagging" },
    { change: { deadLetter: { reason: "x" } }, verdict: "refused" },
    { change: { timeToLive: 7200 }, verdict: "expired" },
    { change: { timeToLive: 7201 }, verdict: "gone" },
    { change: { timeToLive: 7201, isPassed: false }, verdict: "lagging" },
    { change: { hasNewerRecord: true }, verdict: "replaced" },
    { change: differs, verdict: "altered" },
    { change: { ...differs, writeTime: null }, verdict: "altered" },
    { change: { ...differs, writeTime: own + 999n }, verdict: "altered" },
    { change: { ...differs, writeTime: own + 1000n }, verdict: "foreign" },
    { change: { ...differs, writeTime: own - 1n }, verdict: "outdated" },
    {
      change: { ...differs, writeTime: own - 1n, isPassed: false },
      verdict: "lagging",
    },
    {
      change: { ...differs, writeTime: own + 1000n, hasNewerRecord: true },
      verdict: "replaced",
    },
  ]
) {
  Deno.test(`judge() says ${verdict} of ${JSON.stringify(change, (_, value) => typeof value === "bigint" ? `own${value - own >= 0 ? "+" : ""}${value - own}` : value)}`, () => {
    assertEquals(judge({ ...evidence, ...change }), verdict);
  });
}
