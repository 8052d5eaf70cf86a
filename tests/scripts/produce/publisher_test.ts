import { assertEquals, assertRejects } from "@std/assert";
import type { Message } from "kafkajs";
import {
  Publisher,
  type PublisherOptions,
} from "../../../scripts/produce/publisher.ts";
import { systemClock } from "../../../weather/clock.ts";
import type { WeatherRecord } from "../../../weather/record.ts";
import { FakeClock } from "../../weather/_fake_clock.ts";

function record(i: number): WeatherRecord {
  return {
    city: `City ${i}`,
    country: null,
    last_update_time: "2026-01-01T12:00:00Z",
    temperature: 280,
    feels_like: null,
    humidity: 50,
  };
}

/** A publisher to a stand-in for Kafka, and what came of it. */
function publish(
  send: () => Promise<void>,
  options: Partial<PublisherOptions> = {},
) {
  const sent: string[][] = [];
  const told: string[] = [];
  let closed = 0;
  const publisher = new Publisher({
    units: "standard",
    clock: systemClock,
    onPublished: ({ record, offset }) => told.push(`${record.city} ${offset}`),
    producer: {
      send: async (messages: Message[]) => {
        sent.push(messages.map(({ key }) => String(key)));
        await send();
        return () =>
          messages.map((_, i) => ({ partition: 0, offset: BigInt(i) }));
      },
      close: () => {
        closed++;
        return Promise.resolve();
      },
    },
    ...options,
  });
  return { publisher, sent, told, closed: () => closed };
}

const never = new AbortController().signal;

Deno.test("Publisher sends what comes together together, and what comes meanwhile after it", async () => {
  const first = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  const { publisher, sent, told, closed } = publish(() => {
    started.resolve();
    return first.promise;
  });
  publisher.publish(record(1));
  publisher.publish(record(2));
  await started.promise;
  publisher.publish(record(3));
  assertEquals(publisher.waiting, 3);
  first.resolve();
  await publisher.finish(never);
  assertEquals(sent, [["City 1", "City 2"], ["City 3"]]);
  assertEquals(told, ["City 1 0", "City 2 1", "City 3 0"]);
  assertEquals([publisher.waiting, closed()], [0, 1]);
});

Deno.test("Publisher is not ready while 10,000 records wait, and is again when some are sent", async () => {
  const back = Promise.withResolvers<void>();
  const { publisher, told } = publish(() => back.promise);
  for (let i = 0; i < 9_999; i++) publisher.publish(record(i));
  await publisher.ready();
  publisher.publish(record(9_999));
  let ready = false;
  const waiting = publisher.ready().then(() => ready = true);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(ready, false);
  back.resolve();
  await waiting;
  await publisher.finish(never);
  assertEquals(told.length, 10_000);
});

Deno.test("Publisher tells at the end and at the next round what Kafka will not take", async () => {
  const { publisher, closed } = publish(() =>
    Promise.reject(new RangeError("too large"))
  );
  publisher.publish(record(1));
  await assertRejects(() => publisher.finish(never), RangeError, "too large");
  await assertRejects(() => publisher.ready(), RangeError, "too large");
  assertEquals(closed(), 1);
});

Deno.test("Publisher gives up ten seconds after it was told to end, and counts what it has left", async () => {
  const clock = new FakeClock();
  const start = clock.now();
  const { publisher, told } = publish(() => new Promise(() => {}), { clock });
  publisher.publish(record(1));
  publisher.publish(record(2));
  await clock.drive(publisher.finish(AbortSignal.abort()));
  assertEquals(clock.now() - start, 10_000);
  assertEquals([publisher.waiting, told], [2, []]);
});
