// `deno task dlq`, run as a user does, each test with a topic and a queue of its own.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { IHeaders, KafkaMessage } from "kafkajs";
import { deadLetterTopic } from "../../connect/weather_sink.ts";
import {
  fetchTopicRange,
  readTopic,
} from "../../scripts/shared/topic_reader.ts";
import {
  assertCode,
  createPipelineTest,
  type PipelineTest,
} from "./_pipeline.ts";
import { createTopic } from "../../scripts/shared/create_topic.ts";

const fixedRecord = {
  city: "Cairo",
  country: "EG",
  last_update_time: "2020-03-14T22:29:05Z",
  temperature: 290,
  feels_like: null,
  humidity: 88,
};

// Recent, since a broker deletes what is older than its retention time, by the records' own time.
const begin = Date.now() - 60_000;

function timestampOf(offset: number): string {
  return String(begin + offset);
}

function timeOf(offset: number): string {
  return new Date(begin + offset).toISOString();
}

/** A letter as Connect leaves it: `offset` is where it came from in partition 1. */
function letter(offset: number, reason = `column n cannot take "${offset}"`) {
  return {
    key: "Cairo",
    value: `bad ${offset}`,
    timestamp: timestampOf(offset),
    headers: { units: "standard" } as IHeaders,
    offset,
    reason,
  };
}

/** A topic of two partitions, `produced` records in partition 1, and their letters. */
async function createQueue(
  letters: ReturnType<typeof letter>[],
): Promise<PipelineTest> {
  const test = await createPipelineTest();
  const topic = test.settings.KAFKA_TOPIC;
  await test.createTopic({ partitions: 2 });
  await createTopic(test.admin, { topic: deadLetterTopic(topic) });
  await test.producer.send({
    topic,
    messages: letters.map(({ value }) => ({ partition: 1, value })),
  });
  await test.producer.send({
    topic: deadLetterTopic(topic),
    messages: letters.map(({ offset, reason, headers, ...message }) => ({
      ...message,
      headers: {
        ...headers,
        "__connect.errors.topic": topic,
        "__connect.errors.partition": "1",
        "__connect.errors.offset": String(offset),
        "__connect.errors.exception.message": reason,
      },
    })),
  });
  return test;
}

/** What was sent to the topic after the first records of partition 1, with the letter each says it replays. */
async function readReplayed(test: PipelineTest, produced: number) {
  const topic = test.settings.KAFKA_TOPIC;
  const range = await fetchTopicRange(test.admin, topic);
  const found: { message: KafkaMessage; partition: number; id: string }[] = [];
  await readTopic(test.settings, {
    topic,
    range: range!,
    onMessages: (messages, partition) => {
      for (const message of messages) {
        if (partition === 1 && Number(message.offset) < produced) continue;
        const id = String(message.headers?.["dlq.replay-of"]);
        found.push({ message, partition, id });
      }
    },
  });
  return found;
}

Deno.test("deno task dlq list counts by reason and shows where, why and what", async () => {
  await using test = await createQueue([letter(0), letter(1), letter(2, "no")]);
  const { KAFKA_TOPIC: topic } = test.settings;
  const { code, stdout } = await test.run(["dlq", "list", "--limit", "1"]);
  assertEquals({ code, stdout }, {
    code: 0,
    stdout: `\
${topic}-dlq: 3 dead letters

Count  Reason
───────────────────────────────
    2  column n cannot take "…"
    1  no

Where${" ".repeat(topic.length - 1)}  Produced (UTC)       Value  Reason
${"─".repeat(topic.length + 4 + 2 + 19 + 2 + 5 + 2 + 6)}
${topic}-1@2  ${timeOf(2).replace("T", " ").slice(0, 19)}  bad 2  no
the last 1 of 3 (--limit, --json: more)
`,
  });
  const json = await test.run(["dlq", "list", "--json", "--reason", "TAKE"]);
  const { count, letters } = JSON.parse(json.stdout);
  assertEquals(count, 2);
  assertEquals(letters[1], {
    id: `${topic}-1@1`,
    topic,
    partition: 1,
    offset: "1",
    produced: timeOf(1),
    connector: null,
    stage: null,
    reason: 'column n cannot take "1"',
    replayOf: null,
    key: "Cairo",
    value: "bad 1",
  });
});

Deno.test("deno task dlq list says that there is no queue yet", async () => {
  await using test = await createPipelineTest();
  const { code, stdout } = await test.run(["dlq", "list"]);
  assertEquals({ code, stdout }, {
    code: 0,
    stdout: `${test.settings.KAFKA_TOPIC}-dlq: no dead letters\n`,
  });
});

Deno.test("deno task dlq replay sends each letter once to where it came from, as it was", async () => {
  // Connect may give up one record twice.
  await using test = await createQueue([letter(0), letter(1), letter(1)]);
  const { KAFKA_TOPIC: topic } = test.settings;
  const one = await test.run(["dlq", "replay", "--id", `${topic}-1@1`]);
  assertEquals(one.stdout, "replayed 1, 0 were replayed before\n", one.stderr);
  const rest = await test.run(["dlq", "replay"]);
  assertEquals(rest.stdout, "replayed 1, 1 were replayed before\n");
  const none = await test.run(["dlq", "replay", "--json"]);
  assertCode(none, 0);
  assertEquals(JSON.parse(none.stdout).already, 2);
  const replayed = await readReplayed(test, 3);
  assertEquals(
    replayed.map(({ message, partition, id }) => ({
      partition,
      id,
      key: String(message.key),
      value: String(message.value),
      timestamp: message.timestamp,
      headers: Object.keys(message.headers ?? {}),
      units: String(message.headers?.units),
    })),
    [1, 0].map((offset) => ({
      partition: 1,
      id: `${topic}-1@${offset}`,
      key: "Cairo",
      value: `bad ${offset}`,
      timestamp: timestampOf(offset),
      headers: ["units", "dlq.replay-of"],
      units: "standard",
    })),
  );
});

Deno.test("deno task dlq replay --file sends mended records in place of their letters", async () => {
  await using test = await createQueue([letter(0), letter(1)]);
  const { KAFKA_TOPIC: topic } = test.settings;
  const folder = await Deno.makeTempDir();
  const lines = [1, 9].map((offset) =>
    JSON.stringify({ id: `${topic}-1@${offset}`, value: fixedRecord })
  );
  await Deno.writeTextFile(`${folder}/fixed.jsonl`, lines.join("\n"));
  const { code, stdout } = await test.run(
    ["dlq", "replay", "--file", "fixed.jsonl"],
    { INIT_CWD: folder },
  );
  assertEquals({ code, stdout }, {
    code: 1,
    stdout:
      `replayed 1, 0 were replayed before\nnot in the queue: ${topic}-1@9\n`,
  });
  const [replayed, ...others] = await readReplayed(test, 2);
  assertEquals(others, []);
  assertEquals(replayed?.id, `${topic}-1@1`);
  assertStringIncludes(String(replayed?.message.value), '"temperature":290.0');
  await Deno.remove(folder, { recursive: true });
});

Deno.test("deno task dlq replay sends each letter once though it is killed and run twice at once", async () => {
  const count = 4_000;
  await using test = await createQueue(
    Array.from({ length: count }, (_, offset) => letter(offset)),
  );
  const killed = new Deno.Command(Deno.execPath(), {
    args: ["run", "-qA", "scripts/dlq.ts", "replay"],
    env: { KAFKA_TOPIC: test.settings.KAFKA_TOPIC },
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const reader = killed.stderr.getReader();
  // Its first line comes when it begins to send.
  await reader.read();
  killed.kill("SIGKILL");
  await reader.cancel();
  await killed.status;
  const runs = await Promise.all([
    test.run(["dlq", "replay"]),
    test.run(["dlq", "replay"]),
  ]);
  for (const { code, stderr } of runs) {
    assert(
      code === 0 || stderr.includes("another replay of it is running"),
      stderr,
    );
  }
  const last = await test.run(["dlq", "replay"]);
  assertCode(last, 0);
  const ids = (await readReplayed(test, count)).map(({ id }) => id);
  assertEquals(ids.length, count);
  assertEquals(new Set(ids).size, count);
});

Deno.test("deno task dlq purge deletes after confirmation", async () => {
  await using test = await createQueue([letter(0), letter(1)]);
  const topic = deadLetterTopic(test.settings.KAFKA_TOPIC);
  const refused = await test.run(["dlq", "purge"]);
  assertEquals({ code: refused.code, stderr: refused.stderr }, {
    code: 2,
    stderr:
      `error: Nothing was deleted: ${topic} has 2 dead letter(s)\n  fix: confirm with --yes\n`,
  });
  const purged = await test.run(["dlq", "purge", "--yes"]);
  assertEquals(
    purged.stdout,
    `${topic}: deleted 2 dead letter(s)\n`,
    purged.stderr,
  );
  const { stdout } = await test.run(["dlq", "list"]);
  assertEquals(stdout, `${topic}: no dead letters\n`);
});
