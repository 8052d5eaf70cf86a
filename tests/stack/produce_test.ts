// `deno task produce` against a real broker, and a stand-in for OpenWeather where it must fail.
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { tutorialCities } from "../../weather/cities.ts";
import { decodeRecord, encodeRecord } from "../../weather/message.ts";
import { cityPartition } from "../../weather/partition.ts";
import type { WeatherRecord } from "../../weather/record.ts";
import { withAdmin } from "../../scripts/shared/kafka_client.ts";
import {
  goodResponse,
  recordedResponse,
  runProducer,
  serveWeather,
  startProducer,
} from "../_produce.ts";
import { testTopic, type TopicRecord } from "./_topic.ts";
import { createTopic } from "../../scripts/shared/create_topic.ts";

const replay = ["--source", "replay"];
const names = tutorialCities.map(({ name }) => name);

const london: WeatherRecord = {
  city: "London",
  country: "GB",
  last_update_time: "2025-06-08T10:10:37Z",
  temperature: 15.19,
  feels_like: null,
  humidity: 58,
};

/** What `--json` has printed of records published. */
function published(stdout: string): TopicRecord[] {
  return stdout.trim().split("\n")
    .filter((line) => line.endsWith("}"))
    .map((line) => JSON.parse(line))
    .filter(({ event }) => event === "published")
    .map(({ partition, offset, record }) => ({
      partition,
      offset,
      ...encodeRecord(record, "standard"),
    }));
}

Deno.test("produce --once creates the topic and publishes one record per city, where it says", async () => {
  await using topic = testTopic();
  const { code, stdout, stderr } = await runProducer({
    args: [...replay, "--once", "--json"],
    env: { ...topic.env, KAFKA_TOPIC_PARTITIONS: "4" },
  });
  assertEquals(
    [code, stderr],
    [0, `created topic ${topic.name}: 4 partitions, replication factor 1\n`],
  );
  const records = await topic.read();
  assertEquals(records.map(({ key }) => key).sort(), names.toSorted());
  for (const { key, value, partition, headers } of records) {
    const decoded = decodeRecord(value);
    assertEquals(decoded.ok && decoded.record.city, key);
    assertMatch(value, /"temperature":\d+\.\d+,"feels_like":\d+\.\d+,/);
    assertEquals(partition, cityPartition(key, 4));
    assertEquals(headers, { units: "standard" });
  }
  const perPartition = [0, 1, 2, 3].map((partition) =>
    records.filter((record) => record.partition === partition).length
  );
  assertEquals(perPartition, [2, 2, 2, 2]);
  const told = published(stdout).sort((a, b) =>
    a.partition - b.partition || Number(a.offset) - Number(b.offset)
  );
  assertEquals(told, records);
});

Deno.test("produce tells people of each record on a line", async () => {
  await using topic = testTopic();
  const { stdout } = await runProducer({
    args: [...replay, "--once", "--cities", "London"],
    env: topic.env,
  });
  assertMatch(
    stdout,
    /^\d\d:\d\d:\d\dZ London {8}288\.34 K {2}feels {2}287\.43 K {3}58 % {2}→ partition \d offset 0\n$/,
  );
});

Deno.test("produce publishes the good cities' records whatever happens to the others", async () => {
  await using topic = testTopic();
  await using weather = serveWeather((city, call) =>
    city === "London"
      ? recordedResponse("errors/504-1.html", { status: 504 })
      : city === "Tokyo"
      ? new Promise<Response>(() => {})
      : city === "Cairo" && call === 1
      ? recordedResponse("errors/429-1.json", {
        status: 429,
        headers: { "retry-after": "1" },
      })
      : goodResponse(city)
  );
  const { code, stderr } = await runProducer({
    args: ["--once", "--timeout", "1s"],
    env: { ...topic.env, ...weather.env },
  });
  assertEquals(code, 1);
  assertStringIncludes(stderr, "London       OpenWeather answered 504");
  const records = await topic.read();
  assertEquals(
    records.map(({ key }) => key).sort(),
    names.filter((name) => name !== "London" && name !== "Tokyo").sort(),
  );
});

Deno.test("produce publishes a city's record without waiting for a slower one", async () => {
  await using topic = testTopic();
  const slow = Promise.withResolvers<void>();
  await using weather = serveWeather(async (city) => {
    if (city === "London") await slow.promise;
    return goodResponse(city);
  });
  const run = startProducer({
    args: ["--once", "--json"],
    env: { ...topic.env, ...weather.env },
  });
  await run.until(
    () => published(run.stdout()).length === 7,
    "seven cities are published",
  );
  slow.resolve();
  assertEquals(await run.ended, 0);
  assertEquals(published(run.stdout()).at(-1)?.key, "London");
});

Deno.test("produce publishes nothing when the key is refused", async () => {
  await using topic = testTopic();
  await using weather = serveWeather(() =>
    recordedResponse("errors/401-2.json", { status: 401 })
  );
  const { code, stderr } = await runProducer({
    args: [],
    env: { ...topic.env, ...weather.env },
  });
  assertEquals(code, 2);
  assertStringIncludes(stderr, "error: OpenWeather answered 401: Invalid API");
  assertEquals(await topic.read(), []);
});

for (
  const { resend, events, count } of [
    { resend: [], events: "published unchanged unchanged", count: 1 },
    { resend: ["--resend"], events: "published published published", count: 3 },
  ]
) {
  Deno.test(`produce ${resend} publishes an unchanged observation ${count} times in three rounds`, async () => {
    await using topic = testTopic();
    await using weather = serveWeather(() =>
      recordedResponse("success/london-8.json")
    );
    const run = startProducer({
      args: ["--interval", "1s", "--cities", "London", "--json", ...resend],
      env: { ...topic.env, ...weather.env },
    });
    const told = () => run.stdout().trim().split("\n");
    await run.until(() => told().length === 3, "three rounds are done");
    run.process.kill("SIGINT");
    assertEquals(await run.ended, 0);
    assertEquals(
      told().map((line) => JSON.parse(line).event).join(" "),
      events,
    );
    assertEquals((await topic.read()).length, count);
  });
}

Deno.test("produce refuses to mix units in a topic", async () => {
  await using topic = testTopic();
  await topic.write([encodeRecord(london, "metric")]);
  const { code, stdout, stderr } = await runProducer({
    args: [...replay, "--once"],
    env: topic.env,
  });
  assertEquals([code, stdout], [2, ""]);
  assertEquals(
    stderr,
    `error: Topic ${topic.name} holds temperatures in degrees Celsius (units=metric), ` +
      "and these would be in Kelvin (units=standard)\n" +
      "  fix: set WEATHER_UNITS=metric (or --units metric), or KAFKA_TOPIC to another topic\n",
  );
  const metric = await runProducer({
    args: [...replay, "--once", "--units", "metric"],
    env: topic.env,
  });
  assertEquals(metric.code, 0, metric.stderr);
});

Deno.test("produce goes by the newest record of a topic that has records without units", async () => {
  await using topic = testTopic();
  await topic.write([
    { key: "London", value: "not ours" },
    { key: "Tokyo", value: "not ours", headers: { units: "furlongs" } },
  ]);
  const { code, stderr } = await runProducer({
    args: [...replay, "--once"],
    env: topic.env,
  });
  assertEquals([code, stderr], [0, ""]);
});

for (
  const { fault, args, env, message } of [
    {
      fault: "a missing topic that it must not create",
      args: ["--no-create-topic"],
      env: {},
      message: (topic: string) =>
        `error: Topic ${topic} does not exist, and --no-create-topic says not to create it\n` +
        "  fix: leave that option out, have the topic created, or set KAFKA_TOPIC to another\n",
    },
    {
      fault: "a replication factor above the number of brokers",
      args: [],
      env: { KAFKA_TOPIC_REPLICATION_FACTOR: "3" },
      message: (topic: string) =>
        `error: Cannot create topic ${topic}: the cluster has too few brokers for a replication factor of 3\n` +
        "  fix: set KAFKA_TOPIC_REPLICATION_FACTOR to at most the number of brokers\n",
    },
    {
      fault: "brokers that are not there",
      args: [],
      env: { KAFKA_BROKERS: "127.0.0.1:1" },
      message: () =>
        "error: Cannot reach Kafka at 127.0.0.1:1: Connection error: connect ECONNREFUSED 127.0.0.1:1\n" +
        "  fix: start the local services with `deno task up`, or set KAFKA_BROKERS\n",
    },
  ]
) {
  Deno.test(`produce says what to do about ${fault}`, async () => {
    await using topic = testTopic();
    const run = await runProducer({
      args: [...replay, "--once", ...args],
      env: { ...topic.env, ...env },
    });
    assertEquals(run, { code: 2, stdout: "", stderr: message(topic.name) });
    assertEquals(await topic.exists(), false);
  });
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`produce ends on ${signal} with all that it took acknowledged and told`, async () => {
    await using topic = testTopic();
    const run = startProducer({
      args: [...replay, "--interval", "50ms", "--json", "--resend"],
      env: topic.env,
    });
    await run.until(
      () => published(run.stdout()).length >= 40,
      "five rounds are published",
    );
    run.process.kill(signal);
    assertEquals(await run.ended, 0);
    assertStringIncludes(run.stderr(), "created topic");
    assertEquals(run.stderr().trim().split("\n").length, 1, run.stderr());
    const told = published(run.stdout()).sort((a, b) =>
      a.partition - b.partition || Number(a.offset) - Number(b.offset)
    );
    assertEquals(told, await topic.read());
  });
}

Deno.test("produce killed loses nothing that it told as published", async () => {
  await using topic = testTopic();
  const run = startProducer({
    args: [...replay, "--interval", "20ms", "--json", "--resend"],
    env: topic.env,
  });
  await run.until(
    () => published(run.stdout()).length >= 80,
    "ten rounds are published",
  );
  run.process.kill("SIGKILL");
  await run.ended;
  const records = await topic.read();
  for (const told of published(run.stdout())) {
    const found = records.find(({ partition, offset }) =>
      partition === told.partition && offset === told.offset
    );
    assertEquals(found, told);
  }
});

Deno.test("produce leaves a topic's partitions as they are", async () => {
  await using topic = testTopic();
  await withAdmin(
    topic.settings,
    (admin) => createTopic(admin, { topic: topic.name, numPartitions: 2 }),
  );
  const { code, stderr } = await runProducer({
    args: [...replay, "--once"],
    env: topic.env,
  });
  assertEquals([code, stderr], [0, ""]);
  const partitions = (await topic.read()).map(({ partition }) => partition);
  assertEquals([...new Set(partitions)].sort(), [0, 1]);
});
