import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Entry } from "../../../scripts/verify/entry.ts";
import { formatReport } from "../../../scripts/verify/format.ts";
import type { VerifyReport } from "../../../scripts/verify/report.ts";
import { sampleRecord } from "./samples.ts";

function sampleEntry(
  change: Partial<Entry["record"]>,
  entry: Partial<Entry> = {},
): Entry {
  const record = sampleRecord(change);
  return {
    partition: 0,
    offset: 0n,
    record,
    time: Date.parse(record.last_update_time),
    timestamp: 0,
    units: "standard",
    replacing: 0,
    status: "ok",
    differences: [],
    deadLetter: null,
    ...entry,
  };
}

const good: VerifyReport = {
  topic: "weather",
  table: "ks.weather",
  deadLetterTopic: "weather-dlq",
  partitions: 4,
  units: ["standard"],
  counts: {
    messages: 2,
    expected: 2,
    verified: 2,
    ok: 2,
    replaced: 0,
    missing: 0,
    different: 0,
    notRecords: 0,
    deadLetters: 0,
  },
  sink: { group: "connect-sink", hasCommitted: true, lag: 0 },
  shown: [
    sampleEntry({ city: "Cairo" }),
    sampleEntry({
      city: "Somewhere with a very long name",
      country: null,
      last_update_time: "2024-05-01T12:00:00.250Z",
      temperature: -0.123456,
      feels_like: null,
    }),
  ],
  isAbridged: false,
  faults: [],
  notRecords: [],
};

for (
  const { width, text } of [
    {
      width: 80,
      text: `\
City         Country  Time (UTC)                  Temp K  Feels K  Hum %  Status
────────────────────────────────────────────────────────────────────────────────
Cairo        EG       2024-05-01 12:00:00         300.50   299.00     20  ok
Somewhere …  -        2024-05-01 12:00:00.250  -0.123456        -     20  ok`,
    },
    {
      width: 120,
      text: `\
City                             Country  Time (UTC)               Temperature K  Feels like K  Humidity %  Status
──────────────────────────────────────────────────────────────────────────────────────────────────────────────────
Cairo                            EG       2024-05-01 12:00:00             300.50        299.00          20  ok
Somewhere with a very long name  -        2024-05-01 12:00:00.250      -0.123456             -          20  ok`,
    },
  ]
) {
  Deno.test(`formatReport() fits a good report into ${width} columns`, () => {
    assertEquals(
      formatReport(good, { width, all: false }),
      `${text}

topic: weather, 2 records in 4 partitions
table: ks.weather, 2 ok
sink:  group connect-sink, lag 0
verified: 2 of 2`,
    );
  });
}

Deno.test("formatReport() says what is wrong with which record, and what to do", () => {
  const missing = sampleEntry({ city: "Doha" }, {
    status: "missing",
    offset: 1n,
  });
  const different = sampleEntry({ city: "London" }, {
    status: "different",
    offset: 2n,
    differences: [
      { column: "country", inTopic: "GB", inTable: null },
      { column: "humidity", inTopic: 20, inTable: 21 },
    ],
  });
  const refused = sampleEntry({ city: "Tokyo" }, {
    status: "missing",
    offset: 3n,
    deadLetter: { reason: "no column foo" },
  });
  const report: VerifyReport = {
    ...good,
    units: ["metric"],
    counts: {
      messages: 7,
      expected: 6,
      verified: 2,
      ok: 1,
      replaced: 1,
      missing: 2,
      different: 1,
      notRecords: 2,
      deadLetters: 1,
    },
    shown: [missing, different, refused],
    faults: [missing, different, refused],
    notRecords: [
      { partition: 1, offset: 0n, reason: "not JSON", deadLetter: null },
      {
        partition: 1,
        offset: 1n,
        reason: "null",
        deadLetter: { reason: "null" },
      },
    ],
  };
  assertEquals(
    formatReport(report, { width: undefined, all: false }),
    `\
City    Country  Time (UTC)           Temp °C  Feels °C  Hum %  Status
───────────────────────────────────────────────────────────────────────────
Doha    EG       2024-05-01 12:00:00   300.50    299.00     20  missing
London  EG       2024-05-01 12:00:00   300.50    299.00     20  different
Tokyo   EG       2024-05-01 12:00:00   300.50    299.00     20  dead letter

✗ Doha 2024-05-01 12:00:00 (partition 0, offset 1): no row
✗ London 2024-05-01 12:00:00 (partition 0, offset 2): country is null in the table, "GB" in the topic; humidity is 21 in the table, 20 in the topic
✗ Tokyo 2024-05-01 12:00:00 (partition 0, offset 3): no row: the sink refused it: no column foo
✗ partition 1, offset 0: not a weather record, not in the dead letter topic: not JSON
! partition 1, offset 1: not a weather record, in the dead letter topic: null

topic: weather, 7 records in 4 partitions, 2 of them not weather records
table: ks.weather, 1 ok, 1 replaced, 2 missing, 1 different
sink:  group connect-sink, lag 0
note: 1 of those that are not weather records is in the dead letter topic
  fix: the sink passed these records: does it write to another table, or did something delete the rows? \`deno task connect:deploy\` shows what it should do
  fix: what else writes to the table? Two different records of the same city, time and millisecond mix, too
verified: 2 of 6`,
  );
});

for (
  const { sink, fix } of [
    {
      sink: { group: "connect-sink", hasCommitted: false, lag: 2 },
      fix:
        "nothing reads the topic: start the connector by `deno task connect:deploy`",
    },
    {
      sink: { group: "connect-sink", hasCommitted: true, lag: 2 },
      fix:
        "the sink has not come to the end: give it time (--timeout), or see why by `deno task connect:deploy`",
    },
  ]
) {
  Deno.test(`formatReport() says that ${fix}`, () => {
    const counts = { ...good.counts, verified: 0, ok: 0, missing: 2 };
    const text = formatReport({ ...good, counts, sink }, {
      width: undefined,
      all: false,
    });
    assertEquals(text.split("\n").slice(-2), [
      `  fix: ${fix}`,
      "verified: 0 of 2",
    ]);
  });
}

Deno.test("formatReport() gives the units of each record where they differ, and abridges long lists", () => {
  const faults = Array.from(
    { length: 25 },
    (_, offset) =>
      sampleEntry({ city: "Doha" }, {
        status: "missing",
        offset: BigInt(offset),
        units: offset % 2 === 0 ? "metric" : null,
      }),
  );
  const report: VerifyReport = {
    ...good,
    units: ["metric", null],
    shown: faults.slice(0, 2),
    isAbridged: true,
    faults,
  };
  const lines = formatReport(report, { width: undefined, all: false }).split(
    "\n",
  );
  assertEquals(
    lines.slice(2, 4).map((line) => /300.50( °C)?/.exec(line)?.[0]),
    ["300.50 °C", "300.50"],
  );
  assertEquals(lines.filter((line) => line.startsWith("✗")).length, 20);
  assertEquals(lines.includes("… and 5 more: --all tells of all"), true);
  const allLines = formatReport(report, { width: undefined, all: true }).split(
    "\n",
  );
  assertEquals(allLines.filter((line) => line.startsWith("✗")).length, 25);
});

Deno.test("formatReport() breaks lines between words on a terminal", () => {
  const fault = sampleEntry({ city: "Doha" }, {
    status: "missing",
    deadLetter: { reason: "a reason that takes rather more than one line" },
  });
  const text = formatReport({ ...good, faults: [fault] }, {
    width: 60,
    all: false,
  });
  assertStringIncludes(
    text,
    `\
✗ Doha 2024-05-01 12:00:00 (partition 0, offset 0): no row:
  the sink refused it: a reason that takes rather more than
  one line
`,
  );
});
