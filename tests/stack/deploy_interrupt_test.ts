// `connect:deploy` interrupted half way, on the real worker: what it leaves must be what it says.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { getConnector } from "../../connect/connect_api.ts";
import type { WeatherRecord } from "../../weather/record.ts";
import { type ConnectorTest, createConnectorTest } from "./_connector.ts";

const cairo: WeatherRecord = {
  city: "Cairo",
  country: "EG",
  last_update_time: "2024-05-01T12:00:00Z",
  temperature: 300.15,
  feels_like: 12,
  humidity: 20,
};

/** A config whose tasks run and write nothing, so that its deployment waits until it is interrupted. */
async function writeStandingStill(test: ConnectorTest): Promise<string> {
  // Two replicas on one node: no quorum ever, which is a bad moment for all that the sink can tell.
  await test.client.execute(
    `ALTER KEYSPACE ${test.settings.CASSANDRA_KEYSPACE} WITH replication =
       {'class': 'NetworkTopologyStrategy', 'datacenter1': 2}`,
  );
  return await test.writeConfig({
    [test.mapping.replace(/mapping$/, "consistencyLevel")]: "LOCAL_QUORUM",
  });
}

/** Begins to deploy it in place of one that runs, with a record to write that comes when that one has stopped. */
async function startStandingStill(
  test: ConnectorTest,
  ...flags: readonly string[]
) {
  const file = await writeStandingStill(test);
  const deploying = test.start([
    "connect:deploy",
    "--no-validate",
    ...flags,
    file,
  ]);
  await deploying.stderrHas("stopped, to start again");
  await test.send(cairo);
  return deploying;
}

/** Deploys a connector that runs, with a config that `writeStandingStill` can be told from. */
async function deployFirst(test: ConnectorTest) {
  const one = await test.writeConfig({
    [test.mapping.replace(/mapping$/, "consistencyLevel")]: "LOCAL_ONE",
  });
  const { code, stderr } = await test.run(["connect:deploy", one]);
  assertEquals(code, 0, stderr);
  return (await getConnector(test.api, test.name))?.config;
}

for (
  const { signal, at } of [
    { signal: "SIGINT", at: "now to see it consume" },
    { signal: "SIGTERM", at: "stopped, to start again" },
  ] as const
) {
  Deno.test(`deploy interrupted by ${signal} at "${at}" puts the previous config back and says so`, async () => {
    await using test = await createConnectorTest();
    const before = await deployFirst(test);
    const deploying = await startStandingStill(test);
    await deploying.stderrHas(at);
    deploying.kill(signal);
    const { code, stdout, stderr } = await deploying.result;
    assertEquals(code, 2, stderr);
    assertEquals(
      stdout,
      `interrupted ${test.name}\n` +
        `  ~ ${
          test.mapping.replace(/mapping$/, "consistencyLevel")
        } = "LOCAL_ONE" -> "LOCAL_QUORUM"\n` +
        "  rolled back: the previous config is RUNNING again\n",
      stderr,
    );
    assertEquals((await getConnector(test.api, test.name))?.config, before);
    await test.waitForRows(1);
  });
}

Deno.test("deploy interrupted deletes what was new, and does not begin with the next", async () => {
  await using test = await createConnectorTest();
  const file = await writeStandingStill(test);
  await test.send(cairo);
  const next = await test.writeConfig({});
  const deploying = test.start([
    "connect:deploy",
    "--no-validate",
    file,
    next,
  ]);
  await deploying.stderrHas("now to see it consume");
  deploying.kill("SIGINT");
  const { code, stdout, stderr } = await deploying.result;
  assertEquals({ code, stdout }, {
    code: 2,
    stdout: `interrupted ${test.name}\n` +
      `  rolled back: ${test.name} was new and is deleted\n` +
      `interrupted ${test.name}: nothing was changed\n`,
  }, stderr);
  assertEquals(await getConnector(test.api, test.name), null);
});

Deno.test("deploy --no-rollback interrupted leaves the new config in place and says so", async () => {
  await using test = await createConnectorTest();
  await deployFirst(test);
  const deploying = await startStandingStill(test, "--no-rollback");
  deploying.kill("SIGINT");
  const { code, stdout, stderr } = await deploying.result;
  assertEquals(code, 2, stderr);
  assertStringIncludes(
    stdout,
    "  the new config is in place, not proven to work (--no-rollback)\n",
  );
  const now = (await getConnector(test.api, test.name))?.config;
  assertEquals(
    now?.[test.mapping.replace(/mapping$/, "consistencyLevel")],
    "LOCAL_QUORUM",
  );
  await test.waitForState("RUNNING");
});

Deno.test("deploy interrupted twice ends at once and says what it may have left", async () => {
  await using test = await createConnectorTest();
  await deployFirst(test);
  const deploying = await startStandingStill(test);
  await deploying.stderrHas("now to see it consume");
  deploying.kill("SIGINT");
  await deploying.stderrHas("putting the previous config back");
  deploying.kill("SIGINT");
  const { code, stderr } = await deploying.result;
  assertEquals(code, 2, stderr);
  assertStringIncludes(
    stderr,
    "stopped while undoing: what it was about may be stopped, or have either config. " +
      "deno task connect:plan shows which; deploy again\n",
  );
});
