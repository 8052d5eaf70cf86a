// The local stack's commands, run as a user does, on stacks with a folder and ports of their own.
import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  isAlive,
  type ProcessRecord,
  readProcessRecord,
} from "../../scripts/stack/process.ts";
import { chooseOwnPlace } from "./_own_place.ts";
import { startTask, type TaskResult } from "./_pipeline.ts";

async function createStack() {
  const { dir, ports, environment } = await chooseOwnPlace("stack-");
  return {
    dir,
    ports,
    /** Runs a task of this stack. */
    run(
      task: string[],
      more: Record<string, string> = {},
    ): Promise<TaskResult> {
      return startTask(task, { ...environment, ...more }).result;
    },
    async readRecord(): Promise<ProcessRecord> {
      const record = await readProcessRecord(`${dir}/run/kafka.json`);
      if (record === undefined) throw new Error("Kafka has no record");
      return record;
    },
    async [Symbol.asyncDispose]() {
      await this.run(["down"]);
      await Deno.remove(dir, { recursive: true });
    },
  };
}

Deno.test("up starts a service once, again when its settings change or it died, and down stops it", async (t) => {
  await using stack = await createStack();
  const address = `Kafka 127.0.0.1:${stack.ports.kafka}`;
  let record: ProcessRecord;

  await t.step("up starts Kafka and waits until it answers", async () => {
    const { code, stdout, stderr } = await stack.run(["up", "kafka"]);
    assertEquals(code, 0, stderr);
    assertStringIncludes(stdout, address);
    assertStringIncludes(stderr, "kafka ready in ");
    record = await stack.readRecord();
    assertEquals(await isAlive(record), true);
  });

  await t.step("a second up leaves it alone", async () => {
    const { code, stderr } = await stack.run(["up", "kafka"]);
    assertEquals(code, 0);
    assertEquals(
      stderr,
      `kafka runs already on port ${stack.ports.kafka}\n`,
    );
    assertEquals(await stack.readRecord(), record);
  });

  await t.step(
    "stack:status tells what runs, and fails for the rest",
    async () => {
      const { code, stdout } = await stack.run(["stack:status", "--json"]);
      assertEquals(code, 1);
      const services: { name: string; state: string; pid: number | null }[] =
        JSON
          .parse(stdout);
      assertEquals(
        services.map(({ name, state, pid }) => ({ name, state, pid })),
        [
          { name: "kafka", state: "ready", pid: record.pid },
          { name: "connect", state: "stopped", pid: null },
          { name: "cassandra", state: "stopped", pid: null },
        ],
      );
    },
  );

  await t.step("stack:logs shows the log's end", async () => {
    const { code, stdout } = await stack.run(["stack:logs", "kafka"]);
    assertEquals(code, 0);
    assertStringIncludes(stdout, "INFO");
  });

  await t.step("up with another heap restarts it", async () => {
    const { code, stderr } = await stack.run(["up", "kafka"], {
      KAFKA_HEAP: "256m",
    });
    assertEquals(code, 0, stderr);
    assertStringIncludes(stderr, "kafka: restarting");
    assertEquals(await isAlive(record), false);
    record = await stack.readRecord();
  });

  await t.step(
    "up starts it anew when its number is another process's now",
    async () => {
      await endByForce(record);
      await Deno.writeTextFile(
        `${stack.dir}/run/kafka.json`,
        JSON.stringify({ ...record, pid: Deno.pid }),
      );
      const { code, stderr } = await stack.run(["up", "kafka"]);
      assertEquals(code, 0, stderr);
      assertStringIncludes(
        stderr,
        `kafka: process ${Deno.pid} of its last start is gone\n`,
      );
      record = await stack.readRecord();
      assertEquals(await isAlive(record), true);
    },
  );

  await t.step("down --wipe stops it and deletes its data", async () => {
    const { code, stderr } = await stack.run(["down", "--wipe"]);
    assertEquals(code, 0, stderr);
    assertStringIncludes(stderr, "kafka: stopped in ");
    assertStringIncludes(stderr, "cassandra: not running");
    assertEquals(await isAlive(record), false);
    const left = [];
    for await (const { name } of Deno.readDir(stack.dir)) left.push(name);
    assertEquals(left, ["run"]);
  });
});

Deno.test("up says which port is taken, and starts nothing", async () => {
  await using stack = await createStack();
  using _listener = Deno.listen({
    hostname: "127.0.0.1",
    port: stack.ports.connect,
  });
  const { code, stdout, stderr } = await stack.run(["up"]);
  assertEquals(code, 2);
  assertEquals(stdout, "");
  assertEquals(
    stderr,
    `error: Cannot start the stack: port ${stack.ports.connect} for Kafka Connect (CONNECT_PORT) is taken by another process
  fix: stop what listens there (\`lsof -i :${stack.ports.connect}\` shows it)
       or choose another: CONNECT_PORT=…
`,
  );
  assertEquals(
    await readProcessRecord(`${stack.dir}/run/kafka.json`),
    undefined,
  );
});

Deno.test("up tells why a service ended while it started", async () => {
  await using stack = await createStack();
  await Deno.mkdir(`${stack.dir}/data/kafka`, { recursive: true });
  await Deno.writeTextFile(
    `${stack.dir}/data/kafka/meta.properties`,
    "version=1\ncluster.id=other\nnode.id=77\n",
  );
  const { code, stderr } = await stack.run(["up", "kafka"]);
  assertEquals(code, 2);
  assertStringIncludes(
    stderr,
    "error: Kafka ended while it started; its log says",
  );
  assertStringIncludes(stderr, "Stored node id 77 doesn't match");
  assertStringIncludes(stderr, `the whole log is ${stack.dir}/logs/kafka.log`);
});

Deno.test("down leaves a process alone that it did not start", async () => {
  await using stack = await createStack();
  const foreign = new Deno.Command("sh", { args: ["-c", "sleep 60"] }).spawn();
  await Deno.mkdir(`${stack.dir}/run`);
  await Deno.writeTextFile(
    `${stack.dir}/run/kafka.json`,
    JSON.stringify({
      pid: foreign.pid,
      marker: `@${stack.dir}/config/kafka/java.args`,
    }),
  );
  const { code, stderr } = await stack.run(["down"]);
  assertEquals(code, 0);
  assertStringIncludes(stderr, "kafka: not running\n");
  assertEquals(
    await isAlive({ pid: foreign.pid, marker: "sleep 60" }),
    true,
  );
  foreign.kill("SIGKILL");
  await foreign.status;
});

async function endByForce({ pid }: ProcessRecord): Promise<void> {
  await new Deno.Command("sh", { args: ["-c", `kill -9 ${pid}`] }).output();
}
