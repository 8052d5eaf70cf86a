import { assertEquals } from "@std/assert";
import {
  consumerGroup,
  type PartitionProgress,
  standingStill,
  subscribedTopics,
  totalLag,
} from "../../connect/consumption.ts";

function progress(
  partition: number,
  committed: bigint | null,
  end: bigint,
): PartitionProgress {
  return {
    topic: "t",
    partition,
    committed,
    end,
    lag: end - (committed ?? 0n),
  };
}

for (
  const { what, before, now, still } of [
    { what: "nothing left", before: null, now: 5n, still: false },
    { what: "a first offset", before: null, now: 1n, still: false },
    { what: "an offset that moved", before: 1n, now: 2n, still: false },
    { what: "the same offset", before: 1n, now: 1n, still: true },
    { what: "no offset, as before", before: null, now: null, still: true },
  ]
) {
  Deno.test(`standingStill() is ${still} for a partition with ${what}`, () => {
    assertEquals(
      standingStill([progress(0, before, 5n)], [progress(0, now, 5n)]).length,
      still ? 1 : 0,
    );
  });
}

Deno.test("standingStill() finds one partition among others that move", () => {
  const before = [progress(0, 1n, 9n), progress(1, 1n, 9n)];
  const now = [progress(0, 5n, 9n), progress(1, 1n, 9n)];
  assertEquals(standingStill(before, now), [now[1]]);
});

Deno.test("standingStill() counts a partition that was added as moving only when it is consumed", () => {
  assertEquals(standingStill([], [progress(2, null, 3n)]).length, 1);
  assertEquals(standingStill([], [progress(2, 3n, 3n)]).length, 0);
});

Deno.test("totalLag() adds what is left of all partitions", () => {
  assertEquals(totalLag([progress(0, 1n, 5n), progress(1, null, 2n)]), 6n);
});

for (
  const { config, topics } of [
    { config: { topics: "b, a" }, topics: ["b", "a"] },
    { config: { "topics.regex": "cit.*" }, topics: ["cities"] },
    { config: { "topics.regex": "it" }, topics: [] },
    { config: {}, topics: [] },
  ]
) {
  Deno.test(`subscribedTopics() of ${JSON.stringify(config)} are [${topics}]`, () => {
    assertEquals(subscribedTopics(config, ["cities", "a"]), topics);
  });
}

Deno.test("consumerGroup() is Connect's unless the config names another", () => {
  assertEquals(consumerGroup("x", {}), "connect-x");
  assertEquals(
    consumerGroup("x", { "consumer.override.group.id": "own" }),
    "own",
  );
});
