import { Buffer } from "node:buffer";
import { assertEquals } from "@std/assert";
import type { DeadLetter } from "../../../scripts/dlq/dead_letter_queue.ts";
import { splitBySize, toMessage } from "../../../scripts/dlq/replay.ts";

for (
  const { sizes, batches } of [
    { sizes: [], batches: [] },
    { sizes: [1, 2, 3], batches: [[1, 2, 3]] },
    { sizes: [300_000, 200_000, 1], batches: [[300_000, 200_000], [1]] },
    { sizes: [900_000, 1], batches: [[900_000], [1]] },
  ]
) {
  Deno.test(`splitBySize() makes ${batches.length} batches of values of ${sizes} bytes`, () => {
    const messages = sizes.map((size) => ({ value: "x".repeat(size) }));
    assertEquals(
      splitBySize(messages).map((batch) =>
        batch.map(({ value }) => String(value).length)
      ),
      batches,
    );
  });
}

const record = {
  city: "Cairo",
  country: "EG",
  last_update_time: "2026-10-31T23:00:00Z",
  temperature: 290.5,
  feels_like: null,
  humidity: 88,
};
const itsHeaders = { month: "2026-10", observed: "1793487600000" };
const wrongHeaders = { month: "2020-01", observed: "soon" };

for (
  const { what, value, fixed, isBucketed, expected } of [
    {
      what: "the letter's own, in the simple layout",
      value: JSON.stringify(record),
      fixed: undefined,
      isBucketed: false,
      expected: wrongHeaders,
    },
    {
      what: "the record's, for tables in buckets",
      value: JSON.stringify(record),
      fixed: undefined,
      isBucketed: true,
      expected: itsHeaders,
    },
    {
      what: "those of the record that takes the letter's place",
      value: "no record",
      fixed: JSON.stringify(record, null, 2),
      isBucketed: true,
      expected: itsHeaders,
    },
    {
      what: "the letter's own, of what is no record",
      value: "no record",
      fixed: undefined,
      isBucketed: true,
      expected: wrongHeaders,
    },
  ]
) {
  Deno.test(`toMessage() gives as headers ${what}`, () => {
    const letter: DeadLetter = {
      id: "weather-1@7",
      origin: { topic: "weather", partition: 1, offset: 7n },
      connector: null,
      stage: null,
      reason: null,
      key: Buffer.from("Cairo"),
      value: Buffer.from(value),
      headers: { units: "metric", ...wrongHeaders, "__connect.errors.x": "y" },
      timestamp: 5,
      replayOf: null,
    };
    const { headers } = toMessage(letter, {
      fixed: fixed === undefined ? undefined : { key: undefined, value: fixed },
      isBucketed,
    });
    assertEquals(headers, {
      units: "metric",
      ...expected,
      "dlq.replay-of": "weather-1@7",
    });
  });
}
