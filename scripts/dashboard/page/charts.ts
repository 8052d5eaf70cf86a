import uPlot from "uplot";
import { h, update } from "./dom.ts";
import {
  convertTemperature,
  formatMoment,
  formatNumber,
  formatTick,
  type TemperatureUnit,
} from "./format.ts";
import {
  type JoinedLines,
  joinLines,
  type Metric,
  nearestValue,
  type Series,
} from "./series.ts";

/** What a chart is to show. */
export interface ChartState {
  readonly series: readonly Series[];
  /** Number of each city's color, as the class `c0`, `c1`, … has it. */
  readonly colorOf: (city: string) => number;
  /** Units of the records, and of the page. */
  readonly units: {
    readonly from: TemperatureUnit;
    readonly to: TemperatureUnit;
  };
  /** Milliseconds since 1970; null: as the data are. */
  readonly range: { readonly from: number; readonly to: number } | null;
  /** What stands in place of lines where there are none. */
  readonly emptyText: string;
  /** What the range is called. */
  readonly rangeName: string;
}

const titles: Record<Metric, string> = {
  temperature: "Temperature",
  feels_like: "Feels like",
  humidity: "Humidity",
};

/** One chart: a figure with its caption, the drawing, and what the cursor points at. */
export class Chart {
  readonly #title = h("figcaption");
  readonly #plot = h("div", { class: "plot", tabindex: 0, role: "img" });
  readonly #empty = h("p", { class: "empty" });
  readonly #tooltip = h("div", { class: "tooltip", "aria-hidden": "true" });
  readonly #spoken = h("p", { class: "visually-hidden", role: "status" });
  #uplot: uPlot | null = null;
  #shape = "";
  #joined: JoinedLines = { x: [], ys: [] };
  #state: ChartState | null = null;

  readonly metric: Metric;
  /** Told the range that was dragged out. */
  readonly onZoom: (range: { from: number; to: number }) => void;

  constructor(
    figure: HTMLElement,
    metric: Metric,
    onZoom: (range: { from: number; to: number }) => void,
  ) {
    this.metric = metric;
    this.onZoom = onZoom;
    this.#plot.append(this.#empty, this.#tooltip);
    figure.append(this.#title, this.#plot, this.#spoken);
    this.#tooltip.hidden = true;
    new ResizeObserver(() => this.#resize()).observe(this.#plot);
    document.addEventListener("themechange", () => this.#rebuild());
    this.#plot.addEventListener("keydown", (event) => this.#onKey(event));
    this.#plot.addEventListener("blur", () => this.#hideTooltip());
  }

  /** Draws a state. */
  draw(state: ChartState): void {
    const before = this.#state;
    this.#state = state;
    const { from, to } = state.units;
    if (
      before?.series === state.series && before.units.to === to &&
      before.units.from === from && before.emptyText === state.emptyText &&
      before.rangeName === state.rangeName
    ) {
      // Nothing but the time has gone on.
      this.#scale();
      return;
    }
    this.#joined = joinLines(
      state.series.map(({ lines }) => lines[this.metric]),
      this.metric === "humidity"
        ? (value) => value
        : (value) => convertTemperature(value, from, to),
    );
    const isEmpty = this.#joined.x.length === 0;
    this.#empty.hidden = !isEmpty;
    this.#empty.textContent = state.emptyText;
    this.#plot.setAttribute("aria-label", this.#describe());
    update(
      this.#title,
      h("span", { class: "chart-title" }, titles[this.metric]),
      h("span", { class: "unit" }, this.#unit),
    );
    const shape = JSON.stringify([
      state.series.map(({ city }) => city),
      this.#unit,
    ]);
    if (this.#uplot === null || shape !== this.#shape) {
      this.#shape = shape;
      this.#rebuild();
    } else {
      this.#uplot.setData(this.#data, false);
      this.#scale();
    }
  }

  get #unit(): string {
    return this.metric === "humidity" ? "%" : this.#state?.units.to ?? "";
  }

  get #decimals(): number {
    return this.metric === "humidity" ? 0 : 1;
  }

  get #data(): uPlot.AlignedData {
    return [this.#joined.x, ...this.#joined.ys] as uPlot.AlignedData;
  }

  #rebuild(): void {
    const state = this.#state;
    if (state === null) return;
    this.#uplot?.destroy();
    const colors = readColors(this.#plot);
    const font = "11px system-ui, sans-serif";
    const axis = {
      stroke: colors.muted,
      font,
      grid: { stroke: colors.grid, width: 1 },
      ticks: { show: false },
    };
    this.#uplot = new uPlot(
      {
        width: Math.max(200, this.#plot.clientWidth),
        height: this.#plot.clientHeight,
        ms: 1,
        legend: { show: false },
        padding: [10, 12, 0, 0],
        cursor: {
          y: false,
          sync: { key: "weather" },
          drag: { x: true, y: false, setScale: false },
          points: { size: 7 },
        },
        scales: { x: { time: true }, y: { range: padRange } },
        axes: [
          {
            ...axis,
            size: 30,
            space: 64,
            values: (_, splits, _axis, _space, step) =>
              splits.map((at) => formatTick(at, step)),
          },
          {
            ...axis,
            size: 46,
            values: (_, splits, _axis, _space, step) =>
              // Without lines, the numbers would be of nothing.
              splits.map((value) =>
                this.#joined.x.length === 0
                  ? ""
                  : formatNumber(value, step < 1 ? 1 : 0)
              ),
          },
        ],
        series: [
          {},
          ...state.series.map(({ city }) => ({
            label: city,
            stroke: colors.lines[state.colorOf(city)] ?? colors.text,
            width: 1.5,
            points: { size: 4 },
          })),
        ],
        hooks: {
          setCursor: [() => this.#onCursor()],
          setSelect: [(plot) => {
            const { left, width } = plot.select;
            if (width < 8) return;
            plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
            this.onZoom({
              from: plot.posToVal(left, "x"),
              to: plot.posToVal(left + width, "x"),
            });
          }],
        },
      },
      this.#data,
      this.#plot,
    );
    this.#uplot.over.addEventListener("mouseleave", () => this.#hideTooltip());
    this.#scale();
  }

  #scale(): void {
    const { x } = this.#joined;
    const range = this.#state?.range ??
      (x.length > 1
        ? { from: x[0]!, to: x.at(-1)! }
        : x.length === 1
        ? { from: x[0]! - 1_800_000, to: x[0]! + 1_800_000 }
        : { from: Date.now() - 3_600_000, to: Date.now() });
    this.#uplot?.setScale("x", { min: range.from, max: range.to });
  }

  #resize(): void {
    const { clientWidth, clientHeight } = this.#plot;
    if (clientWidth === 0) return;
    this.#uplot?.setSize({ width: clientWidth, height: clientHeight });
  }

  #onCursor(): void {
    const plot = this.#uplot;
    if (plot === null) return;
    const isOurs = plot.over.matches(":hover") ||
      this.#plot.matches(":focus-visible");
    const index = plot.cursor.idx;
    if (!isOurs || index === null || index === undefined) {
      this.#tooltip.hidden = true;
      return;
    }
    this.#showTooltip(plot, index);
  }

  #showTooltip(plot: uPlot, index: number): void {
    const at = this.#joined.x[index];
    if (at === undefined || this.#state === null) return;
    const lines = this.#valuesAt(plot, index);
    update(
      this.#tooltip,
      h("p", { class: "tooltip-time" }, formatMoment(at, Date.now())),
      h(
        "ul",
        {},
        ...lines.map(({ city, value }) =>
          h(
            "li",
            {},
            h("span", { class: `swatch c${this.#state!.colorOf(city)}` }),
            h("span", { class: "tooltip-city" }, city),
            h("b", {}, `${formatNumber(value, this.#decimals)} ${this.#unit}`),
          )
        ),
      ),
    );
    this.#tooltip.hidden = false;
    const left = plot.over.offsetLeft + plot.valToPos(at, "x");
    const width = this.#tooltip.offsetWidth;
    const isRight = left + width + 16 > this.#plot.clientWidth;
    const x = isRight ? Math.max(0, left - width - 12) : left + 12;
    // Through the object model: the page's policy allows no style attributes.
    this.#tooltip.style.transform = `translate(${Math.round(x)}px, 8px)`;
  }

  #valuesAt(plot: uPlot, index: number): { city: string; value: number }[] {
    const { min = 0, max = 0 } = plot.scales["x"] ?? {};
    const reach = ((max ?? 0) - (min ?? 0)) / 50;
    return (this.#state?.series ?? []).flatMap(({ city }, line) => {
      const value = nearestValue(this.#joined, line, { index, reach });
      return value === null ? [] : [{ city, value }];
    }).sort((a, b) => b.value - a.value);
  }

  #hideTooltip(): void {
    this.#tooltip.hidden = true;
  }

  #onKey(event: KeyboardEvent): void {
    const plot = this.#uplot;
    const { x } = this.#joined;
    const moves: Record<string, number> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      PageUp: -20,
      PageDown: 20,
      Home: -Infinity,
      End: Infinity,
    };
    const move = moves[event.key];
    if (event.key === "Escape") {
      plot?.setCursor({ left: -10, top: -10 });
      this.#hideTooltip();
    }
    if (plot === null || move === undefined || x.length === 0) return;
    event.preventDefault();
    const now = plot.cursor.idx ?? (move > 0 ? -1 : x.length);
    const next = Math.min(x.length - 1, Math.max(0, now + move));
    plot.setCursor({ left: plot.valToPos(x[next]!, "x"), top: 10 });
    this.#showTooltip(plot, next);
    this.#spoken.textContent = [
      formatMoment(x[next]!, Date.now()),
      ...this.#valuesAt(plot, next).map(({ city, value }) =>
        `${city} ${formatNumber(value, this.#decimals)} ${this.#unit}`
      ),
    ].join(", ");
  }

  #describe(): string {
    const { x, ys } = this.#joined;
    const { series = [], rangeName = "" } = this.#state ?? {};
    const title = titles[this.metric];
    if (x.length === 0) return `${title}: ${this.#state?.emptyText}`;
    let min = { value: Infinity, city: "" };
    let max = { value: -Infinity, city: "" };
    series.forEach(({ city }, line) => {
      for (const value of ys[line] ?? []) {
        if (typeof value !== "number") continue;
        if (value < min.value) min = { value, city };
        if (value > max.value) max = { value, city };
      }
    });
    const text = ({ value, city }: typeof min) =>
      `${formatNumber(value, this.#decimals)} ${this.#unit} (${city})`;
    return `${title} of ${series.length} ${
      series.length === 1 ? "city" : "cities"
    } in ${rangeName}: from ${text(min)} to ${
      text(max)
    }. Arrow keys move through the observations.`;
  }
}

function padRange(_: uPlot, min: number | null, max: number | null) {
  if (min === null || max === null) return [0, 1] as uPlot.Range.MinMax;
  const pad = Math.max((max - min) * 0.08, 0.5);
  return [min - pad, max + pad] as uPlot.Range.MinMax;
}

function readColors(parent: HTMLElement) {
  const probe = h("span", { hidden: true });
  parent.append(probe);
  const read = (className: string) => {
    probe.className = className;
    return getComputedStyle(probe).color;
  };
  const colors = {
    text: read("ink"),
    muted: read("ink-muted"),
    grid: read("ink-grid"),
    lines: Array.from({ length: 10 }, (_, i) => read(`c${i}`)),
  };
  probe.remove();
  return colors;
}
