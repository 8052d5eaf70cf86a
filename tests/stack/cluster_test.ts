// The commands that a user gives, on a cluster of its own that loses a machine: one broker, one worker and one Cassandra
// node at once. Each kind by itself, and those that come back: `deno task test:faults --cluster`.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { readSettings } from "../../scripts/shared/settings.ts";
import { readProcessRecord } from "../../scripts/stack/process.ts";
import { startProducer } from "../_produce.ts";
import { chooseOwnPlace } from "./_own_place.ts";
import { assertCode, startTask, type TaskResult } from "./_pipeline.ts";

const hosts = ["127.0.0.1", "127.0.0.2", "127.0.0.3"];

/** Whether the suite's services have logins: then the cluster has, too. */
const secure = readSettings().KAFKA_SECURITY_PROTOCOL !== "PLAINTEXT";

async function createCluster() {
  const { dir, environment } = await chooseOwnPlace("cluster-", hosts);
  const env: Record<string, string> = { NO_COLOR: "1", ...environment };
  return {
    /** What every task gets: first the ports, then also what `up` wrote for clients. */
    env,
    async loadClientEnvironment(): Promise<void> {
      const text = await Deno.readTextFile(`${dir}/client.env`);
      for (
        const [, name, quoted, bare] of text.matchAll(
          /^(\w+)=(?:"([^"]*)"|(.*))$/gm,
        )
      ) {
        env[name!] = quoted ?? bare!;
      }
    },
    /** Runs a task, and fails with what it printed unless it ends as expected. */
    async run(task: string[], expected = 0): Promise<TaskResult> {
      const result = await startTask(task, env).result;
      assertEquals(
        result.code,
        expected,
        `${task}: ${JSON.stringify(result)}`,
      );
      return result;
    },
    async kill(name: string): Promise<void> {
      const record = await readProcessRecord(`${dir}/run/${name}.json`);
      Deno.kill(record!.pid, "SIGKILL");
    },
    async [Symbol.asyncDispose]() {
      await this.run(["down"]);
      await Deno.remove(dir, { recursive: true });
    },
  };
}

function countLines(text: string): number {
  return text.split("\n").length - 1;
}

Deno.test("a cluster loses a machine and no record: produce and the sink go on, and verify finds every row", async (t) => {
  await using cluster = await createCluster();
  const lost = ["kafka-1", "connect-1", "cassandra-1"];

  await t.step("up --cluster starts all nodes", async () => {
    const { stdout } = await cluster.run([
      "up",
      "--cluster",
      ...(secure ? ["--secure"] : []),
    ]);
    await cluster.loadClientEnvironment();
    for (const host of hosts) {
      assertStringIncludes(stdout, `${host}:${cluster.env["KAFKA_PORT"]}`);
      assertStringIncludes(stdout, `${host}:${cluster.env["CASSANDRA_PORT"]}`);
    }
  });

  await t.step("stack:status and stack:logs know each node", async () => {
    const { stdout } = await cluster.run(["stack:status", "--json"]);
    const nodes: { name: string; state: string }[] = JSON.parse(stdout);
    assertEquals(nodes.length, 8);
    for (const name of lost) {
      assertEquals(nodes.find((node) => node.name === name)?.state, "ready");
      const logs = await cluster.run(["stack:logs", name, "--lines", "3"]);
      assert(logs.stdout !== "", `${name} has an empty log`);
    }
  });

  await t.step("up without --cluster is refused meanwhile", async () => {
    const { stderr } = await cluster.run(["up"], 2);
    assertStringIncludes(stderr, "Cannot start one of each service");
  });

  await t.step("connect:deploy tells each task's worker", async () => {
    const { stderr } = await cluster.run(["connect:deploy"]);
    for (const host of hosts.slice(0, 2)) {
      assertStringIncludes(stderr, `on ${host}:${cluster.env["CONNECT_PORT"]}`);
    }
  });

  // In the clear there is nothing that could keep a worker from passing on to the one that leads.
  const urls = secure ? cluster.env["CONNECT_URL"]!.split(",") : [];
  for (const url of urls) {
    await t.step(`connect:restart is taken by ${url}`, async () => {
      const env = { ...cluster.env, CONNECT_URL: url };
      assertCode(await startTask(["connect:restart"], env).result, 0);
    });
  }

  await t.step("produce goes on without one node of each kind", async () => {
    const run = startProducer({
      args: ["--source", "replay", "--interval", "1s", "--json"],
      env: cluster.env,
    });
    await run.until(() => countLines(run.stdout()) >= 16, "two rounds");
    await Promise.all(lost.map((name) => cluster.kill(name)));
    const before = countLines(run.stdout());
    await run.until(
      () => countLines(run.stdout()) >= before + 24,
      "three rounds without the machine",
    );
    run.process.kill("SIGTERM");
    assertEquals(await run.ended, 0, run.stderr());
  });

  await t.step("verify finds every row without them", async () => {
    const { stdout } = await cluster.run([
      "verify",
      "--timeout",
      "60s",
      "--json",
    ]);
    const { isVerified, counts } = JSON.parse(stdout);
    assert(counts.verified >= 40, stdout);
    assert(isVerified, stdout);
  });
});
