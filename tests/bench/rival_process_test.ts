import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { RivalProcess } from "../../bench/rival_process.ts";

Deno.test("RivalProcess serves run after run in one process", async () => {
  await using process = new RivalProcess([
    "sh",
    "-c",
    'while read -r line; do echo "$line" >&2; echo done; done',
  ]);
  for (let i = 0; i < 3; i++) await process.start(`run ${i}`).done;
});

Deno.test("RivalProcess tells a process's last words when it has ended", async () => {
  await using process = new RivalProcess([
    "sh",
    "-c",
    'read -r line; echo "no $line" >&2; exit 3',
  ]);
  const run = process.start("today");
  const error = await assertRejects(() => run.done, Error);
  assertEquals(error.message, "sh ended with 3\nno today");
  assertThrows(() => run.check(), Error, "ended with 3");
});
