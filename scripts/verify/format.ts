import type { WeatherUnits } from "../../weather/record.ts";
import { formatTable, style } from "../shared/terminal.ts";
import type { ColumnValue, Entry, NotRecord } from "./entry.ts";
import { isVerified, type VerifyReport } from "./report.ts";

/** Options of {@linkcode formatReport}. */
export interface FormatOptions {
  /** Columns of the terminal. */
  readonly width: number;
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
  return [
    ...(report.shown.length === 0 ? [] : [formatRecords(report, options), ""]),
    ...formatFaults(report, options),
    formatSource(report),
    formatSink(report),
    ...formatNotes(report),
    formatVerdict(report),
  ].join("\n");
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
  { width }: FormatOptions,
): string {
  const [unit = null, ...others] = units;
  const areMixed = others.length > 0;
  const inHead = areMixed || unit === null ? "" : ` ${symbol[unit]}`;
  const titles = width >= wideFrom
    ? [`Temperature${inHead}`, `Feels like${inHead}`, "Humidity %"]
    : [`Temp${inHead}`, `Feels${inHead}`, "Hum %"];
  return formatTable(
    ["City", "Country", "Time (UTC)", ...titles, "Status"],
    shown.map((entry) => {
      const { record } = entry;
      const degrees = (value: number | null) =>
        formatDegrees(value, areMixed ? entry.units : null);
      return [
        shorten(record.city, width >= wideFrom ? 32 : 16),
        record.country ?? "-",
        formatTime(entry.time),
        degrees(record.temperature),
        degrees(record.feels_like),
        String(record.humidity),
        formatStatus(entry),
      ];
    }),
    { right: [3, 4, 5] },
  );
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

function formatStatus({ status, deadLetter }: Entry): string {
  switch (status) {
    case "ok":
      return style.green("ok");
    case "replaced":
      return style.dim("replaced");
    case "missing":
      return style.red(deadLetter === null ? "missing" : "dead letter");
    case "different":
      return style.red("different");
  }
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

function formatSource(report: VerifyReport): string {
  const { counts, topic, table, isAbridged } = report;
  const parts = [
    `${number(counts.ok)} ok`,
    ...(["replaced", "missing", "different"] as const)
      .filter((status) => counts[status] > 0)
      .map((status) => `${number(counts[status])} ${status}`),
    ...(counts.notRecords === 0
      ? []
      : [`${number(counts.notRecords)} not a weather record`]),
  ];
  return `${plural(counts.messages, "record")} of topic ${topic} ` +
    `against table ${table}: ${parts.join(", ")}` +
    (isAbridged ? style.dim(" (above: the latest of each city)") : "");
}

function formatSink({ sink }: VerifyReport): string {
  if (!sink.hasCommitted) {
    return `sink: group ${sink.group} has committed nothing of this topic yet, ` +
      `lag ${number(sink.lag)}`;
  }
  return `sink: group ${sink.group}, lag ${number(sink.lag)}`;
}

function formatNotes({ units, counts }: VerifyReport): string[] {
  const notes = [];
  if (units.length > 1) {
    notes.push(
      "the topic mixes records of different units: their temperatures cannot be compared",
    );
  }
  const { deadLetters } = counts;
  if (deadLetters > 0) {
    notes.push(
      `${plural(deadLetters, "message")} that ${
        deadLetters === 1 ? "is" : "are"
      } not a weather record ${
        deadLetters === 1 ? "is" : "are"
      } where it belongs, in the dead letter topic`,
    );
  }
  return notes.map((note) => `${style.yellow("note:")} ${note}`);
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
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
