// `deno task watch`, run as a user does.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { findFreePorts } from "../../scripts/stack/ports.ts";
import { createPipelineTest } from "./_pipeline.ts";

const [closedPort = 0] = await findFreePorts(1);

Deno.test("deno task watch --once says in a line what is wrong, and what cannot be told", async () => {
  await using test = await createPipelineTest();
  assertEquals((await test.run(["schema"])).code, 0);
  const missing = await test.run(["watch", "--once"]);
  const { CONNECTOR_NAME, KAFKA_TOPIC } = test.settings;
  assertEquals(
    [missing.code, missing.stdout],
    [
      1,
      `wrong: ${CONNECTOR_NAME} is not deployed; no topic ${KAFKA_TOPIC}\n`,
    ],
    missing.stderr,
  );
  const away = await test.run(["watch", "--once"], {
    KAFKA_BROKERS: `localhost:${closedPort}`,
  });
  assertEquals(away.code, 2, away.stdout + away.stderr);
  assertStringIncludes(away.stdout, "unknown: Kafka does not answer: ");
});

Deno.test("deno task watch serves metrics until it is stopped", async () => {
  await using test = await createPipelineTest();
  await test.createTopic();
  assertEquals((await test.run(["schema"])).code, 0);
  const task = test.start([
    "watch",
    "--metrics-port",
    "0",
    "--interval",
    "500ms",
  ]);
  const stderr = await task.stderrHas("/metrics\n");
  const url = /metrics: (\S+)/.exec(stderr)?.[1];
  const wanted = 'cities_weather_up{part="cassandra"} 1';
  let text = "";
  const deadline = Date.now() + 60_000;
  while (!text.includes(wanted)) {
    if (Date.now() > deadline) {
      throw new Error(`no ${wanted} in 60 s:\n${text}`);
    }
    text = await (await fetch(url!)).text();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  task.kill("SIGINT");
  const result = await task.result;
  assertEquals(result.code, 0, result.stderr);
});
