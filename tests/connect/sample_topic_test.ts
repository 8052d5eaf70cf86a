import { Buffer } from "node:buffer";
import { assertEquals } from "@std/assert";
import { toSampleLine, windowsOf } from "../../connect/sample_topic.ts";
import { parseSampleLine } from "../../connect/validator/simulate/sample_record.ts";

for (
  const { low, high, first, last, windows } of [
    { low: 0n, high: 10n, first: 2, last: 3, windows: ["0-2", "7-10"] },
    { low: 0n, high: 4n, first: 2, last: 3, windows: ["0-4"] },
    { low: 0n, high: 5n, first: 2, last: 3, windows: ["0-5"] },
    { low: 7n, high: 9n, first: 50, last: 50, windows: ["7-9"] },
    { low: 0n, high: 9n, first: 2, last: 0, windows: ["0-2"] },
    { low: 0n, high: 9n, first: 0, last: 2, windows: ["7-9"] },
    { low: 3n, high: 3n, first: 2, last: 2, windows: [] },
    { low: 0n, high: 9n, first: 0, last: 0, windows: [] },
  ]
) {
  Deno.test(`windowsOf() reads ${windows.join(" and ") || "nothing"} of ${low}-${high} for ${first} first and ${last} last`, () => {
    assertEquals(
      windowsOf({ low, high }, { first, last })
        .map((window) => `${window.low}-${window.high}`),
      windows,
    );
  });
}

Deno.test("toSampleLine() writes what the validator reads back, bytes that are no text included", () => {
  const line = toSampleLine({
    topic: "t",
    partition: 3,
    message: {
      key: null,
      value: Buffer.from([0xff, 0x00]),
      headers: {
        units: "metric",
        twice: [Buffer.from("a"), Buffer.from("é")],
        none: undefined,
      },
      timestamp: "1700000000000",
      attributes: 0,
      offset: "7",
    },
  });
  const record = parseSampleLine(line, 1);
  const text = new TextDecoder();
  assertEquals({
    ...record,
    value: [...record.value ?? []],
    headers: record.headers.map(({ key, value }) => [
      key,
      value && text.decode(value),
    ]),
  }, {
    topic: "t",
    partition: 3,
    key: null,
    value: [0xff, 0x00],
    headers: [["units", "metric"], ["twice", "a"], ["twice", "é"], [
      "none",
      null,
    ]],
    timestamp: 1700000000000n,
    line: 1,
  });
});
