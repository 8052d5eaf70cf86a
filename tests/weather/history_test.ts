import { assertEquals } from "@std/assert";
import { readHistoryLine } from "../../weather/history.ts";
import { encodeRecord } from "../../weather/message.ts";

const record = {
  city: "London",
  country: "GB",
  last_update_time: "2025-06-08T10:10:37Z",
  temperature: 288,
  feels_like: 287.43,
  humidity: 58,
};

Deno.test("readHistoryLine() gives the message of the record, doubles as doubles", () => {
  assertEquals(
    readHistoryLine(JSON.stringify(record), "standard"),
    { ok: true, message: encodeRecord(record, "standard") },
  );
});

for (
  const { fault, line, reason } of [
    {
      fault: "temperatures in another unit",
      line: JSON.stringify({ ...record, temperature: 15, feels_like: 14 }),
      reason: "a temperature of 15 is not one in K (178 to 338): " +
        "the answer is in other units than asked for",
    },
    {
      fault: "a line that is no record",
      line: "[]",
      reason: "Invalid input: expected object, received array",
    },
  ]
) {
  Deno.test(`readHistoryLine() refuses ${fault}`, () => {
    assertEquals(readHistoryLine(line, "standard"), { ok: false, reason });
  });
}
