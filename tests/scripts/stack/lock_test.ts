import { assertEquals } from "@std/assert";
import { withLock } from "../../../scripts/stack/lock.ts";

Deno.test("withLock() lets one work at a time", async () => {
  const dir = await Deno.makeTempDir();
  const steps: string[] = [];
  const work = (name: string) => async () => {
    steps.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    steps.push(`${name} ends`);
  };
  await Promise.all([
    withLock(`${dir}/run/lock`, work("one")),
    withLock(`${dir}/run/lock`, work("two")),
  ]);
  const [first = "", , second = ""] = steps;
  assertEquals(steps, [
    first,
    first.replace("begins", "ends"),
    second,
    second.replace("begins", "ends"),
  ]);
  await Deno.remove(dir, { recursive: true });
});
