// `deno task verify`, run as a user does, each test with a topic, keyspace and connector of its own.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { deadLetterTopic } from "../../connect/weather_sink.ts";
import { createKafka } from "../../scripts/shared/kafka_client.ts";
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
  assertEquals({ code, stdout, stderr }, {
    code: 0,
    stdout: `\
City      Country  Time (UTC)                            Temp K  Feels K  Hum %  Status
───────────────────────────────────────────────────────────────────────────────────────
Cairo     EG       2024-05-01 12:00:00                   300.15    12.00     20  ok
Nowhere…  -        2024-05-01 12:00:00.123  0.30000000000000004        -     20  ok

topic: ${topic}, 2 records in 1 partition
table: ${keyspace}.cities_weather_data, 2 ok
sink:  group connect-${topic}, lag 0
verified: 2 of 2
`,
    stderr: "",
  });
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
    assertEquals({ code, stderr }, { code: 1, stderr: "" });
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
  const task = test.start(["verify", "--timeout", "10m"]);
  await task.stderrHas("waiting for 1 of 2 records to reach the table");
  await test.insert(cairo);
  const { code, stdout } = await task.result;
  assertEquals([code, lastLine(stdout)], [0, "verified: 2 of 2"]);
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
  assertEquals(await fetchTopicRange(test.admin, topic), range);
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
  } finally {
    const { CONNECT_URL, CONNECTOR_NAME } = test.settings;
    await (await fetch(`${CONNECT_URL}/connectors/${CONNECTOR_NAME}`, {
      method: "DELETE",
    })).body?.cancel();
  }
});
