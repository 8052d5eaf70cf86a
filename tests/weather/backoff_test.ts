import { assertEquals } from "@std/assert";
import type { Refusal } from "../../weather/answer.ts";
import { retryDelayMs, waitsUntilLater } from "../../weather/backoff.ts";

function refusal(kind: Refusal["kind"], retryAfterMs?: number): Refusal {
  return retryAfterMs === undefined
    ? { kind, reason: "" }
    : { kind, reason: "", retryAfterMs };
}

for (
  const { given, failures, random, delay } of [
    { given: refusal("server"), failures: 0, random: 0, delay: 500 },
    { given: refusal("server"), failures: 0, random: 1, delay: 1000 },
    { given: refusal("timeout"), failures: 3, random: 1, delay: 8000 },
    { given: refusal("network"), failures: 99, random: 1, delay: 600_000 },
    { given: refusal("server", 9000), failures: 0, random: 1, delay: 9000 },
    { given: refusal("rate_limited"), failures: 0, random: 0, delay: 60_000 },
    { given: refusal("rate_limited"), failures: 1, random: 1, delay: 150_000 },
    {
      given: refusal("rate_limited"),
      failures: 99,
      random: 0,
      delay: 3_600_000,
    },
    {
      given: refusal("rate_limited", 5000),
      failures: 0,
      random: 0,
      delay: 5000,
    },
  ]
) {
  Deno.test(`retryDelayMs() after ${failures} failures and ${JSON.stringify(given)}, chance ${random}: ${delay} ms`, () => {
    const options = { failures, firstDelayMs: 1000, random };
    assertEquals(retryDelayMs(given, options), delay);
  });
}

for (
  const { given, later } of [
    { given: refusal("server"), later: false },
    { given: refusal("timeout"), later: false },
    { given: refusal("server", 31_000), later: true },
    { given: refusal("rate_limited"), later: true },
    { given: refusal("rate_limited", 30_000), later: false },
    { given: refusal("not_found"), later: true },
    { given: refusal("wrong_place"), later: true },
  ]
) {
  Deno.test(`waitsUntilLater() of ${JSON.stringify(given)} is ${later}`, () => {
    assertEquals(waitsUntilLater(given), later);
  });
}
