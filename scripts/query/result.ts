import type { WeatherUnits } from "../../weather/record.ts";
import { formatSeconds } from "../verify/progress.ts";
import { weatherColumns, type WeatherRow } from "../shared/weather_table.ts";
import { type CsvValue, isoTime } from "./csv.ts";
import { type CityStats, measures, type MeasureStats } from "./read_stats.ts";

/** How items of a kind are shown. */
export interface Shape<T> {
  /** Titles of the table, and which of its columns have numbers. */
  readonly head: readonly string[];
  readonly right: readonly number[];
  /** Lines of the table for an item. */
  readonly toLines: (item: T) => readonly (readonly string[])[];
  /** Titles of the CSV file. */
  readonly csvHead: readonly string[];
  readonly toCsv: (item: T) => readonly CsvValue[];
  readonly toJson: (item: T) => unknown;
}

const symbol = { standard: "K", metric: "°C" } as const;

/** How rows are shown: those of `latest` with their age. */
export function rowShape(
  units: WeatherUnits,
  { now = null }: { readonly now?: Date | null } = {},
): Shape<WeatherRow> {
  return {
    head: [
      "City",
      "Country",
      "Time (UTC)",
      ...(now === null ? [] : ["Age"]),
      `Temp ${symbol[units]}`,
      `Feels ${symbol[units]}`,
      "Hum %",
    ],
    right: now === null ? [3, 4, 5] : [3, 4, 5, 6],
    toLines: (row) => [[
      row.city,
      row.country ?? "–",
      formatTime(row.last_update_time),
      ...(now === null ? [] : [formatAge(now, row.last_update_time)]),
      formatDecimals(row.temperature),
      formatDecimals(row.feels_like),
      row.humidity === null ? "–" : String(row.humidity),
    ]],
    csvHead: [...weatherColumns, "units"],
    toCsv: (row) => [...weatherColumns.map((column) => row[column]), units],
    toJson: (row) => ({
      ...row,
      last_update_time: isoTime(row.last_update_time),
    }),
  };
}

/** How statistics are shown: a line of the table for each column, so that they fit 80 columns. */
export function statsShape(units: WeatherUnits): Shape<CityStats> {
  const names = {
    temperature: `temperature ${symbol[units]}`,
    feels_like: `feels like ${symbol[units]}`,
    humidity: "humidity %",
  };
  const valuesOf = ({ min, mean, max }: MeasureStats) => [min, mean, max];
  return {
    head: ["City", "Period (UTC)", "Rows", "", "Min", "Mean", "Max"],
    right: [2, 4, 5, 6],
    toLines: (stats) =>
      measures.map((column, index) => [
        ...(index === 0
          ? [
            stats.city,
            stats.period ?? "all",
            stats.count.toLocaleString("en"),
          ]
          : ["", "", ""]),
        names[column],
        ...valuesOf(stats[column]).map((value, index) =>
          // The mean of integers is none.
          column === "humidity" && index !== 1
            ? value === null ? "–" : String(value)
            : formatDecimals(value)
        ),
      ]),
    csvHead: [
      "city",
      "period",
      "count",
      "first",
      "last",
      ...measures.flatMap((column) =>
        ["min", "mean", "max"].map((name) => `${column}_${name}`)
      ),
      "units",
    ],
    toCsv: (stats) => [
      stats.city,
      stats.period,
      stats.count,
      stats.first,
      stats.last,
      ...measures.flatMap((column) => valuesOf(stats[column])),
      units,
    ],
    toJson: ({ first, last, ...stats }) => ({
      city: stats.city,
      period: stats.period,
      count: stats.count,
      first: isoTime(first),
      last: isoTime(last),
      temperature: stats.temperature,
      feels_like: stats.feels_like,
      humidity: stats.humidity,
    }),
  };
}

function formatTime(time: Date): string {
  return time.toISOString().slice(0, 19).replace("T", " ");
}

/** How old, in its largest two units; observations of the future have no age. */
function formatAge(now: Date, time: Date): string {
  const seconds = (now.getTime() - time.getTime()) / 1000;
  return seconds < 0 ? "–" : formatSeconds(seconds);
}

function formatDecimals(value: number | null): string {
  return value === null ? "–" : value.toFixed(2);
}
