import type { Snapshot } from "../snapshot.ts";
import { h, svg, withCode } from "./dom.ts";
import {
  convertTemperature,
  formatAge,
  formatMoment,
  formatNumber,
  type TemperatureUnit,
} from "./format.ts";
import type { Series } from "./series.ts";

/** What the table shows besides the rows. */
export interface LatestView {
  readonly units: {
    readonly from: TemperatureUnit;
    readonly to: TemperatureUnit;
  };
  readonly colorOf: (city: string) => number;
  readonly series: readonly Series[];
  readonly rangeName: string;
}

/** The newest row of each city. */
export function renderLatest(
  { latest, at, cassandra, table }: Snapshot,
  { units, colorOf, series, rangeName }: LatestView,
): HTMLElement {
  if (latest.length === 0) {
    return h(
      "div",
      { class: "empty-state" },
      h(
        "p",
        {},
        table.exists === false
          ? "There is no table yet."
          : cassandra.health.state === "up"
          ? "The table has no rows yet."
          : cassandra.health.state === "down"
          ? "Cassandra cannot be read."
          : "Reading…",
      ),
      cassandra.health.state === "up" && table.exists === true &&
        h(
          "p",
          { class: "note" },
          ...withCode("`deno task produce` publishes the first ones."),
        ),
    );
  }
  const temperature = (value: number | null) =>
    formatNumber(
      value === null ? null : convertTemperature(value, units.from, units.to),
      1,
    );
  return h(
    "table",
    {},
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col" }, "City"),
        h("th", { scope: "col", class: "number" }, `Temp. ${units.to}`),
        h("th", { scope: "col", class: "number feels" }, `Feels ${units.to}`),
        h("th", { scope: "col", class: "number" }, "Hum. %"),
        h("th", { scope: "col", class: "trend" }, "Temperature"),
        h("th", { scope: "col", class: "number observed" }, "Observed"),
      ),
    ),
    h(
      "tbody",
      {},
      ...latest.map((row) =>
        h(
          "tr",
          {},
          h(
            "th",
            { scope: "row" },
            h(
              "span",
              { class: "city-cell" },
              h("span", { class: `swatch c${colorOf(row.city)}` }),
              h("span", { class: "city" }, row.city),
              h("span", { class: "country" }, row.country ?? ""),
            ),
          ),
          h("td", { class: "number strong" }, temperature(row.temperature)),
          h("td", { class: "number feels" }, temperature(row.feels_like)),
          h("td", { class: "number" }, formatNumber(row.humidity)),
          h(
            "td",
            { class: "trend" },
            spark(
              series.find(({ city }) => city === row.city),
              `Temperature in ${rangeName}`,
              colorOf(row.city),
            ),
          ),
          h(
            "td",
            { class: "number observed", title: new Date(row.at).toISOString() },
            h("span", { class: "when" }, formatMoment(row.at, at)),
            h("span", { class: "age" }, formatAge(row.at, at, 1)),
          ),
        )
      ),
    ),
  );
}

const width = 120;
const height = 26;

function spark(
  series: Series | undefined,
  label: string,
  color: number,
): Node {
  const { x = [], y = [] } = series?.lines.temperature ?? {};
  const points = x.flatMap((at, i) => {
    const value = y[i];
    return value === null || value === undefined ? [] : [[at, value] as const];
  });
  if (points.length < 2) return h("span", { class: "note" }, "–");
  // What 120 pixels can show.
  const step = Math.max(1, Math.floor(points.length / width));
  const shown = points.filter((_, i) => i % step === 0);
  const xs = shown.map(([at]) => at);
  const ys = shown.map(([, value]) => value);
  const [minX, maxX] = [Math.min(...xs), Math.max(...xs)];
  const [minY, maxY] = [Math.min(...ys), Math.max(...ys)];
  const path = shown.map(([at, value]) => {
    const px = 2 + (width - 4) * (at - minX) / (maxX - minX || 1);
    const py = 3 + (height - 6) * (1 - (value - minY) / (maxY - minY || 1));
    return `${px.toFixed(1)},${py.toFixed(1)}`;
  });
  return svg(
    "svg",
    {
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "img",
      "aria-label": label,
    },
    svg("polyline", { points: path.join(" "), class: `c${color}` }),
  );
}
