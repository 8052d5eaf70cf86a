// `deno task schema`, run as a user does, each test in a keyspace of its own.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { compareSchemas } from "../../cql/compare.ts";
import { readLiveSchema } from "../../cql/live_schema.ts";
import { splitStatements } from "../../cql/rewrite.ts";
import { parseCqlSchema } from "../../cql/schema_parser.ts";
import { findFreePorts } from "../../scripts/stack/ports.ts";
import { assertCode, createPipelineTest } from "./_pipeline.ts";

Deno.test("deno task schema creates keyspace and table once, and says so", async () => {
  await using test = await createPipelineTest();
  const { CASSANDRA_KEYSPACE: keyspace } = test.settings;
  const table = `${keyspace}.cities_weather_data`;
  assertEquals(await test.run(["schema", "--check"]), {
    code: 1,
    stdout: "",
    stderr: `error: keyspace ${keyspace} does not exist\n` +
      "  fix: run `deno task schema`\n",
  });
  for (
    const [args, outcome] of [
      [["schema"], "created"],
      [["schema"], "unchanged"],
      [["schema", "--check"], "unchanged"],
    ] as const
  ) {
    const { code, stdout } = await test.run(args);
    assertEquals({ code, stdout }, {
      code: 0,
      stdout: `${outcome} ${table}\n`,
    });
  }
  const { rows } = await test.client.execute(
    "SELECT replication FROM system_schema.keyspaces WHERE keyspace_name = ?",
    [keyspace],
  );
  assertEquals(rows[0]?.["replication"], {
    class: "org.apache.cassandra.locator.NetworkTopologyStrategy",
    [test.settings.CASSANDRA_LOCAL_DATACENTER]: "1",
  });
});

Deno.test("deno task schema refuses a table that differs, and leaves it as it is", async () => {
  await using test = await createPipelineTest();
  const { CASSANDRA_KEYSPACE: keyspace } = test.settings;
  await test.client.execute(
    `CREATE KEYSPACE ${keyspace} WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}`,
    [],
    { prepare: false },
  );
  await test.client.execute(
    `CREATE TABLE ${keyspace}.cities_weather_data (city text PRIMARY KEY, country text, ` +
      "last_update_time timestamp, temperature float, humidity int)",
    [],
    { prepare: false },
  );
  const name = `${keyspace}.cities_weather_data`;
  for (const args of [["schema"], ["schema", "--check"]]) {
    const { code, stderr } = await test.run(args);
    assertEquals(code, 1);
    assertStringIncludes(
      stderr,
      `error: ${name}: the primary key is ((city)), and should be ((city), last_update_time)\n` +
        `error: ${name}: column temperature is float, and should be double\n` +
        `error: ${name}: column feels_like does not exist\n`,
    );
  }
});

Deno.test("deno task schema tells of a keyspace with another replication than asked for", async () => {
  await using test = await createPipelineTest();
  assertCode(await test.run(["schema"]), 0);
  const { code, stderr } = await test.run(["schema"], {
    CASSANDRA_REPLICATION:
      "{'class': 'SimpleStrategy', 'replication_factor': 1}",
  });
  assertEquals(code, 1);
  assertStringIncludes(
    stderr,
    `keyspace ${test.settings.CASSANDRA_KEYSPACE} has replication {'class': 'NetworkTopologyStrategy', 'datacenter1': 1}, ` +
      "and should have {'class': 'SimpleStrategy', 'replication_factor': 1}",
  );
});

const [closedPort = 0] = await findFreePorts(1);

for (
  const { fault, environment, message } of [
    {
      fault: "a data center that does not exist",
      environment: { CASSANDRA_REPLICATION: "dc9:1" },
      message:
        "Cannot keep copies in data center dc9: the cluster has datacenter1 (1 node)",
    },
    {
      fault: "more copies than writes can reach",
      environment: { CASSANDRA_REPLICATION: "3" },
      message:
        "Cannot keep 3 copies in data center datacenter1: the cluster has datacenter1 (1 node)",
    },
    {
      fault: "Cassandra that is not there",
      environment: { CASSANDRA_PORT: String(closedPort) },
      message: `Cannot reach Cassandra at 127.0.0.1, port ${closedPort}`,
    },
  ]
) {
  Deno.test(`deno task schema ends with 2 for ${fault}`, async () => {
    await using test = await createPipelineTest();
    const { code, stderr } = await test.run(["schema"], environment);
    assertEquals(code, 2);
    assertStringIncludes(stderr, `error: ${message}`);
    assertStringIncludes(stderr, "\n  fix: ");
  });
}

Deno.test("readLiveSchema() reads what Cassandra made of the files that parseCqlSchema() reads", async () => {
  await using test = await createPipelineTest();
  const keyspace = test.settings.CASSANDRA_KEYSPACE;
  const text = `
    CREATE KEYSPACE ${keyspace} WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1};
    CREATE TYPE ${keyspace}.geo (lat double, lon double, tags frozen<list<text>>);
    CREATE TYPE ${keyspace}."Place" (name text, at frozen<geo>);
    CREATE TABLE ${keyspace}."Readings" (
      sensor text, day date, "Taken" timestamp, owner text STATIC,
      place frozen<"Place">, free "Place", near list<frozen<geo>>, marks set<text>,
      links map<text, frozen<map<int, frozen<geo>>>>, pair tuple<int, list<text>, frozen<geo>>,
      deep frozen<list<list<set<int>>>>, embedding vector<float, 3>, took duration,
      PRIMARY KEY ((sensor, day), "Taken")) WITH CLUSTERING ORDER BY ("Taken" DESC);
    ALTER TABLE ${keyspace}."Readings" ADD (late int, later blob);
    ALTER TABLE ${keyspace}."Readings" DROP late;
    CREATE TABLE ${keyspace}.hits (id uuid PRIMARY KEY, n counter);`;
  for (const { text: cql } of splitStatements({ name: "t", text })) {
    await test.client.execute(cql, [], { prepare: false });
  }
  const written = parseCqlSchema(text);
  const live = await readLiveSchema(test.client, [keyspace, "not_there"]);
  assertEquals(live.keyspaces, [keyspace]);
  assertEquals(compareSchemas(written, live), []);
  assertEquals(compareSchemas(live, written), []);
  const byName = ({ columns }: typeof live.tables[number]) =>
    new Map(columns.map((column) => [column.name, column]));
  for (const table of written.tables) {
    const found = live.tables.find(({ name }) => name === table.name);
    assertEquals(
      byName(found!),
      new Map([...byName(table)].map(([name, column]) => [name, column])),
    );
  }
});
