import { assertEquals } from "@std/assert";
import { CallBudget } from "../../weather/call_budget.ts";
import { checkCallRate } from "../../weather/call_rate.ts";
import { FakeClock } from "./_fake_clock.ts";

const limits = {
  perMinute: 60,
  quota: { calls: 1_000_000, days: 31 },
} as const;

for (
  const { cities, intervalMs, severity, fittingIntervalMs } of [
    {
      cities: 8,
      intervalMs: 10_000,
      severity: "warn",
      fittingIntervalMs: 22_000,
    },
    {
      cities: 8,
      intervalMs: 21_000,
      severity: "warn",
      fittingIntervalMs: 22_000,
    },
    {
      cities: 8,
      intervalMs: 7_000,
      severity: "refuse",
      fittingIntervalMs: 22_000,
    },
    {
      cities: 11,
      intervalMs: 10_000,
      severity: "refuse",
      fittingIntervalMs: 30_000,
    },
    {
      cities: 10,
      intervalMs: 10_000,
      severity: "warn",
      fittingIntervalMs: 27_000,
    },
    {
      cities: 100,
      intervalMs: 60_000,
      severity: "refuse",
      fittingIntervalMs: 268_000,
    },
  ]
) {
  Deno.test(`checkCallRate() of ${cities} cities every ${intervalMs / 1000} s: ${severity}, ${fittingIntervalMs / 1000} s fit`, () => {
    const plan = { cities, limits, source: "OpenWeather" };
    const finding = checkCallRate({ ...plan, intervalMs });
    assertEquals(
      [finding?.severity, finding?.fittingIntervalMs],
      [severity, fittingIntervalMs],
    );
    assertEquals(
      checkCallRate({ ...plan, intervalMs: fittingIntervalMs }),
      null,
    );
  });
}

Deno.test("checkCallRate() says how many calls it is, and how many may be", () => {
  const plan = { cities: 8, limits, source: "OpenWeather" };
  assertEquals(
    checkCallRate({ ...plan, intervalMs: 10_000 })?.message,
    "8 cities every 10 s is 2,142,720 calls in 31 days, and OpenWeather allows 1,000,000",
  );
  assertEquals(
    checkCallRate({ ...plan, intervalMs: 5_000 })?.message,
    "Cannot poll 8 cities every 5 s: that is 96 calls a minute, and OpenWeather allows 60",
  );
});

Deno.test("CallBudget.take() lets at most so many calls into any minute", async () => {
  const clock = new FakeClock();
  const start = clock.now();
  const budget = new CallBudget(2, clock);
  const times: number[] = [];
  const { signal } = new AbortController();
  await clock.drive(Promise.all(
    [1, 2, 3, 4, 5].map(async () => {
      await budget.take(signal);
      times.push((clock.now() - start) / 1000);
    }),
  ));
  assertEquals(times, [0, 0, 60, 60, 120]);
});
