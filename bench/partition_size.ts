/**
 * `deno task bench:partitions`: loads rows into the bucketed layout's history on a Cassandra of its own, and sets what
 * its SSTables hold beside the arithmetic of `cql/README.md`.
 *
 * @module
 */
import type { Client } from "cassandra-driver";
import { applySchema, planSchema } from "../scripts/schema/apply.ts";
import {
  createCassandra,
  schemaTimeoutMs,
} from "../scripts/shared/cassandra_client.ts";
import { stopSignal } from "../scripts/produce/stop_signal.ts";
import { Option, runMain, taskCommand } from "../scripts/shared/cli.ts";
import { type ExitCode, exitCode, UserError } from "../scripts/shared/exit.ts";
import { mapConcurrently } from "../scripts/shared/map_concurrently.ts";
import { readSettings, type Settings } from "../scripts/shared/settings.ts";
import { print, printError, printJson } from "../scripts/shared/terminal.ts";
import { weatherTables } from "../scripts/shared/weather_names.ts";
import { findJavaHome } from "../scripts/stack/java.ts";
import { ensureLibrary } from "../scripts/stack/libraries.ts";
import { startStack } from "../scripts/stack/start.ts";
import { stopStack } from "../scripts/stack/stop.ts";
import { chooseEnvironment } from "./bench_stack.ts";
import {
  comparePartitions,
  formatComparison,
  readTableFiles,
} from "./partition_files.ts";
import { type RowShape, weatherRows } from "./weather_rows.ts";

const command = taskCommand(
  "bench:partitions",
  "Measure the bucketed layout's partitions beside the arithmetic of cql/README.md",
)
  .addOption(
    new Option("--rows <count>", "rows to load").argParser(readCount)
      .default(10_000_000),
  )
  .option("--json", "print JSON")
  .addHelpText(
    "after",
    `
Example:
  deno task bench:partitions --rows 500000    # a quick look`,
  );

/** A row each ten minutes, as OpenWeather's data change. */
const rowsPerYear = 52_560;

/** Rows in a batch, all of one partition: some 15 KB. */
const rowsPerBatch = 200;

/** Batches on their way at once. */
const batchesAtOnce = 32;

async function main(): Promise<ExitCode> {
  const { rows, json = false } = command.parse(Deno.args, { from: "user" })
    .opts<{ rows: number; json?: boolean }>();
  const { signal } = stopSignal();
  const shape: RowShape = { rows, rowsPerYear };
  const dir = await Deno.makeTempDir({ prefix: "cities-weather-partitions-" });
  const settings = readSettings({
    ...await chooseEnvironment(`${dir}/stack`),
    CASSANDRA_LAYOUT: "bucketed",
    CASSANDRA_HEAP: "1g",
  });
  const options = { report: printError, signal };
  try {
    await startStack(settings, { ...options, services: ["cassandra"] });
    const seconds = await load(settings, shape, signal);
    printError(
      `loaded in ${seconds.toFixed(0)} s; ending Cassandra flushes the rest`,
    );
    await stopStack(settings, options);
    const javaHome = await findJavaHome();
    const files = await readTableFiles({
      javaHome,
      libraryDir: await ensureLibrary("cassandra", { ...options, javaHome }),
      dataDir: `${dir}/stack/data/cassandra/data`,
      configFile: `${dir}/stack/config/cassandra/cassandra.yaml`,
      table: weatherTables(settings).history,
    });
    const comparison = comparePartitions(shape, files);
    if (json) printJson({ ...files, comparison });
    else print(formatComparison(comparison, files));
    return exitCode.ok;
  } finally {
    await stopStack(settings, options);
    await Deno.remove(dir, { recursive: true });
  }
}

/** Writes the rows as the sink does, each with its time as write time; gives the seconds that took. */
async function load(
  settings: Settings,
  shape: RowShape,
  signal: AbortSignal,
): Promise<number> {
  const client = createCassandra(settings, { readTimeoutMs: schemaTimeoutMs });
  try {
    await client.connect();
    await applySchema(client, await planSchema(settings));
    const began = performance.now();
    const insert = `INSERT INTO ${weatherTables(settings).history} ` +
      "(city, month, last_update_time, country, temperature, feels_like, " +
      "humidity) VALUES (?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?";
    let done = 0;
    let batch: { query: string; params: unknown[] }[] = [];
    let waiting: typeof batch[] = [];
    const sendWaiting = async () => {
      signal.throwIfAborted();
      await mapConcurrently(waiting, (statements) => send(client, statements), {
        atOnce: batchesAtOnce,
      });
      const before = done;
      for (const { length } of waiting) done += length;
      waiting = [];
      if (Math.floor(done / 1e6) > Math.floor(before / 1e6)) {
        printError(`${done.toLocaleString("en")} rows`);
      }
    };
    for (const { isNewPartition, values } of weatherRows(shape)) {
      if (isNewPartition || batch.length === rowsPerBatch) {
        if (batch.length > 0) waiting.push(batch);
        batch = [];
        if (waiting.length >= 16 * batchesAtOnce) await sendWaiting();
      }
      batch.push({ query: insert, params: values });
    }
    waiting.push(batch);
    await sendWaiting();
    await untilCompacted(client, signal);
    return (performance.now() - began) / 1000;
  } finally {
    await client.shutdown();
  }
}

async function send(
  client: Client,
  statements: { query: string; params: unknown[] }[],
): Promise<void> {
  await client.batch(statements, { prepare: true, logged: false });
}

/** Waits until Cassandra has been without a compaction for a while. */
async function untilCompacted(
  client: Client,
  signal: AbortSignal,
): Promise<void> {
  let idle = 0;
  while (idle < 3) {
    signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const { rows } = await client.execute(
      "SELECT kind FROM system_views.sstable_tasks",
    );
    idle = rows.length === 0 ? idle + 1 : 0;
  }
}

function readCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < rowsPerYear) {
    throw new UserError(
      `Cannot load ${text} rows: a year of one city are ${rowsPerYear}`,
      `give at least ${rowsPerYear}`,
    );
  }
  return count;
}

if (import.meta.main) await runMain(main);
