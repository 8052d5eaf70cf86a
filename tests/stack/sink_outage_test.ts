import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { FaultyProxy } from "./_proxy.ts";
import { createSinkTest, type SinkTest, tolerant, until } from "./_sink.ts";

const table = "CREATE TABLE ks.t (id int PRIMARY KEY, n int)";
const mapping = "id=value.id, n=value.n";

/** Good records, each seventh of them bad. */
function messages(from: number, count: number) {
  return Array.from({ length: count }, (_, i) => {
    const id = from + i;
    return {
      value: JSON.stringify(id % 7 === 3 ? { id, n: "bad" } : { id, n: id }),
    };
  });
}

function proxyFor(sink: SinkTest): FaultyProxy {
  return new FaultyProxy({
    hostname: "127.0.0.1",
    port: sink.settings.SINK_CASSANDRA_PORT,
  });
}

/** Asserts that each record is in exactly one place: bad ones among the dead letters, others in the table. */
async function assertNothingLost(sink: SinkTest, count: number): Promise<void> {
  await sink.untilCommitted();
  const ids = Array.from({ length: count }, (_, id) => id);
  const rows = await sink.query("SELECT id, n FROM ks.t");
  assertEquals(
    rows.map(({ id }) => id).sort((a, b) => a - b),
    ids.filter((id) => id % 7 !== 3),
  );
  assert(rows.every(({ id, n }) => id === n));
  const letters = await sink.deadLetters();
  assertEquals(
    letters.map(({ value }) => JSON.parse(value ?? "").id).sort((a, b) =>
      a - b
    ),
    ids.filter((id) => id % 7 === 3),
  );
}

for (
  const { harm, settings, begin } of [
    {
      harm: "connections are reset and refused",
      settings: {},
      begin: (proxy: FaultyProxy) => proxy.refuse(),
    },
    {
      harm: "connections are reset and refused, with two deliveries open",
      settings: { "consumer.override.max.poll.records": "100" },
      begin: (proxy: FaultyProxy) => proxy.refuse(),
    },
    {
      harm: "the network falls silent",
      settings: { queryExecutionTimeout: "1" },
      begin: (proxy: FaultyProxy) => proxy.fallSilent(),
    },
  ]
) {
  Deno.test(`CassandraSinkTask loses nothing and reports nothing twice while ${harm}`, async () => {
    await using sink = await createSinkTest({ cql: [table] });
    await using proxy = proxyFor(sink);
    await sink.deploy({
      ...tolerant,
      "port": String(proxy.port),
      "table.t.mapping": mapping,
      "consumer.override.max.poll.records": "40",
      ...settings,
    });
    await sink.produce(messages(0, 100));
    await sink.untilCommitted();
    begin(proxy);
    await sink.produce(messages(100, 200));
    await proxy.untilFelt();
    const committed = await sink.committed();
    const inTable = await sink.query("SELECT id FROM ks.t");
    assertEquals((await sink.tasks()).map(({ state }) => state), ["RUNNING"]);
    assert(committed >= 100 && committed < 300, `${committed}`);
    assert(inTable.length < 300 * 6 / 7);
    proxy.recover();
    await assertNothingLost(sink, 300);
  });
}

Deno.test("CassandraSinkTask hears of changed tables, and judges refused rows, after it lost all connections", async () => {
  await using sink = await createSinkTest({
    cql: ["CREATE TABLE ks.t (id text PRIMARY KEY, n int)"],
  });
  await using proxy = proxyFor(sink);
  const record = (id: string, n: number) => ({
    value: JSON.stringify({ id, n }),
  });
  await sink.deploy({
    ...tolerant,
    "port": String(proxy.port),
    "table.t.mapping": mapping,
  });
  await sink.produce([record("a", 1)]);
  await sink.untilCommitted();
  // While it looks for a new control connection the driver must be asked, and refused, more than once.
  for (const id of ["b", "c", "d"]) {
    proxy.refuse();
    await sink.produce([record(id, 1), record("", 1)]);
    await proxy.untilFelt();
    proxy.recover();
    await sink.untilCommitted();
  }
  assertEquals(
    (await sink.deadLetters()).map(({ reason }) => reason.replace(/^.*: /, "")),
    Array(3).fill("Key may not be empty"),
  );
  await sink.query("DROP TABLE ks.t");
  await sink.query("CREATE TABLE ks.t (id text PRIMARY KEY, n float)");
  // An int's bytes are a float's, so only a sink that has heard of the change writes the right number.
  let tries = 0;
  await until("the sink to hear of the changed table", async () => {
    tries++;
    await sink.produce([record(`e${tries}`, 7)]);
    await sink.untilCommitted();
    const rows = await sink.jsonRows("t");
    return rows.some(({ id, n }) => id === `e${tries}` && n === 7) || undefined;
  });
});

Deno.test("CassandraSinkTask waits for a Cassandra that is down at its start", async () => {
  await using sink = await createSinkTest({ cql: [table] });
  await using proxy = proxyFor(sink);
  proxy.refuse();
  await sink.produce(messages(0, 20));
  const deployed = sink.deploy({
    ...tolerant,
    "port": String(proxy.port),
    "table.t.mapping": mapping,
  });
  await Promise.race([deployed, proxy.untilFelt()]);
  proxy.recover();
  assertEquals((await deployed).map(({ state }) => state), ["RUNNING"]);
  await assertNothingLost(sink, 20);
});

Deno.test("CassandraSinkTask fails with clear words when Cassandra stays down at its start", async () => {
  await using sink = await createSinkTest({ cql: [table] });
  const [task] = await sink.deploy({
    "port": "1",
    "startTimeoutSeconds": "1",
    "table.t.mapping": mapping,
  });
  assertEquals(task?.state, "FAILED");
  assertStringIncludes(
    task?.trace ?? "",
    "Cannot reach Cassandra at [127.0.0.1], port 1 (contactPoints, port) within 1 s (startTimeoutSeconds)",
  );
});

Deno.test("CassandraSinkTask fails after retryTimeoutSeconds, and goes on where it was when restarted", async () => {
  await using sink = await createSinkTest({ cql: [table] });
  await using proxy = proxyFor(sink);
  await sink.deploy({
    ...tolerant,
    "port": String(proxy.port),
    "retryTimeoutSeconds": "1",
    "table.t.mapping": mapping,
  });
  await sink.produce(messages(0, 10));
  await sink.untilCommitted();
  proxy.refuse();
  await sink.produce(messages(10, 10));
  const trace = await until("the task to fail", async () => {
    const [task] = await sink.tasks();
    return task?.state === "FAILED" ? task.trace : undefined;
  });
  assertStringIncludes(
    trace,
    "Cassandra could not take a batch for 1 s (retryTimeoutSeconds)",
  );
  assertEquals(await sink.committed(), 10);
  proxy.recover();
  const answer = await sink.rest(
    "POST",
    `/connectors/${sink.name}/restart?includeTasks=true`,
  );
  await answer.body?.cancel();
  await assertNothingLost(sink, 20);
});

Deno.test("CassandraSinkTask waits for a dropped table and goes on when it is back", async () => {
  await using sink = await createSinkTest({ cql: [table] });
  await sink.deploy({ ...tolerant, "table.t.mapping": mapping });
  await sink.produce(messages(0, 10));
  await sink.untilCommitted();
  await sink.query("DROP TABLE ks.t");
  await sink.produce(messages(10, 10));
  await sink.query(table.replace("n int", "n int, more text"));
  for (const { value } of messages(0, 10)) {
    // What the drop deleted, so that the count is whole again.
    const { id, n } = JSON.parse(value);
    if (n === id) {
      await sink.query(`INSERT INTO ks.t (id, n) VALUES (${id}, ${n})`);
    }
  }
  await assertNothingLost(sink, 20);
});

Deno.test("CassandraSinkTask fails naming the setting when a mapped column is dropped", async () => {
  await using sink = await createSinkTest({ cql: [table] });
  await sink.deploy({ ...tolerant, "table.t.mapping": mapping });
  await sink.produce(messages(0, 3));
  await sink.untilCommitted();
  await sink.query("ALTER TABLE ks.t DROP n");
  await sink.produce(messages(4, 3));
  const trace = await until("the task to fail", async () => {
    const [task] = await sink.tasks();
    return task?.state === "FAILED" ? task.trace : undefined;
  });
  assertStringIncludes(trace, `${sink.keyspace}.t.mapping`);
  assertStringIncludes(trace, "has no column n; it has id");
  assertEquals(await sink.committed(), 3);
  assertEquals(await sink.deadLetters(), []);
});
