// `deno task connect:deploy` and `connect:plan`, run as a user does, on the real worker.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  deleteConnector,
  getConnector,
  getConnectorStatus,
  putConnectorConfig,
  setConnectorState,
} from "../../connect/connect_api.ts";
import { retryConnect } from "../../connect/connect_retry.ts";
import type { DeployReport } from "../../connect/deploy_connector.ts";
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

Deno.test("deploy creates a connector that writes rows, and leaves it alone when nothing changed", async () => {
  await using test = await createConnectorTest();
  await test.send(cairo);
  const { name } = test;

  const first = await test.run(["connect:deploy"]);
  assertEquals({ code: first.code, stdout: first.stdout }, {
    code: 0,
    stdout: `created ${name}: 1 task RUNNING, all consumed\n`,
  });
  assertEquals(await test.countRows(), 1);

  const members = await test.groupMembers();
  assertEquals(members.length, 1);
  const second = await test.run(["connect:deploy"]);
  assertEquals({ code: second.code, stdout: second.stdout }, {
    code: 0,
    stdout: `unchanged ${name}: 1 task RUNNING, all consumed\n`,
  });
  // A task that restarts joins its group as a new member.
  assertEquals(await test.groupMembers(), members);
});

Deno.test("deploy changes a running connector and shows what", async () => {
  await using test = await createConnectorTest();
  await test.send(cairo);
  assertCode(await test.run(["connect:deploy"]), 0);
  const file = await test.writeConfig({ maxConcurrentRequests: "500" });
  const { code, stdout } = await test.run(["connect:deploy", file]);
  assertEquals({ code, stdout }, {
    code: 0,
    stdout: `updated ${test.name}: 1 task RUNNING, all consumed\n` +
      '  ~ maxConcurrentRequests = "2000" -> "500"\n',
  });
});

Deno.test("deploy refuses what the checks find, before anything is changed", async () => {
  await using test = await createConnectorTest();
  await test.send(cairo);
  const file = await test.writeConfig({ [test.mapping]: "city=value.town" });
  const { code, stdout } = await test.run(["connect:deploy", file]);
  assertEquals(code, 1);
  assertStringIncludes(
    stdout,
    `refused ${test.name}: nothing was changed\n`,
  );
  assertStringIncludes(stdout, `setting: ${test.mapping}`);
  assertStringIncludes(stdout, "the value has no field town");
  assertEquals(await getConnector(test.api, test.name), null);
});

Deno.test("deploy says which connectors a worker has when it lacks the plugin", async () => {
  await using test = await createConnectorTest();
  const file = await test.writeConfig({
    "connector.class": "com.datastax.oss.kafka.sink.CassandraSinkConnector",
  });
  const { code, stdout } = await test.run(["connect:deploy", file]);
  assertEquals(code, 1);
  assertStringIncludes(
    stdout,
    "the worker has no connector com.datastax.oss.kafka.sink.CassandraSinkConnector; it has ",
  );
  assertStringIncludes(
    stdout,
    "io.github.citiesweather.connect.CassandraSinkConnector",
  );
});

Deno.test("deploy shows why a task fails at start and puts the previous config back", async () => {
  await using test = await createConnectorTest();
  await test.send(cairo);
  assertCode(await test.run(["connect:deploy"]), 0);
  const before = await getConnector(test.api, test.name);
  const file = await test.writeConfig({
    [test.mapping]:
      "city=value.city, last_update_time=value.last_update_time, nope=value.humidity",
  });
  const { code, stdout, stderr } = await test.run([
    "connect:deploy",
    "--no-validate",
    file,
  ]);
  assertEquals(code, 1, stdout + stderr);
  assertStringIncludes(stdout, `failed ${test.name}\n`);
  assertStringIncludes(stdout, "✗ task 0: ");
  assertStringIncludes(stdout, "has no column nope");
  assertStringIncludes(stdout, `setting: ${test.mapping}\n`);
  assert(!stdout.includes("\tat "), "a stack trace was shown");
  assertStringIncludes(
    stdout,
    "rolled back: the previous config is RUNNING again",
  );
  assertEquals(
    (await getConnector(test.api, test.name))?.config,
    before?.config,
  );
});

Deno.test("deploy deletes a new connector that fails, and keeps it with --no-rollback", async () => {
  await using test = await createConnectorTest();
  const file = await test.writeConfig({ [test.mapping]: "nope=value.city" });
  const args = ["connect:deploy", "--no-validate", "--json"];
  const first = await test.run([...args, file]);
  const [report] = JSON.parse(first.stdout) as DeployReport[];
  assertEquals([first.code, report?.outcome, report?.rollback], [
    1,
    "failed",
    "deleted",
  ]);
  assertEquals(await getConnector(test.api, test.name), null);

  const second = await test.run([...args, "--no-rollback", file]);
  const [kept] = JSON.parse(second.stdout) as DeployReport[];
  assertEquals([second.code, kept?.outcome, kept?.rollback], [
    1,
    "failed",
    "kept",
  ]);
  const status = await getConnectorStatus(test.api, test.name);
  assertEquals(status?.tasks.map(({ state }) => state), ["FAILED"]);

  // A failed connector is mended by deploying what works, its old failure not taken for a new one.
  assertCode(await test.run(["connect:deploy"]), 0);
});

Deno.test("deploy finds that a connector stands still, though RUNNING, and puts the previous config back", async () => {
  await using test = await createConnectorTest();
  const consistency = test.mapping.replace(/mapping$/, "consistencyLevel");
  const { KAFKA_TOPIC: topic, CASSANDRA_KEYSPACE: keyspace } = test.settings;
  const one = await test.writeConfig({ [consistency]: "LOCAL_ONE" });
  assertCode(await test.run(["connect:deploy", one]), 0);
  // Two replicas on one node: no quorum ever, which is a bad moment for all that the sink can tell.
  await test.client.execute(
    `ALTER KEYSPACE ${keyspace} WITH replication =
       {'class': 'NetworkTopologyStrategy', 'datacenter1': 2}`,
  );
  const quorum = await test.writeConfig({ [consistency]: "LOCAL_QUORUM" });
  // The checks would refuse it: they ask what the replication allows.
  const deploying = test.start([
    "connect:deploy",
    "--no-validate",
    "--timeout",
    "15",
    quorum,
  ]);
  await deploying.stderrHas("stopped, to start again");
  await test.send(cairo);
  const { code, stdout } = await deploying.result;
  assertEquals(code, 1, stdout);
  assertStringIncludes(
    stdout,
    `✗ partition ${topic}-0: RUNNING, but stands still at offset (none) with 1 record(s) left`,
  );
  assertStringIncludes(
    stdout,
    "rolled back: the previous config is RUNNING again",
  );
  await test.waitForRows(1);
});

Deno.test("deploy undoes a config that makes every record a dead letter, so that the old one writes them", async () => {
  await using test = await createConnectorTest();
  assertCode(await test.run(["connect:deploy"]), 0);
  const file = await test.writeConfig({
    [test.mapping]: "city=value.town, last_update_time=value.last_update_time",
  });
  // There is no record yet whose fields the checks could miss.
  const deploying = test.start(["connect:deploy", file]);
  await deploying.stderrHas("stopped, to start again");
  await test.send(cairo, { ...cairo, city: "Lima" });
  const { code, stdout } = await deploying.result;
  assertEquals(code, 1, stdout);
  assertStringIncludes(
    stdout,
    "every record so far (2 of 2) went to the dead letter queue",
  );
  assertStringIncludes(stdout, "the record has no value.town");
  await test.waitForRows(2);
});

Deno.test("deploy does not start what someone has paused", async () => {
  await using test = await createConnectorTest();
  assertCode(await test.run(["connect:deploy"]), 0);
  await setConnectorState(test.api, test.name, "pause");
  await test.waitForState("PAUSED");
  const file = await test.writeConfig({ "tasks.max": "2" });
  const { code, stdout } = await test.run(["connect:deploy", file]);
  assertEquals(code, 1);
  assertStringIncludes(stdout, `${test.name} is PAUSED, by someone's command`);
  assertEquals(
    (await getConnector(test.api, test.name))?.config["tasks.max"],
    "1",
  );
});

Deno.test("deploy --prune deletes what the project deployed and no longer wants, and nothing else", async () => {
  await using test = await createConnectorTest();
  const { api, name } = test;
  // A project of its own: the other tests' connectors are on this worker too.
  const project = ["--project", name];
  const [mine, unmarked, theirs] = ["mine", "unmarked", "theirs"].map((role) =>
    `${name}-${role}`
  ) as [string, string, string];
  const deployAs = async (as: string, flags: readonly string[]) =>
    assertEquals(
      (await test.run(["connect:deploy", ...flags], { CONNECTOR_NAME: as }))
        .code,
      0,
    );
  try {
    await deployAs(mine, project);
    await deployAs(theirs, ["--project", `${name}-other`]);
    const { config } = buildWeatherSink(test.settings);
    await putConnectorConfig(api, unmarked, { ...config, name: unmarked });

    const plan = await test.run(["connect:plan", "--prune", ...project]);
    assertCode(plan, 2);
    assertStringIncludes(
      plan.stdout,
      `- ${mine} is no longer wanted: --prune deletes it (its offsets stay)\n\n` +
        "1 to create, 0 to change, 0 unchanged, 1 to delete. To do it: deno task connect:deploy --prune\n",
    );
    const { code, stdout, stderr } = await test.run([
      "connect:deploy",
      "--prune",
      ...project,
    ]);
    assertEquals({ code, stdout: stdout.split("\n").slice(1) }, {
      code: 0,
      stdout: [`deleted ${mine}`, ""],
    });
    assertStringIncludes(
      stderr,
      `${mine}: deployed by ${name}, no longer among its connectors: to be deleted`,
    );
    assertEquals(await getConnector(api, mine), null);
    for (const kept of [name, unmarked, theirs]) {
      assert(await getConnector(api, kept) !== null, `${kept} was deleted`);
    }
    const after = await test.run(["connect:plan", "--prune", ...project]);
    assertEquals(after.code, 0, after.stdout);
  } finally {
    for (const other of [mine, unmarked, theirs]) {
      if (await getConnector(api, other) !== null) {
        await retryConnect(() => deleteConnector(api, other), {
          deadline: Date.now() + 40_000,
        });
      }
    }
  }
});

Deno.test("deploy ends with 2 when Connect is down, and says how to start it", async () => {
  await using test = await createConnectorTest();
  const [port] = await findFreePorts(1);
  const url = connectAtPort(test.settings, port!);
  const { code, stdout, stderr } = await test.run(
    ["connect:deploy", "--timeout", "1"],
    { CONNECT_URL: url },
  );
  assertEquals({ code, stdout, error: stderr.split("\n").slice(-3, -1) }, {
    code: 2,
    stdout: "",
    error: [
      `error: Cannot reach Kafka Connect at ${url}: the connection was refused`,
      "  fix: start the local services with `deno task up`, or set CONNECT_URL",
    ],
  });
});

Deno.test("plan ends with 2 for changes, 0 for none and 1 when it cannot know", async () => {
  await using test = await createConnectorTest();
  const created = await test.run(["connect:plan"]);
  assertCode(created, 2);
  assertStringIncludes(created.stdout, `+ ${test.name} is new\n`);
  assertStringIncludes(created.stdout, `+ city             = "value.city"`);

  assertCode(await test.run(["connect:deploy"]), 0);
  const none = await test.run(["connect:plan"]);
  assertEquals({ code: none.code, stdout: none.stdout }, {
    code: 0,
    stdout:
      `= ${test.name} runs with this config\n\n0 to create, 0 to change, 1 unchanged\n`,
  });

  const { config } = buildWeatherSink(test.settings);
  const file = await test.writeConfig({
    [test.mapping]: config[test.mapping]!.replace(
      ", humidity=value.humidity",
      ", feels_like=value.temperature",
    ).replace(", feels_like=value.feels_like", ""),
    "producer.override.client.id": "letters",
    "producer.override.ssl.key.password": "very-secret",
  });
  const changed = await test.run(["connect:plan", file]);
  assertEquals({ code: changed.code, stdout: changed.stdout }, {
    code: 2,
    stdout: `\
~ ${test.name}
  + producer.override.client.id        = "letters"
  + producer.override.ssl.key.password = (hidden)
  ~ ${test.mapping}
      ~ feels_like = "value.feels_like" -> "value.temperature"
      - humidity   = "value.humidity"

0 to create, 1 to change, 0 unchanged. To do it: deno task connect:deploy
`,
  });

  const [port] = await findFreePorts(1);
  const unknown = await test.run(["connect:plan"], {
    CONNECT_URL: connectAtPort(test.settings, port!),
  });
  assertCode(unknown, 1);
  assertStringIncludes(unknown.stderr, "Cannot reach Kafka Connect at");
});
