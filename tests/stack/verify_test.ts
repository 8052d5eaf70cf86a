// `deno task verify`, run as a user does, each test with a topic, keyspace and connector of its own.
import { assert, assertEquals, assertStringIncludes, equal } from "@std/assert";
import { deadLetterTopic } from "../../connect/weather_sink.ts";
import { connectAccess } from "./_connect_access.ts";
import { createKafka } from "../../scripts/shared/kafka_client.ts";
import { maxOpen } from "../../scripts/verify/ledger.ts";
import { findFreePorts } from "../../scripts/stack/ports.ts";
import {
  fetchTopicRange,
  readTopic,
} from "../../scripts/shared/topic_reader.ts";
import { encodeRecord } from "../../weather/message.ts";
import type { WeatherRecord } from "../../weather/record.ts";
import {
  assertCode,
  createPipelineTest,
  type PipelineTest,
} from "./_pipeline.ts";
import { createTopic } from "../../scripts/shared/create_topic.ts";
import { until } from "./_sink.ts";

const cairo: WeatherRecord = {
  city: "Cairo",
  country: "EG",
  last_update_time: "2024-05-01T12:00:00Z",
  temperature: 300.15,
  feels_like: 12,
  humidity: 20,
};
const atSea: WeatherRecord = {
  ...cairo,
  city: "Nowhere é 🌊",
  country: null,
  last_update_time: "2024-05-01T12:00:00.123Z",
  temperature: 0.1 + 0.2,
  feels_like: null,
};

async function createFilledTest(
  records: readonly (WeatherRecord | string | null)[],
): Promise<PipelineTest> {
  const test = await createPipelineTest();
  await test.createTopic();
  assertCode(await test.run(["schema"]), 0);
  await test.send(...records);
  return test;
}

function lastLine(text: string): string | undefined {
  return text.trimEnd().split("\n").at(-1);
}

Deno.test("deno task verify ends with 0 when each record has its row, to the last bit", async () => {
  await using test = await createFilledTest([cairo, atSea]);
  await test.insert(cairo, atSea);
  await test.commit(2);
  const { code, stdout, stderr } = await test.run(["verify"]);
  const { KAFKA_TOPIC: topic, CASSANDRA_KEYSPACE: keyspace } = test.settings;
  assertEquals(code, 0, stderr);
  assertEquals(
    stdout,
    `\
City      Country  Time (UTC)                            Temp K  Feels K  Hum %  Status
───────────────────────────────────────────────────────────────────────────────────────
Cairo     EG       2024-05-01 12:00:00                   300.15    12.00     20  ok
Nowhere…  -        2024-05-01 12:00:00.123  0.30000000000000004        -     20  ok

topic: ${topic}, 2 records in 1 partition
table: ${keyspace}.cities_weather_data, 2 ok
sink:  group connect-${topic}, lag 0
verified: 2 of 2
`,
  );
});

for (
  const { fault, row, told } of [
    {
      fault: "a row that is missing",
      row: null,
      told:
        "no row: the sink has passed it: its row was deleted, or written to another table",
    },
    {
      fault: "another value",
      row: { ...cairo, temperature: 300.1500000000001 },
      told:
        "temperature is 300.1500000000001 in the table, 300.15 in the topic: the row was written after this record, by nothing that is in the topic",
    },
    {
      fault: "null for a value",
      row: { ...cairo, feels_like: null },
      told:
        "feels_like is null in the table, 12 in the topic: the row was written after this record, by nothing that is in the topic",
    },
    {
      fault: "a row a millisecond off",
      row: { ...cairo, last_update_time: "2024-05-01T12:00:00.001Z" },
      told: "no row: the sink has passed it",
    },
  ]
) {
  Deno.test(`deno task verify ends with 1 for ${fault}, at once when the sink has passed it`, async () => {
    await using test = await createFilledTest([atSea, cairo]);
    await test.insert(atSea);
    if (row !== null) await test.insert(row);
    await test.commit(2);
    const { code, stdout, stderr } = await test.run([
      "verify",
      "--timeout",
      "1h",
    ]);
    assertEquals(code, 1, stderr);
    // It did not wait, which it would tell of.
    assert(!stderr.includes("waiting"), stderr);
    assertStringIncludes(
      stdout,
      `✗ Cairo 2024-05-01 12:00:00 (partition 0, offset 1): ${told}`,
    );
    assertEquals(lastLine(stdout), "verified: 1 of 2");
  });
}

Deno.test("deno task verify waits for a sink that is behind", async () => {
  await using test = await createFilledTest([cairo, atSea]);
  await test.insert(atSea);
  const task = test.start([
    "verify",
    "--timeout",
    "10m",
    "--metrics-port",
    "0",
  ]);
  await task.stderrHas("waiting for 1 of 2 records to reach the table");
  await test.insert(cairo);
  const { code, stdout, stderr } = await task.result;
  assertEquals([code, lastLine(stdout)], [0, "verified: 2 of 2"], stderr);
  assertStringIncludes(stderr, "metrics: http://127.0.0.1:");
});

Deno.test("deno task verify waits no longer than its timeout", async () => {
  await using test = await createFilledTest([cairo]);
  const { code, stdout } = await test.run(["verify", "--timeout", "100ms"]);
  assertEquals(code, 1);
  assertStringIncludes(stdout, "nothing committed yet, lag 1\n");
  assertStringIncludes(
    stdout,
    "start the connector by `deno task connect:deploy`",
  );
  assertEquals(lastLine(stdout), "verified: 0 of 1");
});

Deno.test("deno task verify lets the newest record of a row count", async () => {
  const newer = { ...cairo, humidity: 99 };
  await using test = await createFilledTest([cairo, newer]);
  await test.insert(newer);
  const { code, stdout } = await test.run(["verify"]);
  assertEquals([code, lastLine(stdout)], [0, "verified: 2 of 2"]);
  assertStringIncludes(stdout, "1 ok, 1 replaced\n");
});

Deno.test("deno task verify wants messages that are not weather records among the dead letters", async () => {
  await using test = await createFilledTest([cairo, "not json", null]);
  await test.insert(cairo);
  await test.commit(3);
  const topic = test.settings.KAFKA_TOPIC;
  const letter = (offset: number) => ({
    value: "x",
    headers: {
      "__connect.errors.topic": topic,
      "__connect.errors.partition": "0",
      "__connect.errors.offset": String(offset),
      "__connect.errors.exception.message": "cannot map",
    },
  });
  const sendLetters = (...offsets: number[]) =>
    test.producer.send({
      topic: deadLetterTopic(topic),
      messages: offsets.map(letter),
    });
  await createTopic(test.admin, { topic: deadLetterTopic(topic) });
  await sendLetters(1);
  const one = await test.run(["verify"]);
  assertEquals([one.code, lastLine(one.stdout)], [1, "verified: 1 of 2"]);
  assertStringIncludes(
    one.stdout,
    `! partition 0, offset 1: not a weather record, in the dead letter topic: the value is not JSON`,
  );
  assertStringIncludes(
    one.stdout,
    `✗ partition 0, offset 2: not a weather record, not in the dead letter topic: the value is null (a tombstone)`,
  );
  await sendLetters(2);
  const both = await test.run(["verify"]);
  assertEquals([both.code, lastLine(both.stdout)], [0, "verified: 1 of 1"]);
});

Deno.test("deno task verify --json prints what was found", async () => {
  await using test = await createFilledTest([cairo, { ...atSea, humidity: 1 }]);
  await test.insert(cairo, atSea);
  await test.commit(2);
  const { code, stdout } = await test.run(["verify", "--json"]);
  const found = JSON.parse(stdout);
  assertEquals(code, 1);
  assertEquals(found.isVerified, false);
  assertEquals(found.counts.verified, 1);
  assertEquals(found.records[0], {
    partition: 0,
    offset: 0,
    status: "ok",
    record: cairo,
    units: "standard",
    differences: [],
    cause: null,
    deadLetter: null,
  });
  assertEquals(found.faults[0].differences, [
    { column: "humidity", inTopic: 1, inTable: 20 },
  ]);
});

Deno.test("deno task verify shows the latest of each city of a long topic", async () => {
  const records = Array.from({ length: 2_500 }, (_, minute) => ({
    ...cairo,
    city: minute % 2 === 0 ? "Cairo" : "Doha",
    last_update_time: new Date(minute * 60_000).toISOString(),
  }));
  await using test = await createFilledTest(records);
  await test.insert(...records);
  const { code, stdout } = await test.run(["verify"]);
  assertEquals([code, lastLine(stdout)], [0, "verified: 2,500 of 2,500"]);
  assertEquals(
    stdout.split("\n").slice(2, 5).map((line) => line.slice(0, 37)),
    [
      "Cairo  EG       1970-01-02 17:38:00  ",
      "Doha   EG       1970-01-02 17:39:00  ",
      "",
    ],
  );
});

/** Sends records with chosen times, in milliseconds since 1970, to partition 0 or another. */
async function sendAt(
  test: PipelineTest,
  ...records: { record: WeatherRecord; at: number; partition?: number }[]
): Promise<void> {
  await test.producer.send({
    topic: test.settings.KAFKA_TOPIC,
    messages: records.map(({ record, at, partition = 0 }) => ({
      ...encodeRecord(record, "standard"),
      partition,
      timestamp: String(at),
    })),
  });
}

/** Writes a row as the sink does with a record of that time, in milliseconds since 1970. */
async function insertAt(
  test: PipelineTest,
  record: WeatherRecord,
  at: number,
): Promise<void> {
  const { CASSANDRA_KEYSPACE, CASSANDRA_TABLE } = test.settings;
  await test.client.execute(
    `INSERT INTO ${CASSANDRA_KEYSPACE}.${CASSANDRA_TABLE} JSON ? USING TIMESTAMP ?`,
    [JSON.stringify(record), String(at * 1_000)],
    { prepare: true },
  );
}

Deno.test("deno task verify finds the cause of each difference", async () => {
  await using test = await createPipelineTest();
  await test.createTopic({ partitions: 2 });
  assertCode(await test.run(["schema"]), 0);
  const { CASSANDRA_KEYSPACE, CASSANDRA_TABLE } = test.settings;
  await test.client.execute(
    `ALTER TABLE ${CASSANDRA_KEYSPACE}.${CASSANDRA_TABLE} WITH default_time_to_live = 3600`,
  );
  const now = Date.now();
  const minutesAgo = (minutes: number) => now - minutes * 60_000;
  const of = (city: string) => ({ ...cairo, city });
  const at = minutesAgo(10);
  await sendAt(
    test,
    { record: { ...of("Overwritten"), humidity: 1 }, at: minutesAgo(20) },
    // Partition 1 may be read before or after: its record explains the other's row either way.
    { record: of("Overwritten"), at, partition: 1 },
    { record: of("Gone"), at },
    { record: of("Expired"), at: minutesAgo(70) },
    { record: of("Foreign"), at },
    { record: of("Outdated"), at },
    { record: of("Altered"), at },
  );
  await insertAt(test, of("Overwritten"), at);
  await insertAt(test, { ...of("Foreign"), humidity: 2 }, minutesAgo(5));
  await insertAt(test, { ...of("Outdated"), humidity: 3 }, minutesAgo(15));
  await insertAt(test, { ...of("Altered"), humidity: 4 }, at);
  await test.commit(6);
  const result = await test.run(["verify", "--json"]);
  assertCode(result, 1);
  const { counts, faults } = JSON.parse(result.stdout);
  assertEquals(
    faults.map((
      { record, cause }: { record: WeatherRecord; cause: string },
    ) => [record.city, cause]),
    [
      ["Gone", "gone"],
      ["Foreign", "foreign"],
      ["Outdated", "outdated"],
      ["Altered", "altered"],
    ],
  );
  const { messages, expected, verified, ok, replaced, expired } = counts;
  assertEquals(
    { messages, expected, verified, ok, replaced, expired },
    { messages: 7, expected: 6, verified: 2, ok: 1, replaced: 1, expired: 1 },
  );
});

Deno.test("deno task verify --both-ways finds the row that no record explains", async () => {
  await using test = await createFilledTest([cairo, atSea]);
  const unexpected = { ...cairo, last_update_time: "2024-05-01T12:10:00Z" };
  await test.insert(cairo, atSea, unexpected);
  const { code, stdout, stderr } = await test.run(["verify", "--both-ways"]);
  assertEquals(
    [code, lastLine(stdout)],
    [1, "verified: 2 of 2, 1 unexpected row"],
    stderr,
  );
  assertStringIncludes(
    stdout,
    "✗ Cairo 2024-05-01 12:10:00: a row that no record explains, written at ",
  );
  assertStringIncludes(stdout, "rows:  3, 1 that no record explains\n");
});

Deno.test("deno task verify --resume goes on after an interruption, and looks again at what was not right", async () => {
  await using test = await createFilledTest([cairo, atSea, "not json"]);
  await test.insert(atSea);
  const none = await test.run(["verify", "--resume"]);
  assertEquals(none.code, 2);
  assertStringIncludes(none.stderr, "no verification of test-");
  const task = test.start(["verify", "--timeout", "10m"]);
  await task.stderrHas("waiting for 2 of 3 records");
  task.kill("SIGINT");
  const interrupted = await task.result;
  assertEquals(interrupted.code, 2, interrupted.stderr);
  assertStringIncludes(
    interrupted.stderr,
    "Interrupted after 3 records, 2 of them not verified",
  );
  const later = { ...cairo, last_update_time: "2024-05-01T12:10:00Z" };
  await test.send(later);
  await test.insert(cairo, later);
  await test.commit(4);
  const { code, stdout, stderr } = await test.run(["verify", "--resume"]);
  assertEquals([code, lastLine(stdout)], [1, "verified: 3 of 4"], stderr);
  assertStringIncludes(stdout, "offset 2: not a weather record");
});

Deno.test("deno task verify --sample and --since take a part of the records", async () => {
  await using test = await createFilledTest([]);
  const records = Array.from({ length: 200 }, (_, minute) => ({
    ...cairo,
    last_update_time: new Date(minute * 60_000).toISOString(),
  }));
  await sendAt(
    test,
    ...records.map((record, index) => ({
      record,
      at: Date.now() - (index < 100 ? 120 : 5) * 60_000,
    })),
  );
  await test.insert(...records);
  const { code, stdout, stderr } = await test.run([
    "verify",
    "--sample",
    "10%",
    "--since",
    "1h",
    "--json",
  ]);
  assertEquals(code, 0, stderr);
  const { counts, selection } = JSON.parse(stdout);
  assertEquals([counts.messages, counts.verified], [10, 10]);
  assertEquals(selection.sample, 0.1);
});

Deno.test("deno task verify keeps to its memory when the sink writes nothing, and counts all", async () => {
  const count = maxOpen + 3_000;
  const records = Array.from({ length: count }, (_, second) => ({
    ...cairo,
    last_update_time: new Date(second * 1_000).toISOString(),
  }));
  await using test = await createFilledTest([]);
  // One request takes a megabyte.
  for (let from = 0; from < count; from += 2_000) {
    await test.send(...records.slice(from, from + 2_000));
  }
  const { code, stdout, stderr } = await test.run([
    "verify",
    "--timeout",
    "0",
    "--json",
  ]);
  assertEquals(code, 1, stderr);
  const { counts, faults } = JSON.parse(stdout);
  assertEquals(
    [counts.messages, counts.verified, counts.causes.lagging, faults.length],
    [count, 0, count, 1_000],
  );
});

const [closedPort = 0] = await findFreePorts(1);

for (
  const { fault, prepare, environment, message } of [
    {
      fault: "a topic that does not exist",
      prepare: (test: PipelineTest) => test.run(["schema"]),
      message: "Cannot verify: topic test-",
    },
    {
      fault: "an empty topic",
      prepare: async (test: PipelineTest) => {
        await test.createTopic({ partitions: 3 });
        await test.run(["schema"]);
      },
      message: "is empty\n  fix: run `deno task produce --once`",
    },
    {
      fault: "a keyspace that does not exist",
      prepare: async (test: PipelineTest) => {
        await test.createTopic();
        await test.send(cairo);
      },
      message: "does not exist\n  fix: run `deno task schema`",
    },
    {
      fault: "a table that does not exist",
      prepare: async (test: PipelineTest) => {
        await test.createTopic();
        await test.send(cairo);
        await test.run(["schema"]);
      },
      environment: { CASSANDRA_TABLE: "not_there" },
      message: "not_there does not exist\n  fix: run `deno task schema`",
    },
    {
      fault: "Kafka that is not there",
      environment: { KAFKA_BROKERS: `localhost:${closedPort}` },
      message: `Cannot reach Kafka at localhost:${closedPort}`,
    },
    {
      fault: "Cassandra that is not there",
      prepare: async (test: PipelineTest) => {
        await test.createTopic();
        await test.send(cairo);
      },
      environment: { CASSANDRA_PORT: String(closedPort) },
      message: `Cannot reach Cassandra at 127.0.0.1, port ${closedPort}`,
    },
  ]
) {
  Deno.test(`deno task verify ends with 2 for ${fault}`, async () => {
    await using test = await createPipelineTest();
    await prepare?.(test);
    const { code, stdout, stderr } = await test.run(["verify"], environment);
    assertEquals({ code, stdout }, { code: 2, stdout: "" });
    assertStringIncludes(stderr, message);
    assert(!stderr.includes("defect"), stderr);
  });
}

Deno.test("readTopic() reads to the end over what transactions leave, and no further", async () => {
  await using test = await createPipelineTest();
  await test.createTopic({ partitions: 2 });
  const topic = test.settings.KAFKA_TOPIC;
  const { key, value } = encodeRecord(cairo, "standard");
  const message = { key, value, partition: 0 };
  const producer = createKafka(test.settings).producer({
    transactionalId: topic,
    idempotent: true,
    maxInFlightRequests: 1,
  });
  await producer.connect();
  for (const end of ["commit", "abort"] as const) {
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [message, message] });
    await transaction[end]();
  }
  await producer.disconnect();
  // Two records and a mark for each transaction.
  const range = new Map([
    [0, { low: 0n, high: 6n }],
    [1, { low: 0n, high: 0n }],
  ]);
  // A transaction's end is answered before the brokers have its mark.
  const read = () => fetchTopicRange(test.admin, topic);
  await until(
    "both transactions are over",
    async () => equal(await read(), range) || undefined,
    async () => Deno.inspect(await read()),
  );
  await test.producer.send({ topic, messages: [message] });
  const offsets: string[] = [];
  await readTopic(test.settings, {
    topic,
    range,
    onMessages: (messages) => {
      offsets.push(...messages.map(({ offset }) => offset));
    },
  });
  assertEquals(offsets, ["0", "1"]);
});

Deno.test("deno task verify proves what the real sink wrote, bad records among it", async () => {
  await using test = await createPipelineTest();
  assertCode(await test.run(["schema"]), 0);
  const produced = await test.run(["produce", "--once", "--source", "replay"]);
  assertCode(produced, 0);
  await test.send("not json", null, atSea);
  try {
    const deployed = await test.run(["connect:deploy"]);
    assertCode(deployed, 0);
    const { code, stdout } = await test.run(["verify"]);
    assertEquals([code, lastLine(stdout)], [0, "verified: 9 of 9"], stdout);
    assertStringIncludes(stdout, "11 records");
    const watch = await test.run(["watch", "--once", "--max-age", "1h"]);
    assertEquals(watch.code, 0, watch.stdout + watch.stderr);
    assertStringIncludes(
      watch.stdout,
      `ok: ${test.settings.CONNECTOR_NAME} runs`,
    );
    const letters = await test.run([
      "watch",
      "--once",
      "--max-dead-letters",
      "1",
    ]);
    assertEquals(
      [letters.code, letters.stdout],
      [1, "wrong: 2 dead letters (limit 1)\n"],
      letters.stderr,
    );
  } finally {
    const { CONNECT_URL, CONNECTOR_NAME } = test.settings;
    await (await fetch(`${CONNECT_URL}/connectors/${CONNECTOR_NAME}`, {
      method: "DELETE",
      ...connectAccess(test.settings),
    })).body?.cancel();
  }
});
