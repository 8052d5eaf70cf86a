import { cassandraModuleArguments } from "../scripts/stack/java_arguments.ts";
import { UserError } from "../scripts/shared/exit.ts";
import { runCommand } from "../scripts/stack/shell.ts";
import { formatTable } from "../scripts/shared/terminal.ts";
import {
  meanVintBytes,
  partitionOverheadBytes,
  rowBytes,
  vintBytes,
} from "./partition_arithmetic.ts";
import type { RowShape } from "./weather_rows.ts";

/** What a table's SSTables hold. */
export interface TableFiles {
  readonly sstables: number;
  /** Bytes of all their files. */
  readonly diskBytes: number;
  readonly partitions: number;
  readonly rows: number;
  /** Before compression: of all partitions, and of the largest. */
  readonly bytes: number;
  readonly largest: { readonly bytes: number; readonly rows: number };
}

/** A number by arithmetic and as measured. */
export interface Comparison {
  readonly what: string;
  readonly expected: number;
  readonly measured: number;
}

/**
 * Reads a stopped node's SSTables of a table by Cassandra's own `sstablepartitions`.
 *
 * @throws {UserError} if that fails.
 */
export async function readTableFiles(
  { javaHome, libraryDir, dataDir, configFile, table }: {
    readonly javaHome: string;
    readonly libraryDir: string;
    readonly dataDir: string;
    readonly configFile: string;
    readonly table: string;
  },
): Promise<TableFiles> {
  const [keyspace = "", name = ""] = table.split(".");
  const dir = await findTableDir(`${dataDir}/${keyspace}`, name);
  const files = await Array.fromAsync(Deno.readDir(dir));
  const sizes = await Promise.all(
    files.filter(({ isFile }) => isFile)
      .map(async (file) => (await Deno.stat(`${dir}/${file.name}`)).size),
  );
  const { code, text } = await runCommand([
    `${javaHome}/bin/java`,
    ...cassandraModuleArguments(),
    `-Dcassandra.config=file://${configFile}`,
    "-cp",
    `${libraryDir}/*`,
    "org.apache.cassandra.tools.SSTablePartitions",
    "--csv",
    "--min-size",
    "1",
    dir,
  ]);
  if (code !== 0) {
    throw new UserError(
      `Cannot read the SSTables in ${dir}: ${text.slice(-2_000)}`,
    );
  }
  return {
    sstables: files.filter(({ name }) => name.endsWith("-Data.db")).length,
    diskBytes: sizes.reduce((sum, size) => sum + size, 0),
    ...sumPartitions(text),
  };
}

async function findTableDir(keyspaceDir: string, name: string) {
  for await (const entry of Deno.readDir(keyspaceDir)) {
    if (entry.name.startsWith(`${name}-`)) {
      return `${keyspaceDir}/${entry.name}`;
    }
  }
  throw new Error(`there are no files of ${name} in ${keyspaceDir}`);
}

/** Adds up what `sstablepartitions --csv` prints, a partition's parts in several SSTables as one. */
export function sumPartitions(
  csv: string,
): Omit<TableFiles, "sstables" | "diskBytes"> {
  const lines = csv.split("\n").map((line) => line.trim());
  // Cassandra's log goes to standard output, too.
  const first = lines.findIndex((line) => line.startsWith("key,keyBinary,"));
  const titles = lines[first]?.split(",") ?? [];
  const fields = ["keyBinary", "size", "rowCount"]
    .map((title) => titles.indexOf(title));
  const byKey = new Map<string, { bytes: number; rows: number }>();
  for (const line of lines.slice(first + 1)) {
    // The bench's cities have no commas.
    const cells = line.split(",");
    if (cells.length !== titles.length) continue;
    const [key = "", size, rows] = fields.map((field) => cells[field]);
    const sum = byKey.get(key) ?? { bytes: 0, rows: 0 };
    byKey.set(key, {
      bytes: sum.bytes + Number(size),
      rows: sum.rows + Number(rows),
    });
  }
  const partitions = [...byKey.values()];
  return {
    partitions: partitions.length,
    rows: partitions.reduce((sum, { rows }) => sum + rows, 0),
    bytes: partitions.reduce((sum, { bytes }) => sum + bytes, 0),
    largest: partitions.reduce(
      (one, other) => other.bytes > one.bytes ? other : one,
      { bytes: 0, rows: 0 },
    ),
  };
}

/** Of TimeWindowCompactionStrategy, in `cql/bucketed`. */
const windowDays = 90;

/** Sets what was loaded, by arithmetic, beside what the files hold. */
export function comparePartitions(
  { rows, rowsPerYear }: RowShape,
  files: TableFiles,
): Comparison[] {
  const facts = {
    countryBytes: 2,
    // Loaded within minutes, all expire at about the same time.
    expiryDelta: 60,
  };
  const window = windowDays * 86_400e6;
  const perRow = rowBytes({ ...facts, writeTimeBytes: meanVintBytes(window) });
  const atMost = rowBytes({ ...facts, writeTimeBytes: vintBytes(window) });
  const perPartition = partitionOverheadBytes("City 000000".length);
  const monthRows = 31 / 365 * rowsPerYear;
  return [
    { what: "rows", expected: rows, measured: files.rows },
    {
      what: "bytes of a row",
      expected: perRow,
      measured: (files.bytes - files.partitions * perPartition) / files.rows,
    },
    {
      what: "bytes of the largest partition",
      expected: Math.round(monthRows * atMost + perPartition),
      measured: files.largest.bytes,
    },
    {
      what: "bytes of all partitions",
      expected: files.rows * perRow + files.partitions * perPartition,
      measured: files.bytes,
    },
  ];
}

/** The comparison, and what compression makes of it, for people. */
export function formatComparison(
  comparison: readonly Comparison[],
  { rows, bytes, diskBytes, sstables, partitions }: TableFiles,
): string {
  const number = (value: number) =>
    value.toLocaleString("en", { maximumFractionDigits: 2 });
  return [
    formatTable(
      ["", "Arithmetic", "Measured", "Difference"],
      comparison.map(({ what, expected, measured }) => [
        what,
        number(expected),
        number(measured),
        `${(100 * (measured / expected - 1)).toFixed(2)} %`,
      ]),
      { right: [1, 2, 3] },
    ),
    "",
    `${number(partitions)} partitions in ${
      number(sstables)
    } SSTables, on disk ${number(diskBytes)} bytes with indexes: ${
      number(diskBytes / rows)
    } a row, ${
      (100 * diskBytes / bytes).toFixed(0)
    } % of what it is uncompressed`,
  ].join("\n");
}
