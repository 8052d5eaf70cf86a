import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  createSinkTest,
  schemaJson,
  schemalessJson,
  tolerant,
  until,
} from "./_sink.ts";

const table =
  "CREATE TABLE ks.t (id text PRIMARY KEY, n int, at timestamp, tags set<text>)";
const mapping = "id=value.id, n=value.n, at=value.at, tags=value.tags";

function good(id: string) {
  return {
    value: JSON.stringify({
      id,
      n: 1,
      at: "2024-01-01T00:00:00Z",
      tags: ["a"],
    }),
  };
}

function bad(change: Record<string, unknown>) {
  return { ...JSON.parse(good("bad").value), ...change };
}

/** Records that can never be written, each with a part of the reason that must be given. */
const poison: { value: string | null; reason: string }[] = [
  { value: "not JSON", reason: "the value is not JSON" },
  { value: "", reason: "the value" },
  { value: "[1, 2]", reason: "the value is no JSON object: '[1, 2]'" },
  { value: "null", reason: "the value is no JSON object" },
  { value: "42", reason: "the value is no JSON object" },
  { value: '{"id": "cut', reason: "the value is not JSON" },
  { value: `${good("two").value} {}`, reason: "the value is not JSON" },
  { value: null, reason: "primary key and cannot be null" },
  {
    value: JSON.stringify(bad({ id: null })),
    reason: "primary key and cannot be null: value.id is null",
  },
  { value: JSON.stringify(bad({ id: "" })), reason: "Key may not be empty" },
  {
    value: JSON.stringify(bad({ id: "x".repeat(70_000) })),
    reason: "Key length",
  },
  {
    value: JSON.stringify(bad({ n: "abc" })),
    reason: 'column n of ks.t (int) cannot take "abc" from value.n',
  },
  { value: JSON.stringify(bad({ n: 2 ** 31 })), reason: "column n of ks.t" },
  { value: JSON.stringify(bad({ n: 1.5 })), reason: "column n of ks.t" },
  {
    value: JSON.stringify(bad({ n: { value: 1 } })),
    reason:
      'column n of ks.t (int) cannot take {"value":1} from value.n: a JSON object does not fit type int',
  },
  {
    value: JSON.stringify(bad({ n: [1] })),
    reason: "a JSON array does not fit type int",
  },
  { value: JSON.stringify(bad({ at: {} })), reason: "column at of ks.t" },
  { value: JSON.stringify(bad({ at: "soon" })), reason: "column at of ks.t" },
  { value: JSON.stringify(bad({ at: 1700000000000 })), reason: "column at" },
  { value: JSON.stringify(bad({ tags: "a" })), reason: "column tags of ks.t" },
  { value: JSON.stringify(bad({ tags: { a: 1 } })), reason: "column tags" },
  {
    value: JSON.stringify({ id: "absent", n: 1, at: null }),
    reason: "the record has no value.tags",
  },
  { value: `{"id":${"[".repeat(100_000)}`, reason: "the value is not JSON" },
];

Deno.test("CassandraSinkTask writes all good records and reports each bad one once", async () => {
  await using sink = await createSinkTest({ cql: [table], partitions: 2 });
  await sink.deploy({
    ...tolerant,
    "table.t.mapping": mapping,
    "tasks.max": "2",
  });
  const messages = poison.flatMap(({ value }, i) => [
    { ...good(`before-${i}`), partition: i % 2 },
    { value, partition: i % 2 },
    { ...good(`after-${i}`), partition: i % 2 },
  ]);
  await sink.produce(messages);
  await sink.untilCommitted();
  const letters = await sink.deadLetters();
  assertEquals(
    (await sink.query("SELECT id FROM ks.t")).length,
    2 * poison.length,
  );
  assertEquals(
    letters.map(({ value }) => value).sort(),
    poison.map(({ value }) => value).sort(),
  );
  for (const { value, reason } of poison) {
    const letter = letters.find((letter) => letter.value === value);
    assertStringIncludes(
      letter?.reason ?? "",
      reason.replace("ks.t", `${sink.keyspace}.t`),
    );
  }
  assertEquals(
    (await sink.tasks()).map(({ state }) => state),
    ["RUNNING", "RUNNING"],
  );
});

for (
  const { converter, settings, wrap } of [
    {
      converter: "JsonConverter without schemas",
      settings: schemalessJson,
      wrap: (payload: unknown) => payload,
    },
    {
      converter: "JsonConverter with schemas",
      settings: schemaJson,
      wrap: (payload: unknown) => ({
        schema: {
          type: "struct",
          fields: [
            { field: "id", type: "string", optional: true },
            { field: "n", type: "int64", optional: true },
            { field: "at", type: "string", optional: true },
            {
              field: "tags",
              type: "array",
              items: { type: "string", optional: true },
              optional: true,
            },
          ],
        },
        payload,
      }),
    },
  ]
) {
  Deno.test(`CassandraSinkTask leaves what ${converter} refuses to Connect, and reports its own, each once`, async () => {
    await using sink = await createSinkTest({ cql: [table] });
    await sink.deploy({ ...tolerant, ...settings, "table.t.mapping": mapping });
    const bads = [
      "not JSON",
      JSON.stringify(wrap(bad({ id: null }))),
      JSON.stringify(wrap(bad({ n: 2 ** 31 }))),
      JSON.stringify(wrap(bad({ at: "soon" }))),
      JSON.stringify(wrap(bad({ tags: ["a", null] }))),
    ];
    await sink.produce(bads.flatMap((value, i) => [
      { value: JSON.stringify(wrap(JSON.parse(good(`good-${i}`).value))) },
      { value },
    ]));
    await sink.untilCommitted();
    assertEquals(
      (await sink.deadLetters()).map(({ value }) => value).sort(),
      bads.sort(),
    );
    assertEquals((await sink.query("SELECT id FROM ks.t")).length, bads.length);
  });
}

for (
  const { ignoreErrors, value, skipped } of [
    {
      ignoreErrors: "All",
      value: JSON.stringify(bad({ n: "x" })),
      skipped: true,
    },
    {
      ignoreErrors: "Driver",
      value: JSON.stringify(bad({ id: "" })),
      skipped: true,
    },
    {
      ignoreErrors: "Driver",
      value: JSON.stringify(bad({ n: "x" })),
      skipped: false,
    },
  ]
) {
  Deno.test(`CassandraSinkTask ${skipped ? "skips" : "fails on"} ${value} with ignoreErrors=${ignoreErrors}`, async () => {
    await using sink = await createSinkTest({ cql: [table] });
    await sink.deploy({ ignoreErrors, "table.t.mapping": mapping });
    await sink.produce([{ value }, good("1")]);
    if (skipped) {
      await sink.untilCommitted();
      assertEquals((await sink.query("SELECT id FROM ks.t")).length, 1);
    } else {
      await until(
        "the task to fail",
        async () => (await sink.tasks())[0]?.state === "FAILED" || undefined,
      );
      assertEquals(await sink.committed(), 0);
    }
  });
}

Deno.test("CassandraSinkTask fails on a bad record that errors.tolerance=all gives nowhere to go", async () => {
  await using sink = await createSinkTest({ cql: [table] });
  await sink.deploy({
    ...tolerant,
    "errors.deadletterqueue.topic.name": "",
    "table.t.mapping": mapping,
  });
  await sink.produce([{ value: "not JSON" }]);
  const trace = await until("the task to fail", async () => {
    const [task] = await sink.tasks();
    return task?.state === "FAILED" ? task.trace : undefined;
  });
  assertStringIncludes(trace, "errors.deadletterqueue.topic.name");
});

for (
  const { fault, value, names } of [
    {
      fault: "mapping",
      value: JSON.stringify(bad({ n: "abc" })),
      names: ["partition 0, offset 1", "column n of", '"abc" from value.n'],
    },
    {
      fault: "Cassandra",
      value: JSON.stringify(bad({ id: "" })),
      names: ["partition 0, offset 1", "Key may not be empty"],
    },
  ]
) {
  Deno.test(`CassandraSinkTask fails on a record refused by ${fault} when errors are not tolerated`, async () => {
    await using sink = await createSinkTest({ cql: [table] });
    await sink.deploy({ "table.t.mapping": mapping });
    await sink.produce([good("1"), { value }, good("2")]);
    const trace = await until("the task to fail", async () => {
      const [task] = await sink.tasks();
      return task?.state === "FAILED" ? task.trace : undefined;
    });
    for (const name of [`topic ${sink.name}`, ...names]) {
      assertStringIncludes(trace, name);
    }
    assert(await sink.committed() <= 1);
  });
}

Deno.test("CassandraSinkTask fails on a bad record that the dead letter queue cannot take, rather than lose it", async () => {
  await using sink = await createSinkTest({ cql: [table] });
  await sink.deploy({
    ...tolerant,
    "producer.override.max.request.size": "5000",
    "table.t.mapping": mapping,
  });
  await sink.produce([good("1"), { value: "no JSON".repeat(1000) }]);
  const trace = await until("the task to fail", async () => {
    const [task] = await sink.tasks();
    return task?.state === "FAILED" ? task.trace : undefined;
  });
  assertStringIncludes(
    trace,
    `Cannot report the bad record in topic ${sink.name}, partition 0, offset 1, which would be lost`,
  );
  assertStringIncludes(trace, "max.request.size");
  assert(await sink.committed() <= 1);
});
