import { assertEquals, assertThrows } from "@std/assert";
import { parseFixedRecords } from "../../../scripts/dlq/fixed_records.ts";
import { UserError } from "../../../scripts/shared/exit.ts";

const record = {
  city: "Cairo",
  country: "EG",
  last_update_time: "2020-03-14T22:29:05Z",
  temperature: 290,
  feels_like: null,
  humidity: 88,
};
const text =
  '{"city":"Cairo","country":"EG","last_update_time":"2020-03-14T22:29:05Z","temperature":290.0,"feels_like":null,"humidity":88}';

function line(fields: Record<string, unknown>): string {
  return JSON.stringify({ id: "cities-0@7", ...fields });
}

Deno.test("parseFixedRecords() takes records and their JSON, with a key or without", () => {
  const lines = [
    line({ value: record }),
    "",
    JSON.stringify({ id: "a-b-3@12", key: "Kairo", value: text }),
  ];
  assertEquals(
    parseFixedRecords(lines.join("\n")),
    new Map([
      ["cities-0@7", { key: undefined, value: text }],
      ["a-b-3@12", { key: "Kairo", value: text }],
    ]),
  );
});

Deno.test("parseFixedRecords() names each line that is wrong", () => {
  const error = assertThrows(
    () =>
      parseFixedRecords([
        "{",
        line({ value: record }),
        line({ value: record }),
        line({ id: "7", value: record }),
        line({ value: { ...record, humidity: 101 } }),
        line({ value: "[]" }),
      ].join("\n")),
    UserError,
  );
  assertEquals(error.exitCode, 1);
  for (
    const part of [
      "line 1: ",
      "line 3: cities-0@7 is there twice",
      "line 4: id: must be topic-partition@offset",
      "line 5: humidity: ",
      "line 6: ",
    ]
  ) {
    assertEquals(
      error.message.split(part).length,
      2,
      `${part}\n${error.message}`,
    );
  }
});
