import { assertEquals, assertRejects } from "@std/assert";
import { BusyError, Gate } from "../../../scripts/dashboard/gate.ts";

Deno.test("Gate lets so many run at once, the others after them in order", async () => {
  const gate = new Gate(2, 10);
  let running = 0;
  let most = 0;
  const order: number[] = [];
  await Promise.all(Array.from({ length: 6 }, (_, i) =>
    gate.run(async () => {
      most = Math.max(most, ++running);
      order.push(i);
      await Promise.resolve();
      running--;
    })));
  assertEquals(most, 2);
  assertEquals(order, [0, 1, 2, 3, 4, 5]);
});

Deno.test("Gate turns away those that cannot even wait, and goes on after a failure", async () => {
  const gate = new Gate(1, 1);
  const { promise, reject } = Promise.withResolvers<void>();
  const first = gate.run(() => promise);
  const second = gate.run(() => Promise.resolve("second"));
  await assertRejects(() => gate.run(() => Promise.resolve()), BusyError);
  reject(new Error("no"));
  await assertRejects(() => first, Error, "no");
  assertEquals(await second, "second");
});
