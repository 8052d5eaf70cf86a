import type { BenchStack } from "./bench_stack.ts";
import type { Contender } from "./contenders.ts";
import { uniqueName } from "./context.ts";
import type { Load } from "./load.ts";
import { cityOf, type RecordShape, timeOf } from "./records.ts";
import { waitUntil } from "./wait.ts";

/** How many of the last records must be readable for a run to be over. */
const lastRecords = 400;

/** How many records, evenly spread over all, tell how far a contender has come. */
const marks = 40;

/** The part of all records from which on a contender is measured: what it fetched and parsed before its first row must not count as speed. */
const startingPart = 0.1;

/** Options of {@linkcode measureRun}. */
export interface RunOptions {
  /** Whether to count all rows afterwards. */
  readonly count: boolean;
  readonly signal: AbortSignal;
}

/** What a run took. */
export interface RunOutcome {
  /** Records per second, from the first tenth of the rows readable to the last. */
  readonly rate: number;
  /** Processor time of the Connect worker for each record, microseconds; null for what does not run there. */
  readonly processorTime: number | null;
}

/**
 * Has a contender write a topic into a fresh table, and measures by what can be read there, so all are measured alike
 * and nobody by what it says of itself: from the moment a tenth of the records is readable until the last ones of
 * every partition are.
 *
 * @throws {Error} if the contender fails, takes too long, or rows are missing at the end.
 */
export async function measureRun(
  stack: BenchStack,
  contender: Contender,
  { load, count, signal }: RunOptions & { load: Load },
): Promise<RunOutcome> {
  const table = await createTable(stack);
  const name = uniqueName("run");
  const limitMs = 180_000 + load.records;
  const readTime = () =>
    contender.isConnector ? stack.processorTimeOf("connect") : null;
  try {
    await using sink = await contender.start({ ...load, name, table });
    let lookedMs = performance.now();
    const look = async (numbers: number[]) => {
      if (performance.now() - lookedMs > 2_000) {
        lookedMs = performance.now();
        await sink.check();
      }
      return await findRecords(stack, table, { load, numbers });
    };
    const what = `${contender.name} has written ${load.topic} into ${table}`;
    const options = { what, limitMs, signal };
    const spread = pickMarks(load);
    let partBefore = 0;
    const first = await waitUntil(async () => {
      partBefore = await look(spread) / spread.length;
      return partBefore >= startingPart;
    }, options);
    const timeBefore = await readTime();
    const lasts = pickLasts(load);
    const areReadable = async (numbers: number[]) =>
      await look(numbers) === numbers.length;
    await waitUntil(
      () => areReadable(lasts.slice(0, load.partitions)),
      options,
    );
    const last = await waitUntil(() => areReadable(lasts), options);
    const timeAfter = await readTime();
    // Few records may all be there at the first look, which would be no rate at all.
    const records = load.records * Math.max(1 - partBefore, startingPart);
    if (count) await countRows(stack, table, { load, signal });
    return {
      rate: records * 1_000 / (last - first),
      processorTime: timeBefore === null || timeAfter === null
        ? null
        : (timeAfter - timeBefore) / records,
    };
  } finally {
    await stack.cassandra.execute(`DROP TABLE IF EXISTS ${table}`);
  }
}

/** Creates a table as `cql/` has it. */
export async function createTable(stack: BenchStack): Promise<string> {
  const table = `bench.${uniqueName("rows")}`;
  await stack.cassandra.execute(
    `CREATE TABLE ${table} (city text, country text, last_update_time timestamp, temperature double, feels_like double, ` +
      "humidity int, PRIMARY KEY (city, last_update_time)) WITH CLUSTERING ORDER BY (last_update_time DESC)",
  );
  return table;
}

/** How many of the records have their rows. */
export async function findRecords(
  stack: BenchStack,
  table: string,
  { load, numbers }: { load: RecordShape; numbers: readonly number[] },
): Promise<number> {
  const query =
    `SELECT humidity FROM ${table} WHERE city = ? AND last_update_time = ?`;
  const answers = await Promise.all(
    numbers.map((number) =>
      stack.cassandra.execute(query, [cityOf(load, number), timeOf(number)], {
        prepare: true,
      })
    ),
  );
  return answers.filter(({ rowLength }) => rowLength > 0).length;
}

/** Records spread evenly over all of them and over the partitions, of which the next record is in the next. */
function pickMarks({ records, partitions }: Load): number[] {
  return Array.from(
    { length: marks },
    (_, i) => Math.floor((i + 0.5) * records / marks) + i % partitions,
  );
}

/** The last records, those that are the last of their partition first. */
function pickLasts({ keys, step, partitions, records }: Load): number[] {
  const ofPartition = new Map<number, number>();
  const others: number[] = [];
  for (let n = records - 1; n >= Math.max(0, records - lastRecords); n--) {
    const partition = n * step % keys % partitions;
    if (ofPartition.has(partition)) others.push(n);
    else ofPartition.set(partition, n);
  }
  return [...ofPartition.values(), ...others];
}

const tokenRanges = 64n;

async function countRows(
  stack: BenchStack,
  table: string,
  { load, signal }: { load: Load; signal: AbortSignal },
): Promise<void> {
  const query =
    `SELECT COUNT(*) AS count FROM ${table} WHERE token(city) > ? AND token(city) <= ?`;
  const first = -(2n ** 63n);
  const width = 2n ** 64n / tokenRanges;
  let rows = 0;
  await waitUntil(async () => {
    rows = 0;
    for (let i = 0n; i < tokenRanges; i++) {
      const to = i === tokenRanges - 1n
        ? 2n ** 63n - 1n
        : first + (i + 1n) * width;
      const { rows: [answer] } = await stack.cassandra.execute(
        query,
        [String(first + i * width), String(to)],
        { prepare: true, readTimeout: 60_000 },
      );
      rows += Number(answer?.count);
    }
    return rows === load.records;
  }, {
    what: `all ${load.records} rows are in ${table}`,
    limitMs: 60_000,
    pauseMs: 500,
    signal,
  });
}
