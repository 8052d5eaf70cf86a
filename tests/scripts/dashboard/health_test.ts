import { assertEquals } from "@std/assert";
import { nextHealth, type Outcome } from "../../../scripts/dashboard/health.ts";
import type { Health } from "../../../scripts/dashboard/snapshot.ts";

const ok: Outcome = { ok: true };
const refused: Outcome = { ok: false, reason: "refused", fix: "start it" };

for (
  const { what, outcomes, expected } of [
    {
      what: "is up since the first answer",
      outcomes: [ok, ok],
      expected: { state: "up", since: 1 },
    },
    {
      what: "is down since the first failure, for the last reason",
      outcomes: [ok, refused, { ...refused, reason: "no answer" }],
      expected: {
        state: "down",
        since: 2,
        lastSeen: 2,
        reason: "no answer",
        fix: "start it",
      },
    },
    {
      what: "knows of no answer where there was none",
      outcomes: [refused, refused],
      expected: {
        state: "down",
        since: 1,
        lastSeen: null,
        reason: "refused",
        fix: "start it",
      },
    },
    {
      what: "is up anew after an outage",
      outcomes: [ok, refused, ok],
      expected: { state: "up", since: 3 },
    },
  ]
) {
  Deno.test(`nextHealth() ${what}`, () => {
    const health = (outcomes as Outcome[]).reduce<Health>(
      (health, outcome, i) => nextHealth(health, outcome, i + 1),
      { state: "unknown" },
    );
    assertEquals(health, expected as Health);
  });
}
