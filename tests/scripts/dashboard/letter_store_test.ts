import { assertEquals } from "@std/assert";
import { LetterStore } from "../../../scripts/dashboard/letter_store.ts";
import type { Letter } from "../../../scripts/dashboard/snapshot.ts";

const range = (low: number, high: number) =>
  new Map([[0, { low: BigInt(low), high: BigInt(high) }]]);

function letter(offset: number, reason: string): Letter {
  return {
    id: `t-0@${offset}`,
    partition: 0,
    offset: BigInt(offset),
    produced: offset,
    stage: "TASK_PUT",
    reason,
    key: null,
    value: "{}",
  };
}

Deno.test("LetterStore plans to read what came since, and no more than it keeps", () => {
  const store = new LetterStore();
  assertEquals(store.planRead(range(0, 5_000)), range(4_000, 5_000));
  store.add(range(4_000, 5_000), []);
  assertEquals(store.planRead(range(0, 5_003)), range(5_000, 5_003));
  assertEquals(store.planRead(range(0, 5_000)), new Map());
});

Deno.test("LetterStore forgets the letters of a queue that was purged or made anew", () => {
  const store = new LetterStore();
  store.add(range(0, 3), [letter(0, "a"), letter(1, "b"), letter(2, "c")]);
  store.planRead(range(2, 3));
  assertEquals(store.size, 1);
  assertEquals(store.planRead(range(0, 2)), range(0, 2));
  assertEquals(store.size, 0);
});

Deno.test("LetterStore counts kinds of reasons, the most frequent first", () => {
  const store = new LetterStore();
  store.add(range(0, 3), [
    letter(0, 'no column "a"'),
    letter(1, "not JSON"),
    letter(2, 'no column "b"'),
  ]);
  assertEquals(store.countReasons(), [
    { reason: 'no column "…"', count: 2 },
    { reason: "not JSON", count: 1 },
  ]);
  assertEquals(store.find('no column "…"', 10).map(({ id }) => id), [
    "t-0@2",
    "t-0@0",
  ]);
  assertEquals(store.last?.id, "t-0@2");
});

Deno.test("LetterStore keeps the newest thousand", () => {
  const store = new LetterStore();
  for (let i = 0; i < 3; i++) {
    const letters = Array.from(
      { length: 600 },
      (_, k) => letter(600 * i + k, "x"),
    );
    store.add(range(600 * i, 600 * i + 600), letters);
  }
  assertEquals(store.size, 1_000);
  assertEquals(store.last?.offset, 1_799n);
});
