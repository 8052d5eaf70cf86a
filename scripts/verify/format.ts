import type { WeatherUnits } from "../../weather/record.ts";
import { formatTable, style, wrapLine } from "../shared/terminal.ts";
import { causeText, faultCauses } from "./cause.ts";
import {
  type ColumnValue,
  type Entry,
  type NotRecord,
  valueColumns,
} from "./entry.ts";
import type { LatestRows } from "./latest_check.ts";
import { formatWriteTime, isVerified, type VerifyReport } from "./report.ts";
import type { TableRow } from "./table_scan.ts";

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
    ...formatLatest(report),
    ...formatUnexpected(report),
    ...formatNotes(report),
    ...formatFix(report),
    formatVerdict(report),
  ].map((line) => wrapLine(line, options.width));
  return [...table, ...lines].join("\n");
}

/** The verdict alone, such as `verified: 8 of 8`. */
export function formatVerdict(report: VerifyReport): string {
  const { counts: { verified, expected }, unexpected, latest } = report;
  const extra = [
    ...(unexpected === null || unexpected.unexpected === 0
      ? []
      : [`, ${plural(unexpected.unexpected, "unexpected row")}`]),
    ...(latest === null || latest.wrong.length === 0
      ? []
      : [`, ${number(latest.wrong.length)} not the latest`]),
    ...(latest?.foreign?.length
      ? [`, ${plural(latest.foreign.length, "unexpected latest row")}`]
      : []),
  ].join("");
  const line = `verified: ${number(verified)} of ${number(expected)}${extra}`;
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
  { faults, notRecords, unexpected, counts }: VerifyReport,
  { all }: FormatOptions,
): string[] {
  const lines = [
    ...faults.map(formatFault),
    ...notRecords.map(formatNotRecord),
    ...(unexpected?.shown ?? []).map(formatUnexpectedRow),
  ];
  if (lines.length === 0) return [];
  const told = all ? lines : lines.slice(0, fewFaults);
  const more = counts.missing + counts.different + counts.notRecords +
    (unexpected?.unexpected ?? 0) - told.length;
  const how = all ? "" : ": --all tells of more";
  return [
    ...told,
    ...(more === 0 ? [] : [`… and ${number(more)} more${how}`]),
    "",
  ];
}

function formatUnexpectedRow({ city, time, values, writeTime }: TableRow) {
  const written = writeTime === null
    ? "its key alone"
    : `at ${formatWriteTime(writeTime)}`;
  const columns = valueColumns.map((column) =>
    `${column} ${value(values[column])}`
  ).join(", ");
  return `${style.red("✗")} ${city} ${
    formatTime(time)
  }: a row that no record explains, written ${written}: ${columns}`;
}

function formatFault(entry: Entry): string {
  const { record, partition, offset, status, differences } = entry;
  const { deadLetter, cause } = entry;
  const found = status === "different"
    ? differences.map(({ column, inTable, inTopic }) =>
      `${column} is ${value(inTable)} in the table, ${
        value(inTopic)
      } in the topic`
    ).join("; ")
    : "no row";
  const why = [
    ...(cause === null ? [] : [causeText[cause]]),
    ...(deadLetter === null ? [] : [deadLetter.reason]),
  ];
  const what = [found, ...why].join(": ");
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
  { counts, topic, table, partitions, isAbridged, selection }: VerifyReport,
): string[] {
  const chosen = [
    ...(selection.sample === null
      ? []
      : [`a sample of ${number(100 * selection.sample)} %`]),
    ...(selection.since === null
      ? []
      : [`since ${formatTime(Date.parse(selection.since))} UTC`]),
  ].map((text) => `, ${text}`).join("");
  const others = counts.notRecords === 0
    ? ""
    : `, ${number(counts.notRecords)} of them not weather records`;
  const inTable =
    (["ok", "replaced", "missing", "different", "expired"] as const)
      .filter((status) => status === "ok" || counts[status] > 0)
      .map((status) => `${number(counts[status])} ${status}`)
      .join(", ");
  return [
    `topic: ${topic}, ${plural(counts.messages, "record")} in ${
      plural(partitions, "partition")
    }${others}${chosen}`,
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

function formatUnexpected({ unexpected }: VerifyReport): string[] {
  if (unexpected === null) return [];
  const { rows, unexpected: count, older } = unexpected;
  const notJudged = older === 0
    ? ""
    : `, ${number(older)} older than the records read and not judged`;
  return [
    `rows:  ${number(rows)}, ${
      number(count)
    } that no record explains${notJudged}`,
  ];
}

function formatLatest({ latest }: VerifyReport): string[] {
  if (latest === null) return [];
  const { cities, wrong, foreign } = latest;
  // With --resume, where no record came and all was right before.
  if (cities === 0 && !foreign?.length) return [];
  return [
    ...wrong.slice(0, fewFaults).map((
      { city, recordTime, rowTime, deadLetter },
    ) =>
      `${style.red("✗")} ${city}: its newest record is of ${
        formatTime(recordTime)
      }, its latest row ${
        rowTime === null
          ? "is missing"
          : rowTime === recordTime
          ? "has other values"
          : `of ${formatTime(rowTime)}`
      }${
        deadLetter === null ? "" : `: the sink refused it: ${deadLetter.reason}`
      }`
    ),
    ...(foreign ?? []).slice(0, fewFaults).map(({ city, rowTime }) =>
      `${style.red("✗")} ${city}: a latest row, of ${
        formatTime(rowTime)
      }, that neither a record nor the history explains`
    ),
    `latest: ${number(cities - wrong.length)} of ${number(cities)} ${
      cities === 1 ? "city" : "cities"
    }`,
  ];
}

/** What to do about faults, by their causes. */
function formatFix(report: VerifyReport): string[] {
  if (isVerified(report)) return [];
  const { sink, counts: { causes }, unexpected, latest } = report;
  const fixes = {
    lagging: sink.hasCommitted
      ? "the sink has not come to the end: give it time (--timeout), or see why by `deno task connect:status`"
      : "nothing reads the topic: start the connector by `deno task connect:deploy`",
    refused: "see the reasons by `deno task dlq list`",
    gone:
      "the sink passed these records: does it write to another table, or did something delete the rows? `deno task connect:deploy` shows what it should do",
    outdated:
      "the sink passed these records and left older rows: was it deployed to begin at the latest record, or are write times set otherwise?",
    foreign: "find out what else writes to the table",
    altered:
      "what else writes to the table? Two different records of the same city, time and millisecond mix, too",
  } as const satisfies Record<typeof faultCauses[number], string>;
  return [
    ...faultCauses.filter((cause) => causes[cause] > 0).map((cause) =>
      `${number(causes[cause])} ${cause}: ${fixes[cause]}`
    ),
    ...(unexpected === null || unexpected.unexpected === 0 ? [] : [
      "rows that no record explains: find out what else writes to the table",
    ]),
    ...(latest === null ? [] : fixesOfLatest(latest)),
  ].map((fix) => `  fix: ${fix}`);
}

function fixesOfLatest({ wrong, foreign }: LatestRows): string[] {
  const refused = wrong.filter(({ deadLetter }) => deadLetter !== null);
  return [
    ...(refused.length === 0 ? [] : [
      "the latest rows that were refused: mend what the reasons say, then `deno task dlq replay`",
    ]),
    ...(refused.length === wrong.length ? [] : [
      "the latest rows: does the connector write both tables? `deno task connect:plan` shows what it should do",
    ]),
    ...(foreign?.length
      ? ["unexpected latest rows: find out what else writes to the table"]
      : []),
  ];
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
