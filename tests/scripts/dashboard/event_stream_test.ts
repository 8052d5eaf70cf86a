import { assertEquals, assertThrows } from "@std/assert";
import { EventStream } from "../../../scripts/dashboard/event_stream.ts";
import { BusyError } from "../../../scripts/dashboard/gate.ts";

async function readAll(stream: ReadableStream<Uint8Array>): Promise<string> {
  return await new Response(stream).text();
}

Deno.test("EventStream sends each client the present state and what follows", async () => {
  const events = new EventStream(2);
  const reading = readAll(events.open({ n: 1 }));
  // Lets the reader take what waits.
  await new Promise((resolve) => setTimeout(resolve, 0));
  events.send({ n: "2\n3" });
  events.close();
  assertEquals(
    await reading,
    'retry: 1000\n\ndata: {"n":1}\n\ndata: {"n":"2\\n3"}\n\n',
  );
});

Deno.test("EventStream leaves out what a slow client has no room for", async () => {
  const events = new EventStream(1);
  const slow = events.open({ n: 0 });
  for (let n = 1; n <= 1_000; n++) events.send({ n });
  events.close();
  assertEquals((await readAll(slow)).match(/data/g)?.length, 1);
});

Deno.test("EventStream refuses more clients than it has room for, until one leaves", async () => {
  const events = new EventStream(1);
  const first = events.open({});
  assertThrows(() => events.open({}), BusyError, "1 pages are open already");
  await first.cancel();
  assertEquals(events.size, 0);
  await events.open({}).cancel();
});
