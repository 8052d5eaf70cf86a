import type { Health, Snapshot } from "../snapshot.ts";
import { breakable, type Child, h } from "./dom.ts";
import {
  formatAge,
  formatCount,
  formatDuration,
  formatNumber,
  formatRate,
} from "./format.ts";

/** How a part does: its color, and its word for those who see none. */
export interface Mark {
  readonly tone: "good" | "warn" | "bad" | "idle";
  readonly word: string;
}

/** How long a topic may get no record before its producer counts as silent, in milliseconds. */
const silentMs = 120_000;

/** The four parts that a record passes, as items of a list. */
export function renderPipeline(snapshot: Snapshot): HTMLElement[] {
  return [
    renderProducer(snapshot),
    renderTopic(snapshot),
    renderConnector(snapshot),
    renderTable(snapshot),
  ];
}

function renderProducer({ topic, kafka, at, units }: Snapshot): HTMLElement {
  const last = topic.lastRecordAt;
  const isKnown = kafka.health.state === "up";
  const mark: Mark = !isKnown
    ? { tone: "idle", word: "Unknown" }
    : last === null
    ? { tone: "idle", word: "Not seen" }
    : at - last < silentMs
    ? { tone: "good", word: "Publishing" }
    : { tone: "warn", word: "Silent" };
  const [rate, unit] = formatRate(topic.perSecond);
  return part("producer", "Producer", mark, {
    isOld: !isKnown,
    value: rate,
    unit,
    facts: [
      ["Last record", formatAge(last, at)],
      ["Units", units === "standard" ? "K (standard)" : "°C (metric)"],
    ],
  });
}

function renderTopic({ topic, kafka, at }: Snapshot): HTMLElement {
  const mark = topic.partitions === null && kafka.health.state === "up"
    ? { tone: "warn", word: "No topic" } as const
    : markHealth(kafka.health, at);
  return part("topic", "Topic", mark, {
    isOld: kafka.health.state !== "up",
    value: formatCount(topic.records),
    unit: "records",
    facts: [
      ["Name", breakable(topic.name)],
      ["Partitions", formatNumber(topic.partitions)],
      ["Kafka", kafka.address],
    ],
  });
}

function renderConnector(snapshot: Snapshot): HTMLElement {
  const { connector, deadLetters } = snapshot;
  const [rate, unit] = formatRate(connector.perSecond);
  return part("connector", "Connector", markConnector(snapshot), {
    isOld: snapshot.connect.health.state !== "up",
    value: formatCount(connector.lag),
    unit: "lag",
    facts: [
      ["Name", breakable(connector.name)],
      [
        "Tasks",
        connector.tasks.length === 0 ? "none" : h(
          "span",
          { class: "tasks" },
          ...connector.tasks.map(({ id, state }) =>
            h("span", { class: `task ${toneOf(state)}` }, `${id} ${state}`)
          ),
        ),
      ],
      ["Consumes", `${rate} ${unit}`],
      [
        "Dead letters",
        h(
          "span",
          { class: deadLetters.total ? "bad-text" : "" },
          formatNumber(deadLetters.total),
        ),
      ],
    ],
  });
}

function renderTable({ table, cassandra, latest, at }: Snapshot): HTMLElement {
  const newest = latest.reduce((max, row) => Math.max(max, row.at), -Infinity);
  const mark = cassandra.health.state === "up" && table.exists === false
    ? { tone: "bad", word: "No table" } as const
    : markHealth(cassandra.health, at);
  return part("table", "Table", mark, {
    isOld: cassandra.health.state !== "up",
    value: newest === -Infinity ? "–" : formatDuration(at - newest, 1),
    unit: "age of newest row",
    facts: [
      ["Name", breakable(table.name)],
      ["Cities", formatNumber(latest.length)],
      ["Last write", formatAge(table.lastWriteAt, at)],
      ["Cassandra", cassandra.address],
    ],
  });
}

/** How the connector does. */
export function markConnector({ connector, connect, at }: Snapshot): Mark {
  if (connect.health.state !== "up") return markHealth(connect.health, at);
  const { state, tasks } = connector;
  if (state === null) return { tone: "bad", word: "Not deployed" };
  if (state === undefined) return { tone: "idle", word: "Looking" };
  const failed = tasks.filter((task) => task.state === "FAILED").length;
  if (state === "FAILED" || failed > 0) {
    return {
      tone: "bad",
      word: failed > 0 && failed < tasks.length
        ? `${failed} of ${tasks.length} tasks failed`
        : "Failed",
    };
  }
  if (state === "RUNNING") {
    return tasks.length > 0 && tasks.every((task) => task.state === "RUNNING")
      ? { tone: "good", word: "Running" }
      : { tone: "warn", word: "Starting" };
  }
  return { tone: "warn", word: state[0] + state.slice(1).toLowerCase() };
}

function markHealth(health: Health, now: number): Mark {
  switch (health.state) {
    case "unknown":
      return { tone: "idle", word: "Looking" };
    case "up":
      return { tone: "good", word: "Up" };
    case "down":
      return {
        tone: "bad",
        word: `Down ${formatDuration(now - health.since)}`,
      };
  }
}

function toneOf(state: string): string {
  return state === "RUNNING" ? "good" : state === "FAILED" ? "bad" : "warn";
}

function part(
  id: string,
  title: string,
  { tone, word }: Mark,
  { value, unit, facts, isOld }: {
    /** Whether these are the last values known rather than the present ones. */
    readonly isOld: boolean;
    readonly value: string;
    readonly unit: string;
    readonly facts: readonly (readonly [name: string, value: Child])[];
  },
): HTMLElement {
  return h(
    "li",
    {
      class: `part panel ${tone}${isOld ? " old" : ""}`,
      id: `part-${id}`,
    },
    h(
      "div",
      { class: "part-head" },
      h("h3", {}, title),
      h("span", { class: `mark ${tone}` }, word),
    ),
    h(
      "p",
      { class: "figure" },
      h("b", {}, value),
      " ",
      h("span", {}, unit),
    ),
    h(
      "dl",
      {},
      ...facts.map(([name, value]) =>
        h(
          "div",
          {},
          h("dt", {}, name),
          h("dd", {}, value),
        )
      ),
    ),
  );
}
