import { assertEquals } from "@std/assert";
import { interleave } from "../../bench/interleave.ts";

Deno.test("interleave() gives each contender a turn a round, and each round another first", async () => {
  const turns: string[] = [];
  const values = await interleave(["a", "b", "c"], {
    rounds: 3,
    turn: (contender, round) => {
      turns.push(contender);
      return Promise.resolve(round);
    },
  });
  assertEquals(turns.join(""), "abcbcacab");
  assertEquals([...values], [["a", [0, 1, 2]], ["b", [0, 1, 2]], [
    "c",
    [0, 1, 2],
  ]]);
});
