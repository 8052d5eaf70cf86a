import { assert, assertEquals } from "@std/assert";
import { corpus } from "./corpus.ts";
import { recordAt } from "./traffic.ts";

Deno.test("corpus has at least sixty kinds of poison, each with a name of its own", () => {
  assert(corpus.length >= 60, `${corpus.length}`);
  assertEquals(new Set(corpus.map(({ name }) => name)).size, corpus.length);
});

for (
  const { poisoning, low, high } of [
    { poisoning: { share: 0.01 }, low: 50, high: 150 },
    { poisoning: { share: 0.5 }, low: 4_800, high: 5_200 },
    { poisoning: { inARow: 1_000 }, low: 5_000, high: 5_000 },
  ]
) {
  Deno.test(`recordAt() poisons ${JSON.stringify(poisoning)} of the records, the same each time`, () => {
    const traffic = { seed: 7, poisoning };
    const kinds = Array.from(
      { length: 10_000 },
      (_, number) => recordAt(traffic, number).poison,
    );
    const count = kinds.filter((poison) => poison !== null).length;
    assert(count >= low && count <= high, `${count}`);
    assertEquals(recordAt(traffic, 4_321), recordAt(traffic, 4_321));
  });
}
