import type { WeatherUnits } from "../../weather/record.ts";
import { formatTable, style, wrapLine } from "../shared/terminal.ts";
import type { ColumnValue, Entry, NotRecord } from "./entry.ts";
import { isVerified, type VerifyReport } from "./report.ts";

/** Options of {@linkcode formatReport}. */
export interface FormatOptions {
  /** Columns of the terminal; undefined if there is none. */
  readonly width: number | undefined;
  /** Tell of every fault, not only of the first ones. */
  readonly all: boolean;
}

/** How many faults are told of unless all are asked for. */
const fewFaults = 20;

/** From this width on, the head has its long titles. */
const wideFrom = 100;

/** The report for people: the table of records, what is wrong with which, and the sums; the last line is the verdict. */
export function formatReport(
  report: VerifyReport,
  options: FormatOptions,
): string {
  const table = report.shown.length === 0
    ? []
    : [formatRecords(report, options.width ?? 80), ""];
  const lines = [
    ...formatFaults(report, options),
    ...formatSource(report),
    formatSink(report),
    ...formatNotes(report),
    ...formatFix(report),
    formatVerdict(report),
  ].map((line) => wrapLine(line, options.width));
  return [...table, ...lines].join("\n");
}

/** The verdict alone, such as `verified: 8 of 8`. */
export function formatVerdict(report: VerifyReport): string {
  const { verified, expected } = report.counts;
  const line = `verified: ${number(verified)} of ${number(expected)}`;
  return style.bold(
    isVerified(report) ? style.green(line) : style.red(line),
  );
}

const symbol = { standard: "K", metric: "°C" } as const;

function formatRecords(
  { shown, units }: VerifyReport,
  width: number,
): string {
  const [unit = null, ...others] = units;
  const areMixed = others.length > 0;
  const inHead = areMixed || unit === null ? "" : ` ${symbol[unit]}`;
  const titles = width >= wideFrom
    ? [`Temperature${inHead}`, `Feels like${inHead}`, "Humidity %"]
    : [`Temp${inHead}`, `Feels${inHead}`, "Hum %"];
  const head = ["Country", "Time (UTC)", ...titles, "Status"];
  const rows = shown.map((entry) => {
    const { country, temperature, feels_like, humidity } = entry.record;
    const degrees = (value: number | null) =>
      formatDegrees(value, areMixed ? entry.units : null);
    return [
      country ?? "-",
      formatTime(entry.time),
      degrees(temperature),
      degrees(feels_like),
      String(humidity),
      statusText(entry),
    ];
  });
  // The city gives way, so that lines do not wrap.
  const cityWidth = Math.max(8, width - widthOf([head, ...rows]));
  return formatTable(
    ["City", ...head],
    rows.map((row, index) => {
      const entry = shown[index]!;
      return [
        shorten(entry.record.city, cityWidth),
        ...row.slice(0, -1),
        statusStyle(entry)(statusText(entry)),
      ];
    }),
    { right: [3, 4, 5] },
  );
}

/** Width of columns, each with the two blanks before it. */
function widthOf(rows: readonly (readonly string[])[]): number {
  const columns = rows[0]!.map((_, column) =>
    Math.max(...rows.map((row) => row[column]!.length))
  );
  return columns.reduce((sum, width) => sum + 2 + width, 0);
}

function formatDegrees(
  value: number | null,
  units: WeatherUnits | null,
): string {
  if (value === null) return "-";
  // At least two decimals, so that they stand below each other, and never fewer than there are.
  const decimals = String(value).split(".")[1]?.length ?? 0;
  const text = decimals > 2 ? String(value) : value.toFixed(2);
  return units === null ? text : `${text} ${symbol[units]}`;
}

function formatTime(time: number): string {
  return new Date(time).toISOString().replace("T", " ")
    .replace(/(\.000)?Z$/, "");
}

function statusText({ status, deadLetter }: Entry): string {
  return status === "missing" && deadLetter !== null ? "dead letter" : status;
}

function statusStyle({ status }: Entry): (text: string) => string {
  if (status === "ok") return style.green;
  return status === "replaced" ? style.dim : style.red;
}

function formatFaults(
  { faults, notRecords }: VerifyReport,
  { all }: FormatOptions,
): string[] {
  const lines = [
    ...faults.map(formatFault),
    ...notRecords.map(formatNotRecord),
  ];
  if (lines.length === 0) return [];
  const told = all ? lines : lines.slice(0, fewFaults);
  const more = lines.length - told.length;
  return [
    ...told,
    ...(more === 0 ? [] : [`… and ${number(more)} more: --all tells of all`]),
    "",
  ];
}

function formatFault(entry: Entry): string {
  const { record, partition, offset, status, differences, deadLetter } = entry;
  const what = status === "different"
    ? differences.map(({ column, inTable, inTopic }) =>
      `${column} is ${value(inTable)} in the table, ${
        value(inTopic)
      } in the topic`
    ).join("; ")
    : deadLetter === null
    ? "no row"
    : `no row: the sink refused it: ${deadLetter.reason}`;
  return `${style.red("✗")} ${record.city} ${formatTime(entry.time)} ${
    style.dim(`(partition ${partition}, offset ${offset})`)
  }: ${what}`;
}

function formatNotRecord(message: NotRecord): string {
  const { partition, offset, reason, deadLetter } = message;
  const [mark, place] = deadLetter === null
    ? [style.red("✗"), "not in the dead letter topic"]
    : [style.yellow("!"), "in the dead letter topic"];
  return `${mark} partition ${partition}, offset ${offset}: not a weather record, ${place}: ${reason}`;
}

function formatSource(
  { counts, topic, table, partitions, isAbridged }: VerifyReport,
): string[] {
  const others = counts.notRecords === 0
    ? ""
    : `, ${number(counts.notRecords)} of them not weather records`;
  const inTable = (["ok", "replaced", "missing", "different"] as const)
    .filter((status) => status === "ok" || counts[status] > 0)
    .map((status) => `${number(counts[status])} ${status}`)
    .join(", ");
  return [
    `topic: ${topic}, ${plural(counts.messages, "record")} in ${
      plural(partitions, "partition")
    }${others}`,
    `table: ${table}, ${inTable}` +
    (isAbridged ? style.dim(" (above: the latest of each city)") : ""),
  ];
}

function formatSink({ sink }: VerifyReport): string {
  return `sink:  group ${sink.group}, ` +
    (sink.hasCommitted ? "" : "nothing committed yet, ") +
    `lag ${number(sink.lag)}`;
}

function formatNotes(
  { units, counts: { deadLetters } }: VerifyReport,
): string[] {
  const notes = [
    ...(units.length > 1
      ? ["the topic's records differ in their units of temperature"]
      : []),
    ...(deadLetters > 0
      ? [
        `${number(deadLetters)} of those that are not weather records ${
          deadLetters === 1 ? "is" : "are"
        } in the dead letter topic`,
      ]
      : []),
  ];
  return notes.map((note) => `${style.yellow("note:")} ${note}`);
}

/** What to do about faults, by what the sink says of itself. */
function formatFix(report: VerifyReport): string[] {
  if (isVerified(report)) return [];
  const { sink, counts } = report;
  const isDone = sink.lag === 0;
  const fixes = [
    ...(isDone ? [] : [
      sink.hasCommitted
        ? "the sink has not come to the end: give it time (--timeout), or see why by `deno task connect:deploy`"
        : "nothing reads the topic: start the connector by `deno task connect:deploy`",
    ]),
    ...(isDone && counts.missing > 0
      ? [
        "the sink passed these records: does it write to another table, or did something delete the rows? `deno task connect:deploy` shows what it should do",
      ]
      : []),
    ...(isDone && counts.different > 0
      ? [
        "what else writes to the table? Two different records of the same city, time and millisecond mix, too",
      ]
      : []),
  ];
  return fixes.map((fix) => `  fix: ${fix}`);
}

function value(value: ColumnValue): string {
  return JSON.stringify(value);
}

function number(value: number): string {
  return value.toLocaleString("en");
}

function plural(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? "" : "s"}`;
}

function shorten(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length
    ? text
    : `${characters.slice(0, length - 1).join("")}…`;
}
