// The daily commands about a running connector, run as a user does, on the real worker.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { checkLive } from "../../connect/live.ts";
import type { ConnectorReport } from "../../connect/status_report.ts";
import { buildWeatherSink } from "../../connect/weather_sink.ts";
import { findFreePorts } from "../../scripts/stack/ports.ts";
import type { WeatherRecord } from "../../weather/record.ts";
import { connectAtPort } from "./_connect_access.ts";
import { createConnectorTest } from "./_connector.ts";
import { assertCode } from "./_pipeline.ts";

const cairo: WeatherRecord = {
  city: "Cairo",
  country: "EG",
  last_update_time: "2024-05-01T12:00:00Z",
  temperature: 300.15,
  feels_like: 12,
  humidity: 20,
};

Deno.test("status shows state, lag, dead letters and drift; --check ends with 1 until all is as in code", async () => {
  await using test = await createConnectorTest();
  const { name } = test;
  const absent = await test.run(["connect:status", "--check"]);
  assertCode(absent, 1);
  assertStringIncludes(absent.stderr, `${name} is not deployed`);

  await test.send(cairo, "no JSON");
  assertCode(await test.run(["connect:deploy", "--no-validate"]), 0);
  const good = await test.run(["connect:status", "--check", "--json", name]);
  assertCode(good, 0);
  const [report] = JSON.parse(good.stdout) as ConnectorReport[];
  assertEquals(
    [report?.state, report?.tasks.length, report?.lag, report?.deadLetters],
    ["RUNNING", 1, 0, 1],
  );
  assertEquals(report?.partitions, [{
    topic: test.settings.KAFKA_TOPIC,
    partition: 0,
    committed: "2",
    end: "2",
    lag: 0,
  }]);

  const file = await test.writeConfig({ maxConcurrentRequests: "1" });
  assertCode(await test.run(["connect:deploy", file]), 0);
  const drifted = await test.run(["connect:status", "--check", name]);
  assertCode(drifted, 1);
  assertStringIncludes(drifted.stderr, `${name} differs from the code`);
  assertStringIncludes(drifted.stdout, "differs");
});

Deno.test("status shows why a connector failed, and restart --failed that it still does", async () => {
  await using test = await createConnectorTest();
  const file = await test.writeConfig({ [test.mapping]: "nope=value.city" });
  await test.run(["connect:deploy", "--no-validate", "--no-rollback", file]);
  const { code, stdout } = await test.run(["connect:status", test.name]);
  assertEquals(code, 1);
  assertStringIncludes(stdout, "0 FAILED");
  assertStringIncludes(stdout, `${test.name} has failed\n  ✗ task 0: `);
  assertStringIncludes(stdout, `setting: ${test.mapping}`);
  const restarted = await test.run(["connect:restart", "--failed"]);
  assertCode(restarted, 1);
  assertStringIncludes(restarted.stdout, "✗ task 0: ");
});

Deno.test("pause, resume, stop, restart and delete do so", async () => {
  await using test = await createConnectorTest();
  const { name } = test;
  assertCode(await test.run(["connect:deploy"]), 0);
  assertCode(await test.run(["connect:pause"]), 0);
  await test.waitForState("PAUSED");
  const resumed = await test.run(["connect:resume"]);
  assertEquals({ code: resumed.code, stdout: resumed.stdout }, {
    code: 0,
    stdout: `resuming ${name}\n${name}: 1 task(s) RUNNING\n`,
  });
  assertCode(await test.run(["connect:stop"]), 0);
  await test.waitForState("STOPPED");
  assertCode(await test.run(["connect:resume"]), 0);
  assertCode(await test.run(["connect:restart"]), 0);
  assertCode(await test.run(["connect:delete"]), 0);
  const again = await test.run(["connect:delete"]);
  assertEquals([again.code, again.stdout], [1, ""]);
  assertStringIncludes(again.stderr, `There is no connector ${name}`);
});

Deno.test("offsets shows them, sets them and resets them, so that records are consumed again", async () => {
  await using test = await createConnectorTest();
  const topic = test.settings.KAFKA_TOPIC;
  await test.send(cairo, { ...cairo, city: "Lima" });
  assertCode(await test.run(["connect:deploy"]), 0);
  await test.waitForRows(2);
  const table = `${test.settings.CASSANDRA_KEYSPACE}.cities_weather_data`;
  await test.client.execute(`TRUNCATE ${table}`);

  const asked = await test.run(["connect:offsets", "reset"]);
  assertCode(asked, 2);
  assertStringIncludes(asked.stderr, "add --yes to do it");

  const set = await test.run(
    ["connect:offsets", "set", `${topic}-0=1`, "--yes", "--json"],
  );
  assertCode(set, 0);
  await test.waitForRows(1);
  const reset = await test.run(["connect:offsets", "reset", "--yes"]);
  assertCode(reset, 0);
  await test.waitForRows(2);

  for (
    const { offset, message } of [
      { offset: `${topic}-7=0`, message: `has no partition ${topic}-7` },
      { offset: `${topic}-0=9`, message: "past its end" },
      { offset: topic, message: `Cannot read '${topic}' as an offset` },
    ]
  ) {
    const wrong = await test.run(["connect:offsets", "set", offset, "--yes"]);
    assertCode(wrong, 2);
    assertStringIncludes(wrong.stderr, message);
  }
});

Deno.test("sample prints records that validate then sends through the config", async () => {
  await using test = await createConnectorTest();
  await test.send(cairo, "a", "b", "c", { ...cairo, city: "Lima" });
  const sample = await test.run(
    ["connect:sample", "--first", "1", "--last", "1"],
  );
  assertCode(sample, 0);
  const lines = sample.stdout.trimEnd().split("\n").map((line) =>
    JSON.parse(line)
  );
  assertEquals(lines.map(({ key, offset }) => [key, offset]), [
    ["Cairo", 0],
    ["Lima", 4],
  ]);
  const all = await test.run(["connect:sample"]);
  assertEquals(all.stdout.trimEnd().split("\n").length, 5);
});

Deno.test("logs sets a logger's level and shows it", async () => {
  await using test = await createConnectorTest();
  const logger = "io.github.citiesweather.test";
  const set = await test.run(["connect:logs", "debug", "--logger", logger]);
  assertCode(set, 0);
  const shown = await test.run(["connect:logs"]);
  assertStringIncludes(shown.stdout, logger);
  const wrong = await test.run(["connect:logs", "loud"]);
  assertCode(wrong, 2);
  assertStringIncludes(wrong.stderr, "Allowed choices are OFF, FATAL, ERROR");
});

Deno.test("validate --live finds what only the services know", async (t) => {
  await using test = await createConnectorTest();
  await test.send(cairo);
  const { config } = buildWeatherSink(test.settings);
  const [closed] = await findFreePorts(1);
  for (
    const { fault, changes, codes } of [
      { fault: "nothing", changes: { "tasks.max": "1" }, codes: [] },
      {
        fault: "a converter not installed",
        changes: { "value.converter": "a.b.AvroConverter", "tasks.max": "1" },
        codes: ["live-class-missing"],
      },
      {
        fault: "a closed port",
        changes: { port: String(closed), "tasks.max": "1" },
        codes: ["live-cassandra-unreachable"],
      },
      {
        fault: "another data center",
        changes: { "loadBalancing.localDc": "dc9", "tasks.max": "1" },
        codes: ["live-datacenter-unknown"],
      },
      {
        fault: "more tasks than partitions",
        changes: { "tasks.max": "3" },
        codes: ["live-tasks-idle"],
      },
      {
        fault: "too many replicas",
        changes: {
          "errors.deadletterqueue.topic.replication.factor": "3",
          "tasks.max": "1",
        },
        codes: ["live-dlq-replicas"],
      },
      {
        fault: "a topic that does not exist",
        changes: { topics: "nowhere", "tasks.max": "1" },
        codes: ["live-topic-missing"],
      },
    ]
  ) {
    await t.step(fault, async () => {
      const { findings, unchecked } = await checkLive(
        { ...config, ...changes },
        test.settings,
      );
      assertEquals(
        findings.map(({ code }) => code)
          .filter((code) => code !== "live-connect-refuses"),
        codes,
      );
      assertEquals(unchecked, []);
    });
  }
  await t.step("it says what it cannot check", async () => {
    const { unchecked, schema } = await checkLive(config, {
      ...test.settings,
      CONNECT_URL: connectAtPort(test.settings, closed!),
      KAFKA_BROKERS: [`localhost:${closed}`],
    });
    assertEquals(unchecked.length, 2);
    assertEquals(schema?.tables.length, 1);
  });
  await t.step("the command shows it", async () => {
    const file = await test.writeConfig({ "loadBalancing.localDc": "dc9" });
    const { code, stdout } = await test.run(
      ["connect:validate", "--live", file],
    );
    assertEquals(code, 1);
    assertStringIncludes(stdout, "error[live-datacenter-unknown]");
  });
});
