import { assertEquals } from "@std/assert";
import { addBucketHeaders } from "../../weather/bucket.ts";
import { encodeRecord } from "../../weather/message.ts";

for (
  const { what, city, time, month } of [
    {
      what: "the month in UTC",
      city: "Cairo",
      time: "2026-12-01T00:00:00Z",
      month: "2026-12",
    },
    {
      what: "the last moment of a month",
      city: "Cairo",
      time: "2026-11-30T23:59:59.999Z",
      month: "2026-11",
    },
    {
      what: "the record's own time, whatever its city is called",
      city: '"last_update_time":"1999-01-01T00:00:00Z"',
      time: "2026-11-25T08:00:00Z",
      month: "2026-11",
    },
  ]
) {
  Deno.test(`addBucketHeaders() says ${what}`, () => {
    const message = encodeRecord({
      city,
      country: null,
      last_update_time: time,
      temperature: 280,
      feels_like: null,
      humidity: 50,
    }, "metric");
    assertEquals(addBucketHeaders(message), {
      ...message,
      headers: { units: "metric", month, observed: String(Date.parse(time)) },
    });
  });
}
