import { assertEquals } from "@std/assert";
import {
  formatProgress,
  formatSeconds,
  RateMeter,
} from "../../../scripts/verify/progress.ts";
import { Patience } from "../../../scripts/verify/patience.ts";

for (
  const { work, barWidth, text } of [
    {
      work: { done: 1_200_000, total: 2_000_000, rate: 31_000 },
      barWidth: 10,
      text:
        "[██████░░░░] 1,200,000 of 2,000,000 records, 60 %, 31,000 a second, 26 s left",
    },
    {
      work: { done: 0, total: 5, rate: null },
      barWidth: 0,
      text: "0 of 5 records, 0 %",
    },
    {
      work: { done: 5, total: 0, rate: 0 },
      barWidth: 2,
      text: "[██] 5 of 0 records, 100 %, 0 a second",
    },
  ]
) {
  Deno.test(`formatProgress() gives "${text}"`, () => {
    assertEquals(formatProgress(work, { barWidth }), text);
  });
}

for (
  const [seconds, text] of [
    [0.2, "1 s"],
    [59, "59 s"],
    [300, "5 min"],
    [250, "4 min 10 s"],
    [11_100, "3 h 5 min"],
    [176_400, "2 d 1 h"],
  ] as const
) {
  Deno.test(`formatSeconds() gives "${text}"`, () => {
    assertEquals(formatSeconds(seconds), text);
  });
}

Deno.test("RateMeter.measure() gives the rate of the last 10 s", () => {
  const meter = new RateMeter();
  assertEquals(meter.measure(0, 0), null);
  for (let at = 1_000; at <= 10_000; at += 1_000) meter.measure(at / 10, at);
  assertEquals(meter.measure(1_000, 10_000), 100);
  for (let at = 11_000; at <= 30_000; at += 1_000) meter.measure(1_000, at);
  assertEquals(meter.measure(1_000, 30_000), 0);
});

Deno.test("Patience is renewed by progress, and ends without", () => {
  let now = 0;
  const patience = new Patience(100, () => now);
  assertEquals(patience.leftMs("a"), 100);
  now = 90;
  assertEquals([patience.leftMs("a"), patience.leftMs("b")], [10, 100]);
  now = 300;
  assertEquals(patience.leftMs("b"), 0);
  patience.reset();
  assertEquals(patience.leftMs("b"), 100);
});
