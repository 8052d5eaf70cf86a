import { assertEquals } from "@std/assert";
import { groupTopicSettings } from "../../../connect/validator/table_groups.ts";

for (
  const { setting, group } of [
    { setting: "topic.t.ks.tb.mapping", group: ["t", "ks", "tb"] },
    { setting: "topic.a.b.ks.tb.mapping", group: ["a.b", "ks", "tb"] },
    { setting: "topic.t.Ks.TB.mapping", group: ["t", "Ks", "TB"] },
    { setting: 'topic.t."Ks".tb t.query', group: ["t", "Ks", "tb t"] },
    { setting: 'topic.t.ks."T""b".ttl', group: ["t", "ks", 'T"b'] },
    { setting: "topic.t.codec.ttl", group: null },
    { setting: "topic.t.ks.mapping", group: null },
    { setting: "topic.t.ks.tb.Mapping", group: null },
    { setting: "topic.é.ks.tb.mapping", group: null },
    { setting: "topic.", group: null },
  ]
) {
  Deno.test(`groupTopicSettings() puts ${setting} where the engine does`, () => {
    const { topics, unmatched } = groupTopicSettings({ [setting]: "x" });
    const tables = topics.flatMap(({ topic, tables }) =>
      tables.map(({ keyspace, table }) => [
        topic,
        keyspace.internal,
        table.internal,
      ])
    );
    assertEquals(tables, group === null ? [] : [group]);
    assertEquals(unmatched, group === null ? [setting] : []);
  });
}

Deno.test("groupTopicSettings() keeps codec settings with their topic", () => {
  assertEquals(groupTopicSettings({ "topic.a.b.codec.unit": "DAYS" }), {
    topics: [{ topic: "a.b", codec: { unit: "DAYS" }, tables: [] }],
    unmatched: [],
  });
});
