import { assertEquals } from "@std/assert";
import { RateMeter } from "../../../scripts/dashboard/rate_meter.ts";

for (
  const { what, readings, expected } of [
    {
      what: "knows no rate before there are two readings",
      readings: [[0, 7]],
      expected: null,
    },
    {
      what: "is the mean of the window",
      readings: [[0, 0], [1_000, 10], [4_000, 100]],
      expected: 25,
    },
    {
      what: "forgets what is older than the window",
      readings: [[0, 0], [10_000, 1_000], [20_000, 1_000], [30_000, 1_100]],
      expected: 5,
    },
    {
      what: "starts over when the count falls",
      readings: [[0, 500], [1_000, 3], [2_000, 5]],
      expected: 2,
    },
    {
      what: "is zero where nothing comes",
      readings: [[0, 5], [1_000, 5]],
      expected: 0,
    },
  ]
) {
  Deno.test(`RateMeter ${what}`, () => {
    const meter = new RateMeter(20_000);
    for (const [at, count] of readings) meter.add(at!, count!);
    assertEquals(meter.perSecond, expected);
  });
}

Deno.test("RateMeter.reset() forgets all readings", () => {
  const meter = new RateMeter(20_000);
  meter.add(0, 0);
  meter.add(1_000, 10);
  meter.reset();
  assertEquals(meter.perSecond, null);
});
