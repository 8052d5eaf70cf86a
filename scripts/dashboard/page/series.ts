import type { LatestRow, Line, Metric, Series } from "../snapshot.ts";

export type { Metric, Series };

/** What the charts show, in the order of the page. */
export const metrics: readonly Metric[] = [
  "temperature",
  "feels_like",
  "humidity",
];

/** A choice of the range picker; a span of null is all there is. */
export interface RangeChoice {
  readonly id: string;
  readonly label: string;
  /** What is read out. */
  readonly name: string;
  /** Milliseconds up to now. */
  readonly span: number | null;
}

const hour = 3_600_000;
const day = 24 * hour;

/** The range picker's choices. */
export const rangeChoices: readonly RangeChoice[] = [
  { id: "1h", label: "1 h", name: "the last hour", span: hour },
  { id: "6h", label: "6 h", name: "the last 6 hours", span: 6 * hour },
  { id: "24h", label: "24 h", name: "the last 24 hours", span: day },
  { id: "7d", label: "7 d", name: "the last 7 days", span: 7 * day },
  { id: "30d", label: "30 d", name: "the last 30 days", span: 30 * day },
  { id: "1y", label: "1 y", name: "the last year", span: 365 * day },
  { id: "all", label: "All", name: "all time", span: null },
];

/** Asks the server for what a chart shows of a city; without `from`, from its oldest row on. */
export async function fetchSeries(
  city: string,
  { from, to, points, signal }: {
    readonly from: number | null;
    readonly to: number;
    readonly points: number;
    readonly signal: AbortSignal;
  },
): Promise<Series> {
  const query = new URLSearchParams({
    city,
    to: String(Math.ceil(to)),
    points: String(points),
    ...(from === null ? {} : { from: String(Math.floor(from)) }),
  });
  const response = await fetch(`/api/series?${query}`, { signal });
  if (!response.ok) throw new Error((await response.text()).trim());
  return await response.json() as Series;
}

/** Adds a city's newest row to its lines if it is not there yet. */
export function appendLatest(series: Series, row: LatestRow): Series {
  const last = series.lines.temperature.x.at(-1) ?? -Infinity;
  if (row.at <= last) return series;
  const add = (metric: Metric): Line => ({
    x: [...series.lines[metric].x, row.at],
    y: [...series.lines[metric].y, row[metric]],
  });
  return {
    ...series,
    rows: series.rows + 1,
    lines: {
      temperature: add("temperature"),
      feels_like: add("feels_like"),
      humidity: add("humidity"),
    },
  };
}

/** Lines over one common `x`: undefined where a line has no point of its own, null where it has no value. */
export interface JoinedLines {
  readonly x: number[];
  readonly ys: (number | null | undefined)[][];
}

/** Joins lines, each with values changed by `convert`. */
export function joinLines(
  lines: readonly Line[],
  convert: (value: number) => number,
): JoinedLines {
  const x = [...new Set(lines.flatMap((line) => line.x))]
    .sort((a, b) => a - b);
  const place = new Map(x.map((at, i) => [at, i]));
  const ys = lines.map((line) => {
    const y = new Array<number | null | undefined>(x.length).fill(undefined);
    line.x.forEach((at, i) => {
      const value = line.y[i] ?? null;
      y[place.get(at)!] = value === null ? null : convert(value);
    });
    return y;
  });
  return { x, ys };
}

/** A line's value nearest to a place in the common `x`, or null if it has none within `reach` of it. */
export function nearestValue(
  { x, ys }: JoinedLines,
  line: number,
  { index, reach }: { readonly index: number; readonly reach: number },
): number | null {
  const y = ys[line] ?? [];
  const at = x[index];
  if (at === undefined) return null;
  for (let away = 0; away < x.length; away++) {
    const left = index - away;
    const right = index + away;
    const isLeft = left >= 0 && at - x[left]! <= reach;
    const isRight = right < x.length && x[right]! - at <= reach;
    if (!isLeft && !isRight) return null;
    const value = (isLeft ? y[left] : undefined) ??
      (isRight ? y[right] : undefined);
    if (typeof value === "number") return value;
  }
  return null;
}
