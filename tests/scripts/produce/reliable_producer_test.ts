import { assertEquals } from "@std/assert";
import type { Kafka, Message, ProducerRecord } from "kafkajs";
import { ReliableProducer } from "../../../scripts/produce/reliable_producer.ts";
import { systemClock } from "../../../weather/clock.ts";
import { cityPartition } from "../../../weather/partition.ts";

const partitions = 4;

/** A Kafka whose sends are acknowledged as `acknowledge` says: which of the partitions asked for. */
function standIn(acknowledge: (call: number, asked: number[]) => number[]) {
  const calls: string[][] = [];
  const producer = {
    connect: () => Promise.resolve(),
    disconnect: () => Promise.resolve(),
    send: ({ messages }: ProducerRecord) => {
      calls.push(messages.map(({ key }) => String(key)));
      const asked = messages.map((message) =>
        partitioner({
          topic: "t",
          message,
          partitionMetadata: { length: partitions },
        })
      );
      return Promise.resolve(
        acknowledge(calls.length, [...new Set(asked)]).map((partition) => ({
          partition,
          baseOffset: String(100 * calls.length),
        })),
      );
    },
  };
  let partitioner: (args: unknown) => number;
  const kafka = {
    producer: (options: { createPartitioner: () => typeof partitioner }) => {
      partitioner = options.createPartitioner();
      return producer;
    },
  } as unknown as Kafka;
  return { kafka, calls };
}

const messages: Message[] = Array.from({ length: 12 }, (_, number) => ({
  key: `city ${number}`,
  value: "",
}));
const partitionOf = (key: string) => cityPartition(key, partitions);

function createProducer(kafka: Kafka, outages: (string | null)[] = []) {
  return new ReliableProducer({
    kafka,
    topic: "t",
    clock: { ...systemClock, sleep: () => Promise.resolve() },
    onOutage: (reason) => outages.push(reason),
  });
}

Deno.test("ReliableProducer sends again what a send that succeeded left without acknowledgement", async () => {
  const { kafka, calls } = standIn((call, asked) =>
    call === 1 ? asked.filter((partition) => partition !== 2) : asked
  );
  const outages: (string | null)[] = [];
  const findPositions = await createProducer(kafka, outages).send(messages);
  const keys = messages.map(({ key }) => String(key));
  assertEquals(calls, [keys, keys.filter((key) => partitionOf(key) === 2)]);
  assertEquals(outages, []);
  const seen = new Map<number, bigint>();
  for (const { partition, offset } of findPositions()) {
    const expected = seen.get(partition) ?? (partition === 2 ? 200n : 100n);
    assertEquals(offset, expected);
    seen.set(partition, expected + 1n);
  }
});

Deno.test("ReliableProducer takes a send without any acknowledgement for a failure, and sends it again", async () => {
  const { kafka, calls } = standIn((call, asked) => call === 1 ? [] : asked);
  const outages: (string | null)[] = [];
  await createProducer(kafka, outages).send(messages);
  assertEquals(calls.length, 2);
  assertEquals(outages, ["the brokers acknowledged no record", null]);
});
