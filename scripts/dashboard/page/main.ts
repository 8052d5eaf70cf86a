import type { Snapshot } from "../snapshot.ts";
import { judgeOverall, renderAlerts } from "./alerts.ts";
import { Chart } from "./charts.ts";
import { renderTrouble, showLetters } from "./dead_letters.ts";
import { byId, h, update } from "./dom.ts";
import { formatMoment, type TemperatureUnit, unitOf } from "./format.ts";
import { renderLatest } from "./latest.ts";
import { renderPipeline } from "./pipeline.ts";
import {
  appendLatest,
  fetchSeries,
  metrics,
  rangeChoices,
  type Series,
} from "./series.ts";

/** Cities shown at first, and at most. */
const firstCities = 10;
const maxCities = 16;

/** How often lines are read anew where rows came meanwhile, in milliseconds; those that came are there at once. */
const refreshMs = 60_000;

/** After how long without a word the server counts as gone, in milliseconds. */
const silentMs = 8_000;

const unitsKey = "dashboard-units";

let snapshot: Snapshot | null = null;
let serverDownSince: number | null = null;
let lastHeardAt = Date.now();
let choice = rangeChoices.find(({ id }) => id === "24h")!;
let zoom: { readonly from: number; readonly to: number } | null = null;
/** Null until the first cities are known. */
let chosen: Set<string> | null = null;
let series: readonly Series[] = [];
let lines: AbortController | null = null;
let readAt = 0;
let isGrown = false;
let note: string | null = null;

const charts = metrics.map((metric) =>
  new Chart(byId(`chart-${metric}`), metric, (range) => {
    zoom = range;
    loadLines();
  })
);

function connect(): void {
  const source = new EventSource("/api/events");
  source.onmessage = ({ data }) => {
    lastHeardAt = Date.now();
    const isBack = serverDownSince !== null;
    serverDownSince = null;
    take(JSON.parse(data) as Snapshot, isBack);
  };
  source.onerror = () => {
    serverDownSince ??= lastHeardAt;
    render();
    if (source.readyState !== EventSource.CLOSED) return;
    // Refused rather than broken: the browser does not try again by itself.
    source.close();
    setTimeout(async () => {
      const answer = await fetch("/api/snapshot").catch(() => null);
      // The token has changed.
      if (answer?.status === 401) location.reload();
      else connect();
    }, 3_000);
  };
}

function take(next: Snapshot, isBack: boolean): void {
  const wasDown = snapshot?.cassandra.health.state === "down";
  const before = snapshot;
  snapshot = next;
  if (chosen === null && next.latest.length > 0) {
    chosen = new Set(next.latest.slice(0, firstCities).map(({ city }) => city));
    loadLines();
  } else if (next.latest.length > 0 && (before?.latest.length ?? 0) > 0) {
    chooseNewCities(before!, next);
  }
  const isUp = next.cassandra.health.state === "up";
  if (isUp && (wasDown || isBack)) loadLines();
  addLatest(next);
  const isDue = isGrown && Date.now() - readAt > refreshMs;
  if (isDue && isUp && !document.hidden) loadLines();
  render();
}

/** A city's first row shows itself where there is room for its line. */
function chooseNewCities(before: Snapshot, next: Snapshot): void {
  const known = new Set(before.latest.map(({ city }) => city));
  for (const { city } of next.latest) {
    if (known.has(city) || chosen!.size >= firstCities) continue;
    chosen!.add(city);
    loadLines();
  }
}

function addLatest({ latest }: Snapshot): void {
  if (zoom !== null) return;
  const grown = series.map((one) => {
    const row = latest.find(({ city }) => city === one.city);
    return row === undefined ? one : appendLatest(one, row);
  });
  if (grown.every((one, i) => one === series[i])) return;
  series = grown;
  isGrown = true;
}

async function loadLines(): Promise<void> {
  // Once it is back, they are read.
  if (chosen === null || snapshot?.cassandra.health.state !== "up") return;
  lines?.abort();
  const mine = lines = new AbortController();
  const now = Date.now();
  readAt = now;
  isGrown = false;
  const to = zoom?.to ?? now + 60_000;
  const from = zoom?.from ?? (choice.span === null ? null : now - choice.span);
  // More than a point for each second pixel cannot be seen.
  const width = byId("chart-temperature").clientWidth;
  const points = Math.min(600, Math.max(200, Math.round(width / 2)));
  byId("charts").setAttribute("aria-busy", "true");
  try {
    const found = await Promise.all([...chosen].map(async (city) => {
      const one = await fetchSeries(city, {
        from,
        to,
        points,
        signal: mine.signal,
      });
      // Each line is drawn as it comes.
      if (lines === mine) {
        series = [...series.filter((other) => other.city !== city), one]
          .sort((a, b) => a.city < b.city ? -1 : 1);
        render();
      }
      return one;
    }));
    note = describeKind(found);
  } catch (error) {
    if (mine.signal.aborted) return;
    note = `Not read anew: ${
      error instanceof Error ? error.message : String(error)
    }`;
    isGrown = true;
  }
  if (lines !== mine) return;
  byId("charts").removeAttribute("aria-busy");
  render();
}

function describeKind(found: readonly Series[]): string | null {
  if (found.some(({ kind }) => kind === "sampled")) {
    return "Samples from all over a longer history; a shorter range shows every row. Drag over a chart to zoom in.";
  }
  if (found.some(({ kind }) => kind === "downsampled")) {
    return "Every row was read; the points that keep the shape are drawn. Drag over a chart to zoom in.";
  }
  return null;
}

function render(): void {
  const now = Date.now();
  const overall = judgeOverall(snapshot, serverDownSince);
  const pill = byId("overall");
  // Read out when it changes, and not each time.
  if (pill.textContent !== overall.word) pill.textContent = overall.word;
  pill.className = `pill ${overall.tone}`;
  document.title = overall.tone === "bad"
    ? `${overall.word} · Weather pipeline`
    : "Weather pipeline";
  update(byId("alerts"), ...renderAlerts(snapshot, serverDownSince, now));
  document.body.classList.toggle("stale", serverDownSince !== null);
  if (snapshot === null) return;
  update(byId("pipeline"), ...renderPipeline(snapshot));
  update(byId("trouble"), ...renderTrouble(snapshot));
  renderCharts(snapshot, now);
  update(
    byId("footer"),
    `As of ${
      formatMoment(snapshot.at, now)
    } · times are in ${Intl.DateTimeFormat().resolvedOptions().timeZone}`,
  );
}

function renderCharts(present: Snapshot, now: number): void {
  const cities = present.latest.map(({ city }) => city);
  const colorOf = (city: string) => Math.max(0, cities.indexOf(city)) % 10;
  const from = unitOf(present.units);
  const to = chosenUnit() ?? from;
  byId<HTMLSelectElement>("units").value = to;
  const rangeName = zoom === null
    ? choice.name
    : `${formatMoment(zoom.from, now)} – ${formatMoment(zoom.to, now)}`;
  const range = zoom ??
    (choice.span === null ? null : { from: now - choice.span, to: now });
  update(
    byId("cities"),
    ...cities.map((city) =>
      h(
        "button",
        {
          type: "button",
          class: "chip",
          "data-action": "toggle-city",
          "data-city": city,
          "aria-pressed": String(chosen?.has(city) ?? false),
        },
        h("span", { class: `swatch c${colorOf(city)}` }),
        city,
      )
    ),
    zoom !== null && h(
      "button",
      { type: "button", class: "chip zoom", "data-action": "reset-zoom" },
      `${rangeName} ✕`,
    ),
  );
  const newest = Math.max(...present.latest.map(({ at }) => at));
  const isEmpty = series.length > 0 &&
    series.every(({ lines }) => lines.temperature.x.length === 0);
  update(
    byId("chart-note"),
    isEmpty && zoom === null
      ? `The newest row is of ${
        formatMoment(newest, now)
      }: choose a longer range.`
      : note ?? "",
  );
  const emptyText = chosen?.size === 0
    ? "No city is chosen."
    : series.length > 0
    ? `No observations in ${rangeName}.`
    : present.cassandra.health.state === "down"
    ? "Cassandra cannot be read."
    : present.latest.length === 0
    ? "There are no observations yet."
    : "Reading…";
  const units = { from, to };
  const state = { series, colorOf, units, range, rangeName, emptyText };
  for (const chart of charts) chart.draw(state);
  update(byId("latest"), renderLatest(present, state));
}

function chosenUnit(): TemperatureUnit | null {
  const stored = localStorage.getItem(unitsKey);
  return stored === "K" || stored === "°C" || stored === "°F" ? stored : null;
}

const actions: Record<string, (data: DOMStringMap) => void> = {
  "show-letters": ({ reason }) => void showLetters(reason ?? ""),
  "close-letters": () => byId<HTMLDialogElement>("letters").close(),
  "reset-zoom": () => {
    zoom = null;
    loadLines();
  },
  "toggle-city": ({ city = "" }) => {
    if (chosen === null) return;
    if (chosen.has(city)) chosen.delete(city);
    else if (chosen.size < maxCities) chosen.add(city);
    series = series.filter((one) => chosen!.has(one.city));
    render();
    loadLines();
  },
};

document.addEventListener("click", ({ target }) => {
  const button = (target as Element).closest<HTMLElement>("[data-action]");
  if (button === null) return;
  actions[button.dataset["action"] ?? ""]?.(button.dataset);
});

byId("units").addEventListener("change", ({ target }) => {
  localStorage.setItem(unitsKey, (target as HTMLSelectElement).value);
  render();
});

byId("ranges").append(...rangeChoices.map(({ id, label, name }) =>
  h(
    "label",
    { title: name },
    h("input", {
      type: "radio",
      name: "range",
      value: id,
      checked: id === choice.id,
    }),
    h("span", {}, label),
  )
));
byId("ranges").addEventListener("change", ({ target }) => {
  choice = rangeChoices.find(({ id }) =>
    id === (target as HTMLInputElement).value
  ) ?? choice;
  zoom = null;
  loadLines();
});

// A connection may hang without an error, as when this machine has slept.
setInterval(() => {
  if (Date.now() - lastHeardAt < silentMs) return;
  serverDownSince ??= lastHeardAt;
  render();
}, 2_000);

connect();
render();
