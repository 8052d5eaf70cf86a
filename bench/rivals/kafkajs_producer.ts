// What the bare client does: sends messages that are ready in memory, with the settings and the batches of the
// project's producer, and prints how many it sent a second. Nothing is read, checked or written as JSON.
import { CompressionTypes, Kafka, logLevel } from "kafkajs";
import { print } from "../../scripts/shared/terminal.ts";
import { recordText } from "../records.ts";

const [broker = "", topic = "", records = "", keys = "", batch = ""] =
  Deno.args;
const load = { keys: Number(keys), step: 1 };
const messages = Array.from({ length: Number(records) }, (_, number) => ({
  ...recordText(load, number),
  headers: { units: "standard" },
}));
const begin = performance.now();
const producer = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING })
  .producer({ idempotent: true, maxInFlightRequests: 1 });
await producer.connect();
for (let start = 0; start < messages.length; start += Number(batch)) {
  await producer.send({
    topic,
    messages: messages.slice(start, start + Number(batch)),
    acks: -1,
    compression: CompressionTypes.GZIP,
  });
}
const seconds = (performance.now() - begin) / 1_000;
await producer.disconnect();
print(String(messages.length / seconds));
