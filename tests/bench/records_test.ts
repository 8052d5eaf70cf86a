import { assertEquals } from "@std/assert";
import {
  cityOf,
  fewKeys,
  manyKeys,
  recordText,
  stations,
  timeOf,
} from "../../bench/records.ts";
import { decodeRecord } from "../../weather/message.ts";

Deno.test("recordText() is a record of 128 bytes with its city and time", () => {
  const { key, value } = recordText(fewKeys, 123_456);
  assertEquals(new TextEncoder().encode(value).length, 128);
  const decoded = decodeRecord(value);
  assertEquals(key, cityOf(fewKeys, 123_456));
  assertEquals(decoded, {
    ok: true,
    record: {
      city: key,
      country: "GB",
      last_update_time: timeOf(123_456).toISOString().replace(".000", ""),
      temperature: 288.15,
      feels_like: 287.6,
      humidity: 55,
    },
  });
});

for (const [name, shape] of Object.entries({ fewKeys, manyKeys, stations })) {
  Deno.test(`cityOf() visits every city of ${name} once in a turn`, () => {
    const cities = new Set(
      Array.from({ length: shape.keys }, (_, i) => cityOf(shape, i)),
    );
    assertEquals(cities.size, shape.keys);
  });
}
