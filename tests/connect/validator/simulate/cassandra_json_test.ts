import { assertEquals } from "@std/assert";
import {
  faultOfJsonRow,
  faultOfJsonValue,
} from "../../../../connect/validator/simulate/sink/cassandra_json.ts";
import { readJson } from "../../../../connect/validator/simulate/json_text.ts";
import { NotSimulated } from "../../../../connect/validator/simulate/refusal.ts";
import { parseCqlSchema } from "../../../../cql/schema_parser.ts";
import answers from "./cassandra_json_answers.json" with { type: "json" };

function tableOf(type: string) {
  return parseCqlSchema(
    `CREATE TYPE ks.u (a text, b int);
     CREATE TABLE ks.t (k int PRIMARY KEY, v ${type}, "W" text);`,
  ).tables[0]!;
}

for (const [type, taken] of Object.entries(answers.taken)) {
  Deno.test(`faultOfJsonValue() takes for ${type} what Cassandra takes`, () => {
    const column = tableOf(type).columns.find(({ name }) => name === "v")!;
    const wrong = answers.values.filter((value) => {
      try {
        const fault = faultOfJsonValue(readJson(value), column.type);
        return (fault === null) !== (taken as string[]).includes(value);
      } catch (error) {
        if (error instanceof NotSimulated) return false;
        throw error;
      }
    });
    assertEquals(wrong, []);
  });
}

for (
  const { text, fault } of [
    { text: '{"k": 1, "v": "a"}', fault: null },
    { text: '{"K": 1, "V": "a"}', fault: null },
    { text: '{"k": 1, "\\"W\\"": "a"}', fault: null },
    { text: '{"k": 1}', fault: null },
    {
      text: '{"k": 1, "W": "a"}',
      fault: 'the JSON has "w", which is no column of ks.t',
    },
    {
      text: '{"v": "a"}',
      fault: "the JSON has no value for the key column k",
    },
    {
      text: '{"k": null}',
      fault: "the JSON has no value for the key column k",
    },
    {
      text: '{"k": 1, "v": 5}',
      fault: "the JSON's v: a JSON number, 5, is no text",
    },
    {
      text: "plain",
      fault: '"plain" is no JSON object, of which Cassandra could make a row',
    },
    {
      text: "[1]",
      fault: '"[1]" is no JSON object, of which Cassandra could make a row',
    },
    {
      text: null,
      fault: "null is no JSON object, of which Cassandra could make a row",
    },
  ]
) {
  Deno.test(`faultOfJsonRow() judges ${text}`, () => {
    assertEquals(faultOfJsonRow(text, tableOf("text")), fault);
  });
}
