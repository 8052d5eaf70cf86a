import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { readCanonicalLine } from "../../weather/canonical_line.ts";
import { decodeRecord, encodeRecord } from "../../weather/message.ts";
import { findImplausible } from "../../weather/plausibility.ts";
import type { WeatherRecord } from "../../weather/record.ts";

const record: WeatherRecord = {
  city: "London",
  country: "GB",
  last_update_time: "2025-06-08T10:10:37Z",
  temperature: 288,
  feels_like: 287.43,
  humidity: 58,
};
const line = encodeRecord(record, "standard").value;

/** What the line is without this shortcut; null where it is no message. */
function readSlowly(text: string) {
  const decoded = decodeRecord(text);
  return decoded.ok && findImplausible(decoded.record, "standard") === null
    ? encodeRecord(decoded.record, "standard")
    : null;
}

Deno.test("readCanonicalLine() gives the message of a line as it is written", () => {
  assertEquals(
    readCanonicalLine(line, "standard"),
    encodeRecord(record, "standard"),
  );
});

for (
  const { form, text } of [
    { form: "blanks", text: line.replace(":", ": ") },
    { form: "an integer as temperature", text: line.replace("288.0", "288") },
    { form: "a needless zero", text: line.replace("287.43", "287.430") },
    { form: "an exponent", text: line.replace("288.0", "2.88e2") },
    { form: "an escape", text: line.replace("London", "Lond\\u006fn") },
    { form: "a day that does not exist", text: line.replace("06-08", "06-31") },
    { form: "a humidity above 100", text: line.replace("58", "101") },
    { form: "an implausible temperature", text: line.replace("288.0", "15.0") },
    { form: "an empty city", text: line.replace("London", "") },
    { form: "a line after it", text: `${line}\n` },
  ]
) {
  Deno.test(`readCanonicalLine() leaves ${form} to the long way`, () => {
    assertEquals(readCanonicalLine(text, "standard"), null);
  });
}

const anyText = fc.oneof(
  { weight: 4, arbitrary: fc.string({ minLength: 1, unit: "grapheme-ascii" }) },
  fc.string({ minLength: 1, unit: "binary" }),
);
const hundredths = fc.integer({ min: 25_000, max: 29_000 })
  .map((value) => value / 100);
const anyRecord = fc.record({
  city: anyText,
  country: fc.option(anyText),
  last_update_time: fc.date({
    min: new Date("0000-01-01T00:00:00Z"),
    max: new Date("9999-12-31T23:59:59Z"),
    noInvalidDate: true,
  }).map((date) => date.toISOString()),
  temperature: fc.oneof(
    { weight: 4, arbitrary: hundredths },
    fc.double({ min: 170, max: 345, noNaN: true }),
  ),
  feels_like: fc.option(hundredths),
  humidity: fc.integer({ min: 0, max: 100 }),
});

Deno.test("readCanonicalLine() never gives another message than the long way", () => {
  let taken = 0;
  fc.assert(
    fc.property(
      anyRecord,
      fc.option(fc.tuple(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(
          "",
          "0",
          "1",
          "9",
          ".",
          "-",
          "e",
          '"',
          "\\",
          ",",
          "T",
          "\n",
        ),
      )),
      (someRecord, edit) => {
        let { value } = encodeRecord(someRecord, "standard");
        if (edit !== null) {
          const place = Math.floor(edit[0] * value.length);
          value = value.slice(0, place) + edit[1] + value.slice(place + 1);
        }
        const message = readCanonicalLine(value, "standard");
        if (message === null) return;
        taken++;
        assertEquals(message, readSlowly(value));
      },
    ),
    { numRuns: 10_000 },
  );
  // Or it would have shown nothing.
  assertEquals(taken > 100, true, `only ${taken} took the shortcut`);
});
