// One topic into two tables, of which one cannot take the row.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { createSinkTest, tolerant } from "./_sink.ts";

const tables = [
  "CREATE TABLE ks.t (id text PRIMARY KEY, n int)",
  "CREATE TABLE ks.u (name text PRIMARY KEY, id text)",
];
const settings = {
  ...tolerant,
  "table.t.mapping": "id=value.id, n=value.n, __ttl=value.ttl",
  "table.u.mapping": "name=value.name, id=value.id",
};

interface Fields {
  readonly id: string;
  readonly name: string;
  readonly n?: number;
  readonly ttl?: number;
}

function record({ n = 1, ttl = 1_000, ...names }: Fields) {
  return { value: JSON.stringify({ ...names, n, ttl }) };
}

const long = "x".repeat(70_000);

/** Records that Cassandra refuses, with the tables that have them all the same and what the reason says. */
const refused: { fields: Fields; writtenTo: string[]; reason: string[] }[] = [
  {
    fields: { id: "", name: "no key" },
    writtenTo: ["u"],
    reason: ["row for ks.t: Key may not be empty (that for ks.u is written)"],
  },
  {
    fields: { id: "no other key", name: "" },
    writtenTo: ["t"],
    reason: ["row for ks.u: Key may not be empty (that for ks.t is written)"],
  },
  {
    fields: { id: long, name: "long key" },
    writtenTo: ["u"],
    reason: ["row for ks.t: Key length", "(that for ks.u is written)"],
  },
  {
    // Cassandra's limit is 20 years.
    fields: { id: "long life", name: "long life", ttl: 700_000_000 },
    writtenTo: ["u"],
    reason: [
      "row for ks.t: ttl is too large",
      "(that for ks.u is written)",
    ],
  },
  {
    fields: { id: "", name: "" },
    writtenTo: [],
    // In no order.
    reason: [
      "ks.t: Key may not be empty",
      "; and for ks.",
      "ks.u: Key may not be empty",
    ],
  },
];

Deno.test("CassandraSinkTask reports once what one of two tables refuses, naming it, and gives the other its row", async () => {
  await using sink = await createSinkTest({ cql: tables });
  await sink.deploy(settings);
  const messages = refused.flatMap(({ fields }, i) => [
    record({ id: `good ${i}`, name: `good ${i}` }),
    record(fields),
  ]);
  await sink.produce(messages);
  await sink.untilCommitted();
  const letters = await sink.deadLetters();
  assertEquals(
    letters.map(({ value }) => value).sort(),
    refused.map(({ fields }) => record(fields).value).sort(),
  );
  const rows = {
    t: await sink.query("SELECT id AS key FROM ks.t"),
    u: await sink.query("SELECT name AS key FROM ks.u"),
  };
  for (const table of ["t", "u"] as const) {
    const expected = refused.filter(({ writtenTo }) =>
      writtenTo.includes(table)
    ).map(({ fields }) => table === "t" ? fields.id : fields.name);
    assertEquals(
      rows[table].map(({ key }) => key).sort(),
      [...expected, ...refused.map((_, i) => `good ${i}`)].sort(),
      table,
    );
  }
  for (const { fields, reason } of refused) {
    const { value } = record(fields);
    const letter = letters.find((letter) => letter.value === value);
    for (const part of reason) {
      assertStringIncludes(
        letter?.reason ?? "",
        part.replaceAll("ks.", `${sink.keyspace}.`),
      );
    }
  }
});

Deno.test("CassandraSinkTask waits with both tables while one is dropped, and gives both what came meanwhile", async () => {
  await using sink = await createSinkTest({ cql: tables });
  await sink.deploy(settings);
  const send = (...names: string[]) =>
    sink.produce(names.map((name) => record({ id: name, name })));
  await send("before");
  await sink.untilCommitted();
  await sink.query("DROP TABLE ks.u");
  await send("meanwhile 1", "meanwhile 2");
  assertEquals(await sink.committed(), 1);
  assertEquals((await sink.tasks()).map(({ state }) => state), ["RUNNING"]);
  await sink.query(tables[1]!.replace("id text", "id text, more int"));
  await sink.untilCommitted();
  const ids = ["meanwhile 1", "meanwhile 2"];
  assertEquals(
    (await sink.query("SELECT id FROM ks.u")).map(({ id }) => id).sort(),
    ids,
  );
  assertEquals(
    (await sink.query("SELECT id FROM ks.t")).map(({ id }) => id).sort(),
    ["before", ...ids],
  );
  assertEquals(await sink.deadLetters(), []);
});
