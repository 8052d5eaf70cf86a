import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  meanVintBytes,
  partitionOverheadBytes,
  rowBytes,
  vintBytes,
} from "../../bench/partition_arithmetic.ts";
import { sumPartitions } from "../../bench/partition_files.ts";
import { weatherRows } from "../../bench/weather_rows.ts";

for (
  const [value, bytes] of [
    [0, 1],
    [127, 1],
    [128, 2],
    [2 ** 14, 3],
    [2 ** 49 - 1, 7],
    [2 ** 49, 8],
    [2 ** 62, 9],
  ] as const
) {
  Deno.test(`vintBytes() of ${value} is ${bytes}`, () => {
    assertEquals(vintBytes(value), bytes);
  });
}

Deno.test("rowBytes() and partitionOverheadBytes() are what Cassandra 5.0.8 wrote", () => {
  // The largest of the partitions that `sstablepartitions` showed: 209.288 KiB, 4,464 rows of "City 000003".
  const row = rowBytes({
    countryBytes: 2,
    writeTimeBytes: vintBytes(90 * 86_400e6),
    expiryDelta: 3,
  });
  assertEquals(4464 * row + partitionOverheadBytes(11), 214_311);
});

Deno.test("meanVintBytes() is that of many numbers", () => {
  const numbers = Array.from({ length: 1_000 }, (_, index) => 50 * index + 25);
  const mean = numbers.reduce((sum, value) => sum + vintBytes(value), 0) /
    numbers.length;
  assertAlmostEquals(meanVintBytes(50_000), mean, 0.01);
});

Deno.test("sumPartitions() adds up parts of a partition, past lines of the log", () => {
  const csv = [
    "09:37:10.111 [main] INFO x, y",
    "key,keyBinary,live,size,rowCount",
    "City 0:2026-10,00ab,true,100,2",
    "09:37:10.112 [main] INFO, a, b",
    "City 0:2026-11,00ac,true,500,9",
    "City 0:2026-10,00ab,true,50,1",
    "",
  ].join("\n");
  assertEquals(sumPartitions(csv), {
    partitions: 2,
    rows: 12,
    bytes: 650,
    largest: { bytes: 500, rows: 9 },
  });
});

Deno.test("weatherRows() gives as many rows as asked, each once, and tells new partitions", () => {
  const seen = new Set<string>();
  const partitions = new Set<string>();
  let last = "";
  for (
    const { isNewPartition, values } of weatherRows({
      rows: 5_000,
      rowsPerYear: 1_000,
    })
  ) {
    const [city, month, time] = values as [string, string, Date];
    seen.add(`${city} ${time.toISOString()}`);
    partitions.add(`${city} ${month}`);
    assertEquals(isNewPartition || `${city} ${month}` === last, true);
    assertEquals(time.toISOString().slice(0, 7), month);
    last = `${city} ${month}`;
  }
  assertEquals(seen.size, 5_000);
  assertEquals(partitions.size, 5 * 12);
});
