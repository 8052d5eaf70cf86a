// `deno task produce` while its broker is killed and comes back: a broker of its own, as other tests need theirs.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { projectDir } from "../../scripts/stack/description.ts";
import { readProcessRecord } from "../../scripts/stack/process.ts";
import { decodeRecord } from "../../weather/message.ts";
import { startProducer } from "../_produce.ts";
import { chooseOwnPlace } from "./_own_place.ts";
import { testTopic } from "./_topic.ts";

async function createBroker() {
  const { dir, ports, environment } = await chooseOwnPlace("broker-");
  const env = {
    NO_COLOR: "1",
    ...environment,
    KAFKA_BROKERS: `localhost:${ports.kafka}`,
  };
  const run = async (...task: string[]) => {
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["task", "--quiet", ...task],
      cwd: projectDir,
      env,
    }).output();
    assert(success, new TextDecoder().decode(stderr));
  };
  await run("up", "kafka");
  return {
    env,
    kill: async () => {
      const record = await readProcessRecord(`${dir}/run/kafka.json`);
      Deno.kill(record!.pid, "SIGKILL");
    },
    start: () => run("up", "kafka"),
    async [Symbol.asyncDispose]() {
      await run("down");
      await Deno.remove(dir, { recursive: true });
    },
  };
}

/** Lines of `--json` so far. */
function lines(text: string): number {
  return text.split("\n").length - 1;
}

Deno.test("produce loses nothing and keeps each city's order while its broker is killed and started again", async () => {
  await using broker = await createBroker();
  await using topic = testTopic(broker.env);
  const run = startProducer({
    args: ["--source", "replay", "--interval", "1s", "--json"],
    env: { ...broker.env, KAFKA_TOPIC: topic.name },
  });
  await run.until(() => lines(run.stdout()) >= 16, "two rounds are published");
  await broker.kill();
  await run.until(
    () => run.stderr().includes("Kafka takes no records"),
    "the outage is told",
  );
  await broker.start();
  await run.until(
    () => run.stderr().includes("Kafka is back"),
    "the end of the outage is told",
  );
  const before = lines(run.stdout());
  await run.until(
    () => lines(run.stdout()) >= before + 16,
    "two more rounds are published",
  );
  run.process.kill("SIGTERM");
  assertEquals(await run.ended, 0);
  assertMatch(
    run.stderr(),
    /^created topic .+\n\S+ Kafka takes no records \(.+\): keeping them until it does\n\S+ Kafka is back: sending what was kept\n$/,
  );

  const times = new Map<string, number[]>();
  for (const { key, value } of await topic.read()) {
    const decoded = decodeRecord(value);
    const time = decoded.ok ? decoded.record.last_update_time : decoded.reason;
    const seconds = times.get(key) ?? [];
    seconds.push(Date.parse(time) / 1000);
    times.set(key, seconds);
  }
  assertEquals(times.size, 8);
  for (const [city, seconds] of times) {
    for (const [i, second] of seconds.entries()) {
      const previous = seconds[i - 1];
      // A round may begin late, into the next second, but none is missing.
      if (previous === undefined) continue;
      assert(
        second > previous && second - previous <= 2,
        `${city}: ${previous} is followed by ${second}`,
      );
    }
  }
});

Deno.test("produce told to end while its broker is away counts what it could not send", async () => {
  await using broker = await createBroker();
  const run = startProducer({
    args: ["--source", "replay", "--interval", "1s", "--cities", "Doha"],
    env: { ...broker.env, KAFKA_TOPIC: "outage" },
  });
  await run.until(() => lines(run.stdout()) >= 1, "a record is published");
  await broker.kill();
  await run.until(
    () => run.stderr().includes("Kafka takes no records"),
    "the outage is told",
  );
  run.process.kill("SIGTERM");
  assertEquals(await run.ended, 2);
  assertMatch(
    run.stderr(),
    /\nerror: Kafka did not acknowledge \d+ observations? before the end\n {2}fix: .+\n$/,
  );
});
