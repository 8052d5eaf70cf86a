// What the rivals written in TypeScript share: a line on standard input is a run, `done` on standard output its end.
import { createInterface } from "node:readline";
import process from "node:process";
import { Client } from "cassandra-driver";
import { type EachBatchPayload, Kafka, logLevel } from "kafkajs";

/** The record as a consumer sees it. */
export interface WeatherValue {
  readonly city: string;
  readonly country: string | null;
  readonly last_update_time: string;
  readonly temperature: number;
  readonly feels_like: number | null;
  readonly humidity: number;
}

/** One run of a rival. */
export interface Run {
  readonly client: Client;
  /** The statement that writes a row. */
  readonly insert: string;
}

/** Writes one batch of one partition. */
export type WriteBatch = (
  run: Run,
  values: readonly WeatherValue[],
) => Promise<void>;

/** The parameters of {@linkcode Run.insert}. */
export function parametersOf(value: WeatherValue): unknown[] {
  return [
    value.city,
    value.country,
    new Date(value.last_update_time),
    value.temperature,
    value.feels_like,
    value.humidity,
  ];
}

/** Serves runs until standard input ends: each consumes a topic from its start into a table. */
export async function serveRuns(write: WriteBatch): Promise<void> {
  const [brokers = "", port = "", localDataCenter = ""] = process.argv.slice(2);
  const client = new Client({
    contactPoints: ["127.0.0.1"],
    protocolOptions: { port: Number(port) },
    localDataCenter,
    queryOptions: { prepare: true },
  });
  await client.connect();
  const kafka = new Kafka({
    brokers: brokers.split(","),
    logLevel: logLevel.NOTHING,
  });
  for await (const line of createInterface({ input: process.stdin })) {
    const [topic = "", table = "", records = "", groupId = ""] = line.split(
      " ",
    );
    const insert = `INSERT INTO ${table} ` +
      "(city, country, last_update_time, temperature, feels_like, humidity) VALUES (?, ?, ?, ?, ?, ?)";
    const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100 });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    const { promise: done, resolve, reject } = Promise.withResolvers<void>();
    let missing = Number(records);
    await consumer.run({
      partitionsConsumedConcurrently: 4,
      eachBatch: async ({ batch }: EachBatchPayload) => {
        try {
          const values = batch.messages.map(({ value }) =>
            JSON.parse(String(value)) as WeatherValue
          );
          await write({ client, insert }, values);
          missing -= values.length;
          if (missing <= 0) resolve();
        } catch (error) {
          reject(error);
        }
      },
    });
    await done;
    await consumer.disconnect();
    process.stdout.write("done\n");
  }
  await client.shutdown();
}
