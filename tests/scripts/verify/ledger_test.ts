import { assertEquals } from "@std/assert";
import type { WeatherRecord } from "../../../weather/record.ts";
import { placeOf, rowKey } from "../../../scripts/verify/entry.ts";
import {
  fewRecords,
  type FoundRows,
  Ledger,
} from "../../../scripts/verify/ledger.ts";
import { sampleMessage, sampleRecord, sampleRow } from "./samples.ts";

/** The rows of these records, as found in the table. */
function rowsOf(...changes: Partial<WeatherRecord>[]): FoundRows {
  return new Map(
    changes.map(sampleRecord).map((record) => [
      rowKey(record.city, Date.parse(record.last_update_time)),
      sampleRow(record),
    ]),
  );
}

function outline(ledger: Ledger): Record<string, unknown> {
  return {
    messages: ledger.messages,
    verified: ledger.verified,
    ok: ledger.ok,
    replaced: ledger.replaced,
    pending: ledger.pending.map((entry) => `${placeOf(entry)} ${entry.status}`),
  };
}

Deno.test("Ledger tells records whose row is right, missing or different", () => {
  const ledger = new Ledger({ all: false });
  const entries = ledger.add([
    sampleMessage(0, { city: "Cairo" }),
    sampleMessage(1, { city: "Doha", feels_like: null, country: null }),
    sampleMessage(2, { city: "Tokyo" }),
    sampleMessage(3, { city: "London", temperature: 280.1 }),
  ]);
  ledger.settle(
    entries,
    rowsOf(
      { city: "Cairo" },
      { city: "Doha", feels_like: null, country: null },
      { city: "London", temperature: 280.2, country: null },
    ),
  );
  assertEquals(outline(ledger), {
    messages: 4,
    verified: 2,
    ok: 2,
    replaced: 0,
    pending: ["0/2 missing", "0/3 different"],
  });
  assertEquals(ledger.pending[1]?.differences, [
    { column: "country", inTopic: "EG", inTable: null },
    { column: "temperature", inTopic: 280.1, inTable: 280.2 },
  ]);
});

Deno.test("Ledger.settle() clears a record whose row came late", () => {
  const ledger = new Ledger({ all: false });
  ledger.settle(ledger.add([sampleMessage(0)]), new Map());
  assertEquals(ledger.verified, 0);
  ledger.settle(ledger.pending, rowsOf({}));
  assertEquals(outline(ledger), {
    messages: 1,
    verified: 1,
    ok: 1,
    replaced: 0,
    pending: [],
  });
});

for (
  const { name, batches } of [
    {
      name: "in the same batch",
      batches: [[sampleMessage(0), sampleMessage(1, { humidity: 21 })]],
    },
    {
      name: "in a later batch",
      batches: [[sampleMessage(0)], [sampleMessage(1, { humidity: 21 })]],
    },
    {
      name: "of another partition, read before",
      batches: [
        [sampleMessage(0, { humidity: 21 }, { timestamp: 5, partition: 1 })],
        [sampleMessage(7, { humidity: 20 }, { timestamp: 4, partition: 0 })],
      ],
    },
  ]
) {
  Deno.test(`Ledger lets the newer record of a row count, ${name}`, () => {
    const ledger = new Ledger({ all: true });
    for (const batch of batches) ledger.settle(ledger.add(batch), new Map());
    const missing = outline(ledger);
    assertEquals([missing["verified"], missing["replaced"]], [0, 1]);
    ledger.settle(ledger.pending, rowsOf({ humidity: 21 }));
    assertEquals(outline(ledger), {
      messages: 2,
      verified: 2,
      ok: 1,
      replaced: 1,
      pending: [],
    });
    assertEquals(
      ledger.shown.map(({ record, status }) => [record.humidity, status])
        .sort(),
      [[20, "replaced"], [21, "ok"]],
    );
  });
}

Deno.test("Ledger keeps apart records of one city within a second", () => {
  const ledger = new Ledger({ all: false });
  const times = ["2024-05-01T12:00:00.001Z", "2024-05-01T12:00:00.002Z"];
  const changes = times.map((last_update_time) => ({ last_update_time }));
  const entries = ledger.add(
    changes.map((change, offset) => sampleMessage(offset, change)),
  );
  ledger.settle(entries, rowsOf(...changes));
  assertEquals([ledger.ok, ledger.replaced], [2, 0]);
});

Deno.test("Ledger lists messages that are not weather records, and which are dead letters", () => {
  const ledger = new Ledger({ all: false });
  const broken = { ...sampleMessage(0), value: "not json" };
  const tombstone = { ...sampleMessage(1), value: null };
  ledger.settle(ledger.add([broken, tombstone]), new Map());
  ledger.addDeadLetters(new Map([["0/1", { reason: "null value" }]]));
  assertEquals(
    ledger.notRecords.map(({ offset, deadLetter }) => [offset, deadLetter]),
    [[0n, null], [1n, { reason: "null value" }]],
  );
  assertEquals([ledger.messages, ledger.verified], [2, 0]);
});

Deno.test("Ledger gathers the units that headers name", () => {
  const ledger = new Ledger({ all: false });
  ledger.add([
    sampleMessage(0),
    { ...sampleMessage(1), units: "metric" },
    { ...sampleMessage(2), units: undefined },
  ]);
  assertEquals([...ledger.units], ["standard", "metric", null]);
});

/** Messages of two cities, one a minute. */
function manyMessages(count: number) {
  return Array.from({ length: count }, (_, offset) =>
    sampleMessage(offset, {
      city: offset % 2 === 0 ? "Tokyo" : "Cairo",
      last_update_time: new Date(offset * 60_000).toISOString(),
    }));
}

for (
  const { count, all, shown, isAbridged } of [
    { count: fewRecords, all: false, shown: fewRecords, isAbridged: false },
    { count: fewRecords + 1, all: false, shown: 2, isAbridged: true },
    { count: 1_000, all: false, shown: 2, isAbridged: true },
    { count: 1_000, all: true, shown: 1_000, isAbridged: false },
  ]
) {
  Deno.test(`Ledger shows ${shown} of ${count} records${all ? ", all" : ""}`, () => {
    const ledger = new Ledger({ all });
    for (const message of manyMessages(count)) ledger.add([message]);
    assertEquals(ledger.shown.length, shown);
    assertEquals(ledger.isAbridged, isAbridged);
    const latest = ledger.shown.map(({ offset }) => offset);
    assertEquals(latest.includes(BigInt(count - 1)), true);
    assertEquals(
      ledger.shown.map(({ record }) => record.city),
      ledger.shown.map(({ record }) => record.city).sort(),
    );
  });
}
