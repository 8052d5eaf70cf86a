/**
 * `deno task query`: what the table has: the latest row of each city, rows of a time, statistics.
 *
 * @module
 */
import type { Client } from "cassandra-driver";
import { InvalidArgumentError } from "commander";
import { type Period, periods } from "./query/periods.ts";
import {
  readAllLatest,
  readCityNames,
  readLatest,
  readRange,
  type TimeSpan,
} from "./query/read_rows.ts";
import { readStats } from "./query/read_stats.ts";
import { rowShape, statsShape } from "./query/result.ts";
import { describeUnknownCity } from "./query/unknown_city.ts";
import { type Format, writeResult } from "./query/write_result.ts";
import { createCassandra } from "./shared/cassandra_client.ts";
import { type Command, Option, runMain, taskCommand } from "./shared/cli.ts";
import { type ExitCode, exitCode, UserError } from "./shared/exit.ts";
import { readSettings, type Settings } from "./shared/settings.ts";
import { printError, withoutControls } from "./shared/terminal.ts";
import { type WeatherTables, weatherTables } from "./shared/weather_names.ts";
import { explainTableError } from "./shared/weather_table.ts";
import { readSince } from "./verify/options.ts";

/** Rows that a table shows unless told otherwise. */
const rowsOfTable = 50;

interface OutputFlags {
  json?: boolean;
  csv?: boolean;
}

interface SpanFlags {
  from?: Date;
  to?: Date;
  since?: Date;
}

interface LatestFlags extends OutputFlags {
  city?: string[];
}

interface RangeFlags extends OutputFlags, SpanFlags {
  city: string[];
  limit?: number;
}

interface StatsFlags extends OutputFlags, SpanFlags {
  city?: string[];
  by?: Period;
}

/** What a query is asked with. */
interface Context {
  readonly settings: Settings;
  readonly client: Client;
  readonly tables: WeatherTables;
  /** Of `--city`; null: all that the table has. */
  readonly cities: readonly string[] | null;
  readonly format: Format;
  /** Tells that a city has nothing to show, which makes the exit code 1. */
  readonly reportNone: (city: string) => Promise<void>;
}

async function latest({ settings, client, tables, ...context }: Context) {
  const { cities, format, reportNone } = context;
  async function* ofCities(names: readonly string[]) {
    for (const city of names) {
      const row = await readLatest(client, tables, city);
      if (row === null) await reportNone(city);
      else yield row;
    }
  }
  const pages = cities === null
    ? readAllLatest(client, tables)
    : onePage(ofCities(cities));
  const units = settings.WEATHER_UNITS;
  return await writeResult(pages, {
    shape: rowShape(units, { now: new Date() }),
    format,
    units,
  });
}

async function range(
  { settings, client, tables, ...context }: Context,
  { limit, ...span }: TimeSpan & { readonly limit: number | null },
) {
  const { cities, format, reportNone } = context;
  async function* pages() {
    for (const city of cities ?? []) {
      let isNone = true;
      for await (
        const page of readRange(client, tables, { ...span, city, limit })
      ) {
        isNone = false;
        yield page;
      }
      if (isNone) await reportNone(city);
    }
  }
  const units = settings.WEATHER_UNITS;
  return await writeResult(pages(), { shape: rowShape(units), format, units });
}

async function stats(
  { settings, client, tables, ...context }: Context,
  { by, ...span }: TimeSpan & { readonly by: Period | null },
) {
  const { cities, format, reportNone } = context;
  async function* names() {
    if (cities !== null) yield cities;
    else yield* readCityNames(client, tables);
  }
  async function* ofCities() {
    for await (const page of names()) {
      for (const city of page) {
        const found = await readStats(client, tables, { ...span, city, by });
        if (found.length > 0) yield* found;
        else if (cities !== null) await reportNone(city);
      }
    }
  }
  const units = settings.WEATHER_UNITS;
  return await writeResult(
    format === "table" ? onePage(ofCities()) : byOne(ofCities()),
    { shape: statsShape(units), format, units },
  );
}

/** Runs a query with a client of its own, and gives its exit code. */
async function ask(
  { json = false, csv = false, city = null }: OutputFlags & {
    city?: readonly string[] | null;
  },
  query: (context: Context) => Promise<number>,
): Promise<ExitCode> {
  const settings = readSettings();
  const tables = weatherTables(settings);
  const client = createCassandra(settings);
  const without: string[] = [];
  try {
    await client.connect();
    const count = await query({
      settings,
      client,
      tables,
      cities: city,
      format: csv ? "csv" : json ? "json" : "table",
      reportNone: async (city) => {
        without.push(city);
        const isKnown = await readLatest(client, tables, city) !== null;
        printError(withoutControls(
          isKnown
            ? `${city} has no rows in that time`
            : await describeUnknownCity(client, tables, city),
        ));
      },
    });
    if (count === 0 && without.length === 0) {
      printError(`${tables.latest ?? tables.history} has no rows`);
    }
    return count === 0 || without.length > 0 ? exitCode.wrong : exitCode.ok;
  } catch (error) {
    // Whoever read has seen enough, as `head` has.
    if (error instanceof Deno.errors.BrokenPipe) return exitCode.ok;
    throw explainTableError(error, settings);
  } finally {
    await client.shutdown();
  }
}

/** Gathers what is few, as one table of it has columns as wide as they need to be. */
async function* onePage<T>(items: AsyncIterable<T>): AsyncGenerator<T[]> {
  yield await Array.fromAsync(items);
}

async function* byOne<T>(items: AsyncIterable<T>): AsyncGenerator<T[]> {
  for await (const item of items) yield [item];
}

async function main(): Promise<ExitCode> {
  let code: ExitCode = exitCode.ok;
  const program = taskCommand("query", "Show what the table has")
    .addHelpText(
      "after",
      `
Times are UTC. Temperatures are in the topic's units, which WEATHER_UNITS names: standard is Kelvin. In CSV a text that a
spreadsheet would take for a formula has an apostrophe before it; --json has every text as it is.

Examples:
  deno task query latest
  deno task query range --city London --since 1d
  deno task query range --city London,Tokyo --from 2026-11-01 --to 2026-12-01 --csv > november.csv
  deno task query stats --city Cairo --since 7d --by day

Exit codes: 0 shown, 1 a city has no rows, 2 Cassandra could not be asked.`,
    );
  withOutput(
    withCities(
      program.command("latest").description("the newest row of each city"),
    ),
  ).action(async (flags: LatestFlags) => {
    code = await ask(flags, latest);
  });
  withOutput(withSpan(
    program.command("range")
      .description("rows of a time, newest first")
      .addOption(cityOption("which cities, with commas").makeOptionMandatory())
      .addOption(
        new Option(
          "--limit <count>",
          `at most so many rows a city (default: ${rowsOfTable}; all with --json or --csv)`,
        ).argParser(readCount),
      ),
  )).action(async ({ limit, ...flags }: RangeFlags) => {
    const isTable = !(flags.json || flags.csv);
    code = await ask(flags, (context) =>
      range(context, {
        ...spanOf(flags),
        limit: limit ?? (isTable ? rowsOfTable : null),
      }));
  });
  withOutput(withSpan(
    withCities(
      program.command("stats")
        .description("count, least, mean and greatest values of each city"),
    ).addOption(
      new Option("--by <period>", "for each hour, day, month or year")
        .choices(periods),
    ),
  )).action(async ({ by = undefined, ...flags }: StatsFlags) => {
    code = await ask(
      flags,
      (context) => stats(context, { ...spanOf(flags), by: by ?? null }),
    );
  });
  await program.parseAsync(Deno.args, { from: "user" });
  return code;
}

function cityOption(description: string): Option {
  return new Option("--city <names>", description).argParser(readNames);
}

function withCities(command: Command): Command {
  return command.addOption(cityOption("only these cities, with commas"));
}

function withSpan(command: Command): Command {
  return command
    .addOption(
      new Option("--from <time>", "from then on: 7d (ago), 2026-11-25T08:00Z")
        .argParser(readTime),
    )
    .addOption(
      new Option("--to <time>", "before then").argParser(readTime),
    )
    .addOption(
      new Option("--since <time>", "another name of --from")
        .argParser(readTime).conflicts("from"),
    );
}

function withOutput(command: Command): Command {
  return command
    .addOption(new Option("--json", "print JSON").conflicts("csv"))
    .option("--csv", "print CSV (RFC 4180)");
}

function spanOf({ from, since, to }: SpanFlags): TimeSpan {
  const span = { from: from ?? since ?? null, to: to ?? null };
  if (span.from !== null && span.to !== null && span.from >= span.to) {
    throw new UserError(
      `--from ${span.from.toISOString()} is not before --to ${span.to.toISOString()}`,
      "swap them, or leave one away",
    );
  }
  return span;
}

function readTime(text: string): Date {
  return new Date(readSince(text, Date.now()));
}

function readNames(text: string): string[] {
  const names = text.split(",").map((name) => name.trim()).filter(Boolean);
  if (names.length === 0) {
    throw new InvalidArgumentError("Expected names of cities");
  }
  return [...new Set(names)];
}

function readCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw new InvalidArgumentError("Expected a whole number above 0");
  }
  return Number(text);
}

if (import.meta.main) await runMain(main);
