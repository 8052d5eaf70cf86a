import { assertEquals } from "@std/assert";
import type { Verdict } from "../../../scripts/verify/cause.ts";
import { placeOf } from "../../../scripts/verify/entry.ts";
import { Ledger, maxOpen } from "../../../scripts/verify/ledger.ts";
import { fewRecords } from "../../../scripts/verify/showcase.ts";
import { rowsOf, sampleMessage, take } from "./samples.ts";

function outline(ledger: Ledger): Record<string, unknown> {
  return {
    messages: ledger.messages,
    verified: ledger.verified,
    ok: ledger.ok,
    replaced: ledger.replaced,
    open: ledger.open.map((entry) => `${placeOf(entry)} ${entry.status}`),
  };
}

Deno.test("Ledger tells records whose row is right, missing or different", () => {
  const ledger = new Ledger({ all: false });
  take(
    ledger,
    [
      sampleMessage(0, { city: "Cairo" }),
      sampleMessage(1, { city: "Doha", feels_like: null, country: null }),
      sampleMessage(2, { city: "Tokyo" }),
      sampleMessage(3, { city: "London", temperature: 280.1 }),
    ],
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
    open: ["0/2 missing", "0/3 different"],
  });
  assertEquals(ledger.open[1]?.differences, [
    { column: "country", inTopic: "EG", inTable: null },
    { column: "temperature", inTopic: 280.1, inTable: 280.2 },
  ]);
});

Deno.test("Ledger.recheck() clears a record whose row came late", () => {
  const ledger = new Ledger({ all: false });
  take(ledger, [sampleMessage(0)]);
  assertEquals(ledger.verified, 0);
  ledger.recheck(rowsOf({}));
  assertEquals(outline(ledger), {
    messages: 1,
    verified: 1,
    ok: 1,
    replaced: 0,
    open: [],
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
    for (const batch of batches) take(ledger, batch);
    assertEquals([ledger.verified, ledger.replaced], [0, 1]);
    ledger.recheck(rowsOf({ humidity: 21 }));
    assertEquals(outline(ledger), {
      messages: 2,
      verified: 2,
      ok: 1,
      replaced: 1,
      open: [],
    });
    assertEquals(
      ledger.shown.map(({ record, status }) => [record.humidity, status])
        .sort(),
      [[20, "replaced"], [21, "ok"]],
    );
  });
}

for (
  const { verdict, verified, counted } of [
    { verdict: "replaced", verified: 2, counted: { replaced: 2 } },
    { verdict: "expired", verified: 0, counted: { expired: 2, replaced: 0 } },
    { verdict: "gone", verified: 0, counted: { replaced: 1 } },
  ] as const satisfies { verdict: Verdict; [key: string]: unknown }[]
) {
  Deno.test(`Ledger.close() counts a record that is ${verdict} with those it has replaced`, () => {
    const ledger = new Ledger({ all: false });
    take(ledger, [sampleMessage(0), sampleMessage(1, { humidity: 21 })]);
    ledger.close(ledger.open[0]!, verdict);
    assertEquals(ledger.verified, verified);
    const found = { ...ledger };
    assertEquals({ ...found, ...counted }, found);
    assertEquals(ledger.open, []);
    const isFault = verdict === "gone";
    assertEquals(ledger.faults.length, isFault ? 1 : 0);
    assertEquals(ledger.faultCounts.missing, isFault ? 1 : 0);
    assertEquals(ledger.faultCounts.gone, isFault ? 1 : 0);
  });
}

Deno.test("Ledger.reopen() lets a fault be mended", () => {
  const ledger = new Ledger({ all: false });
  const broken = { ...sampleMessage(1), value: "not json" };
  take(ledger, [sampleMessage(0), broken]);
  ledger.close(ledger.open[0]!, "gone");
  ledger.closeNotRecord(ledger.openNotRecords[0]!);
  assertEquals([ledger.verified, ledger.faultCounts.gone], [0, 1]);
  ledger.reopen();
  assertEquals([ledger.verified, ledger.faultCounts.gone], [0, 0]);
  ledger.recheck(rowsOf({}));
  ledger.addDeadLetters(new Map([["0/1", { reason: "not JSON" }]]));
  assertEquals([ledger.verified, ledger.deadLetters], [1, 1]);
  assertEquals(ledger.faultCounts.missing, 0);
});

Deno.test("Ledger.restore() goes on from what save() gave, with equal results", () => {
  const rows = rowsOf({ city: "Tokyo" }, { city: "Doha" });
  const whole = new Ledger({ all: false });
  const first = [
    sampleMessage(0, { city: "Tokyo" }),
    sampleMessage(1),
    { ...sampleMessage(2), value: null },
  ];
  const second = [
    sampleMessage(3, { humidity: 7 }),
    sampleMessage(4, { city: "Doha" }),
  ];
  take(whole, first, rows);
  const resumed = new Ledger({ all: false });
  resumed.restore(structuredClone(whole.save()));
  for (const ledger of [whole, resumed]) {
    take(ledger, second, rows);
    ledger.recheck(rowsOf({ humidity: 7 }));
  }
  assertEquals(resumed.save(), whole.save());
  assertEquals([resumed.messages, resumed.verified], [5, 4]);
});

Deno.test("Ledger keeps apart records of one city within a second", () => {
  const ledger = new Ledger({ all: false });
  const times = ["2024-05-01T12:00:00.001Z", "2024-05-01T12:00:00.002Z"];
  const changes = times.map((last_update_time) => ({ last_update_time }));
  take(
    ledger,
    changes.map((change, offset) => sampleMessage(offset, change)),
    rowsOf(...changes),
  );
  assertEquals([ledger.ok, ledger.replaced], [2, 0]);
});

Deno.test("Ledger lists messages that are not weather records, and which are dead letters", () => {
  const ledger = new Ledger({ all: false });
  take(ledger, [
    { ...sampleMessage(0), value: "not json" },
    { ...sampleMessage(1), value: null },
  ]);
  ledger.addDeadLetters(new Map([["0/1", { reason: "null value" }]]));
  assertEquals(ledger.openNotRecords.map(({ offset }) => offset), [0n]);
  ledger.closeNotRecord(ledger.openNotRecords[0]!);
  assertEquals(
    ledger.notRecords.map(({ offset, deadLetter }) => [offset, deadLetter]),
    [[0n, null], [1n, { reason: "null value" }]],
  );
  assertEquals(
    [ledger.messages, ledger.bad, ledger.deadLetters, ledger.verified],
    [2, 2, 1, 0],
  );
});

Deno.test("Ledger gathers the units that headers name", () => {
  const ledger = new Ledger({ all: false });
  take(ledger, [
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

Deno.test("Ledger is full when it remembers as many as it may, and keeps details of few faults", () => {
  const ledger = new Ledger({ all: false });
  take(ledger, manyMessages(maxOpen - 1));
  assertEquals(ledger.isFull, false);
  take(ledger, [sampleMessage(maxOpen)]);
  assertEquals(ledger.isFull, true);
  for (const entry of ledger.open) ledger.close(entry, "gone");
  assertEquals(ledger.isFull, false);
  assertEquals([ledger.faults.length, ledger.faultCounts.gone], [
    1_000,
    maxOpen,
  ]);
});

for (
  const { count, all, shown, isAbridged } of [
    { count: fewRecords, all: false, shown: fewRecords, isAbridged: false },
    { count: fewRecords + 1, all: false, shown: 2, isAbridged: true },
    { count: 1_000, all: false, shown: 2, isAbridged: true },
    { count: 1_000, all: true, shown: 1_000, isAbridged: false },
    { count: 10_001, all: true, shown: 2, isAbridged: true },
  ]
) {
  Deno.test(`Ledger shows ${shown} of ${count} records${all ? ", all" : ""}`, () => {
    const ledger = new Ledger({ all });
    for (const message of manyMessages(count)) take(ledger, [message]);
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
