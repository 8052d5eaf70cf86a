import { assertEquals, assertRejects } from "@std/assert";
import { type Observation, refuse } from "../../weather/answer.ts";
import { CallBudget } from "../../weather/call_budget.ts";
import { type City, tutorialCities } from "../../weather/cities.ts";
import {
  type PollEvent,
  type PollOptions,
  pollWeather,
  UnauthorizedError,
} from "../../weather/poll.ts";
import { isoSeconds } from "../../weather/openweather.ts";
import { FakeClock } from "./_fake_clock.ts";

type Answer = (
  city: City,
  call: number,
  signal: AbortSignal,
) => Observation | Promise<Observation>;

const [london, newYork] = tutorialCities as [City, City];

/** Polls with a fake clock; gives what was reported as `seconds city what`, and when each city was asked. */
async function poll(
  answer: Answer,
  options: Partial<PollOptions> & { clock?: FakeClock; stopAfterMs?: number },
) {
  const clock = options.clock ?? new FakeClock();
  const start = clock.now();
  const seconds = () => (clock.now() - start) / 1000;
  const events: string[] = [];
  const asked: Record<string, number[]> = {};
  const stop = new AbortController();
  if (options.stopAfterMs !== undefined) {
    clock.sleep(options.stopAfterMs, new AbortController().signal)
      .then(() => stop.abort());
  }
  await clock.drive(pollWeather({
    cities: [london, newYork],
    intervalMs: 10_000,
    once: false,
    resend: false,
    budget: new CallBudget(Infinity, clock),
    clock,
    signal: stop.signal,
    ready: () => Promise.resolve(),
    report: (event) => events.push(`${seconds()} ${summary(event)}`),
    source: {
      name: "test",
      limits: null,
      ask: async (city, signal) => {
        const times = asked[city.name] ??= [];
        times.push(seconds());
        return await answer(city, times.length, signal);
      },
    },
    ...options,
  }));
  return { events, asked };
}

function summary(event: PollEvent): string {
  if (event.kind !== "refused") return `${event.record.city} ${event.kind}`;
  const { city, refusal, retryInMs } = event;
  return `${city.name} ${refusal.kind} ` +
    (retryInMs === null ? "given up" : `again in ${retryInMs / 1000}`);
}

function observe(city: City, dt: number): Observation {
  return {
    ok: true,
    record: {
      city: city.name,
      country: city.country,
      last_update_time: isoSeconds(dt),
      temperature: 280,
      feels_like: null,
      humidity: 50,
    },
  };
}

Deno.test("pollWeather() asks all cities each round and reports only new observations", async () => {
  const { events, asked } = await poll(
    (city, call) => observe(city, city === london ? call : 1),
    { stopAfterMs: 25_000 },
  );
  assertEquals(events, [
    "0 London observed",
    "0 New York observed",
    "10 London observed",
    "10 New York unchanged",
    "20 London observed",
    "20 New York unchanged",
  ]);
  assertEquals(asked, { London: [0, 10, 20], "New York": [0, 10, 20] });
});

Deno.test("pollWeather() reports unchanged observations again with resend", async () => {
  const { events } = await poll((city) => observe(city, 1), {
    cities: [london],
    resend: true,
    stopAfterMs: 15_000,
  });
  assertEquals(events, ["0 London observed", "10 London observed"]);
});

Deno.test("pollWeather() asks the cities at once, so a round takes as long as the slowest", async () => {
  let open = 0;
  let most = 0;
  const clock = new FakeClock();
  await poll(async (city, _call, signal) => {
    most = Math.max(most, ++open);
    await clock.sleep(city === london ? 300 : 100, signal);
    open--;
    return observe(city, 1);
  }, { clock, cities: tutorialCities, once: true });
  assertEquals(most, 8);
  assertEquals(clock.now() - new FakeClock().now(), 300);
});

for (const kind of ["server", "network", "timeout", "malformed"] as const) {
  Deno.test(`pollWeather() tries a city again in the round after ${kind}, without delaying the other`, async () => {
    const { events, asked } = await poll(
      (city, call) =>
        city === london && call <= 2 ? refuse(kind, "") : observe(city, call),
      { stopAfterMs: 15_000 },
    );
    assertEquals(events, [
      "0 London " + kind + " again in 0.75",
      "0 New York observed",
      "0.75 London " + kind + " again in 1.5",
      "2.25 London observed",
      "10 London observed",
      "10 New York observed",
    ]);
    assertEquals(asked["New York"], [0, 10]);
  });
}

Deno.test("pollWeather() leaves a city that keeps failing to later and later rounds", async () => {
  const { asked } = await poll(
    (city, call) =>
      city === london ? refuse("server", "") : observe(city, call),
    { stopAfterMs: 70_000 },
  );
  assertEquals(asked["New York"], [0, 10, 20, 30, 40, 50, 60]);
  // Three times a round, in rounds 7.5, 15 and 30 s or more apart.
  assertEquals(asked.London, [
    ...[0, 0.75, 2.25],
    ...[10, 10.75, 12.25],
    ...[30, 30.75, 32.25],
  ]);
});

Deno.test("pollWeather() does not let a slow city delay the rounds of the others", async () => {
  const clock = new FakeClock();
  const { asked } = await poll(async (city, call, signal) => {
    if (city === london) await clock.sleep(25_000, signal);
    return observe(city, call);
  }, { clock, stopAfterMs: 35_000 });
  assertEquals(asked, { London: [0, 30], "New York": [0, 10, 20, 30] });
});

for (
  const kind of [
    "not_found",
    "bad_request",
    "wrong_place",
    "implausible",
  ] as const
) {
  Deno.test(`pollWeather() does not try again in the round after ${kind}`, async () => {
    const { events } = await poll(() => refuse(kind, ""), {
      cities: [london],
      once: true,
    });
    assertEquals(events, [`0 London ${kind} given up`]);
  });
}

Deno.test("pollWeather() waits for a minute and more after too many calls", async () => {
  const { asked } = await poll(
    (city, call) =>
      city === london ? refuse("rate_limited", "") : observe(city, call),
    { stopAfterMs: 250_000 },
  );
  // 60 s and 120 s, each and an eighth, then at the next round.
  assertEquals(asked.London, [0, 70, 210]);
  assertEquals(asked["New York"]?.length, 25);
});

Deno.test("pollWeather() waits as long as the service asks it to", async () => {
  const { asked, events } = await poll(
    (city, call) =>
      call === 1 ? refuse("rate_limited", "", 5000) : observe(city, call),
    { cities: [london], once: true },
  );
  assertEquals(events[1], "5.625 London observed");
  assertEquals(asked.London, [0, 5.625]);
});

Deno.test("pollWeather() stops at once when the key is refused, giving up what is under way", async () => {
  const clock = new FakeClock();
  await assertRejects(
    () =>
      poll(async (city, _call, signal) => {
        if (city === london) return refuse("unauthorized", "401: Invalid key");
        await clock.sleep(5000, signal);
        return observe(city, 1);
      }, { clock }),
    UnauthorizedError,
    "401: Invalid key",
  );
  assertEquals(clock.now(), new FakeClock().now());
});

Deno.test("pollWeather() reports nothing after it was stopped", async () => {
  const clock = new FakeClock();
  const { events } = await poll(async (city, _call, signal) => {
    await clock.sleep(city === london ? 1000 : 5000, signal);
    return observe(city, 1);
  }, { clock, stopAfterMs: 3000 });
  assertEquals(events, ["1 London observed"]);
});

Deno.test("pollWeather() pauses while it is not ready, and does not make up for the rounds", async () => {
  const clock = new FakeClock();
  let rounds = 0;
  const { asked } = await poll((city, call) => observe(city, call), {
    clock,
    cities: [london],
    ready: () =>
      ++rounds === 2
        ? clock.sleep(33_000, new AbortController().signal)
        : Promise.resolve(),
    stopAfterMs: 65_000,
  });
  assertEquals(asked.London, [0, 43, 50, 60]);
});

Deno.test("pollWeather() keeps its calls, retries too, within the budget", async () => {
  const clock = new FakeClock();
  const { asked } = await poll(() => refuse("server", ""), {
    clock,
    cities: tutorialCities,
    budget: new CallBudget(10, clock),
    stopAfterMs: 300_000,
  });
  const times = Object.values(asked).flat().sort((a, b) => a - b);
  for (const [i, time] of times.entries()) {
    const before = times[i - 10];
    if (before !== undefined) {
      assertEquals(time - before >= 60, true, `calls ${i - 10} to ${i}`);
    }
  }
});

Deno.test("pollWeather() passes a defect of a source on", async () => {
  await assertRejects(
    () =>
      poll(() => {
        throw new RangeError("defect");
      }, {}),
    RangeError,
    "defect",
  );
});
