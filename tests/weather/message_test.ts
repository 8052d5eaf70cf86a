import { assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { decodeRecord, encodeRecord } from "../../weather/message.ts";
import type { WeatherRecord } from "../../weather/record.ts";

const record: WeatherRecord = {
  city: "New York",
  country: "US",
  last_update_time: "2025-06-08T11:07:57Z",
  temperature: 12,
  feels_like: -3,
  humidity: 89,
};

Deno.test("encodeRecord() writes temperatures as doubles, even whole ones", () => {
  assertEquals(encodeRecord(record, "metric"), {
    key: "New York",
    value:
      '{"city":"New York","country":"US","last_update_time":"2025-06-08T11:07:57Z",' +
      '"temperature":12.0,"feels_like":-3.0,"humidity":89}',
    headers: { units: "metric" },
  });
});

Deno.test("decodeRecord() gives back what encodeRecord() was given", () => {
  const double = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(fc.property(
    fc.record({
      city: fc.string({ minLength: 1, unit: "grapheme" }),
      country: fc.option(fc.constantFrom("GB", "JP")),
      last_update_time: fc.date({
        min: new Date(0),
        max: new Date("2100-01-01"),
        noInvalidDate: true,
      }).map((date) => date.toISOString()),
      temperature: double,
      feels_like: fc.option(double),
      humidity: fc.integer({ min: 0, max: 100 }),
    }),
    (record) => {
      const { value } = encodeRecord(record, "standard");
      assertEquals(decodeRecord(value), { ok: true, record });
    },
  ));
});

for (
  const { fault, value, reason } of [
    { fault: "a tombstone", value: null, reason: "the value is null" },
    { fault: "text that is not JSON", value: "{", reason: "is not JSON" },
    { fault: "an empty value", value: "", reason: "is not JSON" },
    { fault: "an array", value: "[]", reason: "expected object" },
    {
      fault: "a missing column",
      value: JSON.stringify({ ...record, humidity: undefined }),
      reason: "humidity: ",
    },
    {
      fault: "an unknown column",
      value: JSON.stringify({ ...record, wind: 3 }),
      reason: "wind",
    },
    {
      fault: "a temperature as text",
      value: JSON.stringify({ ...record, temperature: "12" }),
      reason: "temperature: ",
    },
    {
      fault: "a local time",
      value: JSON.stringify({
        ...record,
        last_update_time: "2025-06-08T11:07",
      }),
      reason: "last_update_time: ",
    },
    {
      fault: "a humidity above 100",
      value: JSON.stringify({ ...record, humidity: 101 }),
      reason: "humidity: ",
    },
  ]
) {
  Deno.test(`decodeRecord() refuses ${fault}`, () => {
    const decoded = decodeRecord(value);
    assertEquals(decoded.ok, false);
    assertStringIncludes(decoded.ok ? "" : decoded.reason, reason);
  });
}
