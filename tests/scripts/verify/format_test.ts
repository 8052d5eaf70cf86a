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
    cause: null,
    ...entry,
  };
}

const noCauses = {
  lagging: 0,
  refused: 0,
  gone: 0,
  outdated: 0,
  foreign: 0,
  altered: 0,
};

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
    causes: noCauses,
    expired: 0,
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
  selection: { sample: null, since: null },
  unexpected: null,
  latest: null,
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
    cause: "gone",
  });
  const different = sampleEntry({ city: "London" }, {
    status: "different",
    offset: 2n,
    cause: "foreign",
    differences: [
      { column: "country", inTopic: "GB", inTable: null },
      { column: "humidity", inTopic: 20, inTable: 21 },
    ],
  });
  const refused = sampleEntry({ city: "Tokyo" }, {
    status: "missing",
    offset: 3n,
    cause: "refused",
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
      causes: { ...noCauses, gone: 1, refused: 1, foreign: 1 },
      expired: 0,
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

✗ Doha 2024-05-01 12:00:00 (partition 0, offset 1): no row: the sink has passed it: its row was deleted, or written to another table
✗ London 2024-05-01 12:00:00 (partition 0, offset 2): country is null in the table, "GB" in the topic; humidity is 21 in the table, 20 in the topic: the row was written after this record, by nothing that is in the topic
✗ Tokyo 2024-05-01 12:00:00 (partition 0, offset 3): no row: the sink refused it: no column foo
✗ partition 1, offset 0: not a weather record, not in the dead letter topic: not JSON
! partition 1, offset 1: not a weather record, in the dead letter topic: null

topic: weather, 7 records in 4 partitions, 2 of them not weather records
table: ks.weather, 1 ok, 1 replaced, 2 missing, 1 different
sink:  group connect-sink, lag 0
note: 1 of those that are not weather records is in the dead letter topic
  fix: 1 refused: see the reasons by \`deno task dlq list\`
  fix: 1 gone: the sink passed these records: does it write to another table, or did something delete the rows? \`deno task connect:deploy\` shows what it should do
  fix: 1 foreign: find out what else writes to the table
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
        "the sink has not come to the end: give it time (--timeout), or see why by `deno task connect:status`",
    },
  ]
) {
  Deno.test(`formatReport() says that ${fix}`, () => {
    const counts = {
      ...good.counts,
      verified: 0,
      ok: 0,
      missing: 2,
      causes: { ...noCauses, lagging: 2 },
    };
    const text = formatReport({ ...good, counts, sink }, {
      width: undefined,
      all: false,
    });
    assertEquals(text.split("\n").slice(-2), [
      `  fix: 2 lagging: ${fix}`,
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
    counts: { ...good.counts, missing: 30 },
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
  assertEquals(lines.includes("… and 10 more: --all tells of more"), true);
  const allLines = formatReport(report, { width: undefined, all: true }).split(
    "\n",
  );
  assertEquals(allLines.filter((line) => line.startsWith("✗")).length, 25);
  assertEquals(allLines.includes("… and 5 more"), true);
});

Deno.test("formatReport() breaks lines between words on a terminal", () => {
  const fault = sampleEntry({ city: "Doha" }, {
    status: "missing",
    cause: "refused",
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

Deno.test("formatReport() tells what of the topic was verified, what has expired, and rows that no record explains", () => {
  const text = formatReport({
    ...good,
    counts: { ...good.counts, messages: 5, expired: 3 },
    selection: { sample: 0.015, since: "2024-05-01T00:00:00.000Z" },
    unexpected: {
      rows: 9,
      unexpected: 1,
      older: 4,
      shown: [{
        city: "Cairo",
        time: 0,
        values: {
          country: "EG",
          temperature: 1,
          feels_like: null,
          humidity: 2,
        },
        writeTime: 1_000_000n,
      }],
    },
  }, { width: undefined, all: false });
  assertEquals(text.split("\n").slice(5), [
    "✗ Cairo 1970-01-01 00:00:00: a row that no record explains, written at 1970-01-01T00:00:01.000Z: " +
    'country "EG", temperature 1, feels_like null, humidity 2',
    "",
    "topic: weather, 5 records in 4 partitions, a sample of 1.5 %, since 2024-05-01 00:00:00 UTC",
    "table: ks.weather, 2 ok, 3 expired",
    "sink:  group connect-sink, lag 0",
    "rows:  9, 1 that no record explains, 4 older than the records read and not judged",
    "  fix: rows that no record explains: find out what else writes to the table",
    "verified: 2 of 2, 1 unexpected row",
  ]);
});

Deno.test("formatReport() says what is wrong with the latest rows, why, and what to do", () => {
  const time = Date.parse("2024-05-01T12:00:00Z");
  const wrong = { city: "Doha", recordTime: time, rowTime: null };
  const latest = {
    cities: 3,
    wrong: [
      { ...wrong, deadLetter: null },
      {
        ...wrong,
        city: "Tokyo",
        rowTime: time - 1_000,
        deadLetter: { reason: "no column foo" },
      },
    ],
    foreign: [{ city: "Paris", rowTime: time }],
  };
  const text = formatReport({ ...good, shown: [], latest }, {
    width: undefined,
    all: false,
  });
  assertEquals(
    text,
    `\
topic: weather, 2 records in 4 partitions
table: ks.weather, 2 ok
sink:  group connect-sink, lag 0
✗ Doha: its newest record is of 2024-05-01 12:00:00, its latest row is missing
✗ Tokyo: its newest record is of 2024-05-01 12:00:00, its latest row of 2024-05-01 11:59:59: the sink refused it: no column foo
✗ Paris: a latest row, of 2024-05-01 12:00:00, that neither a record nor the history explains
latest: 1 of 3 cities
  fix: the latest rows that were refused: mend what the reasons say, then \`deno task dlq replay\`
  fix: the latest rows: does the connector write both tables? \`deno task connect:plan\` shows what it should do
  fix: unexpected latest rows: find out what else writes to the table
verified: 2 of 2, 2 not the latest, 1 unexpected latest row`,
  );
});
