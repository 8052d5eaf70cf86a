import type { Health, Snapshot } from "../dashboard/snapshot.ts";
import { formatTable, style, withoutControls } from "../shared/terminal.ts";
import { formatSeconds } from "../verify/progress.ts";
import type { WatchVerdict } from "./verdict.ts";

const symbol = { standard: "K", metric: "°C" } as const;

/** The pipeline as `deno task watch` shows it: the verdict, a line for each part, the newest row of each city. */
export function formatSnapshot(
  snapshot: Snapshot,
  { status, reason }: WatchVerdict,
): string {
  const color = status === "ok"
    ? style.green
    : status === "wrong"
    ? style.red
    : style.yellow;
  return [
    `${style.bold(color(status))}  ${withoutControls(reason)}`,
    "",
    formatParts(snapshot),
    "",
    snapshot.latest.length === 0 ? "no row yet" : formatLatest(snapshot),
  ].join("\n");
}

function formatParts(snapshot: Snapshot): string {
  const { at, topic, connector, deadLetters, table } = snapshot;
  const states = Map.groupBy(connector.tasks, ({ state }) => state);
  const tasks = [...states].map(([state, of]) => `${of.length} ${state}`)
    .join(", ");
  return formatTable(["Part", "State", "What", "Now", "Rate"], [
    [
      "topic",
      formatHealth(snapshot.kafka.health, at),
      topic.name,
      `${known(topic.records)} records, newest ${age(topic.lastRecordAt, at)}`,
      rate(topic.perSecond),
    ],
    [
      "sink",
      formatHealth(snapshot.connect.health, at),
      connector.name,
      `${connector.state ?? "not deployed"}, tasks ${
        tasks === "" ? "none" : tasks
      }, lag ${known(connector.lag)}`,
      rate(connector.perSecond),
    ],
    [
      "dead letters",
      "",
      deadLetters.topic ?? "-",
      `${known(deadLetters.total)}${
        deadLetters.reasons[0] === undefined
          ? ""
          : `, mostly: ${withoutControls(deadLetters.reasons[0].reason)}`
      }`,
      "",
    ],
    [
      "table",
      formatHealth(snapshot.cassandra.health, at),
      table.name,
      `newest row written ${age(table.lastWriteAt, at)}`,
      "",
    ],
  ], { right: [4] });
}

function formatLatest({ at, latest, units }: Snapshot): string {
  const unit = symbol[units];
  const degrees = (value: number | null) =>
    value === null ? "-" : value.toFixed(2);
  return formatTable(
    ["City", "Observed (UTC)", "Age", `Temp ${unit}`, `Feels ${unit}`, "Hum %"],
    latest.map((row) => [
      withoutControls(row.city),
      new Date(row.at).toISOString().slice(0, 19).replace("T", " "),
      formatSeconds((at - row.at) / 1000),
      degrees(row.temperature),
      degrees(row.feels_like),
      row.humidity === null ? "-" : String(row.humidity),
    ]),
    { right: [2, 3, 4, 5] },
  );
}

function formatHealth(health: Health, at: number): string {
  switch (health.state) {
    case "up":
      return style.green("up");
    case "unknown":
      return style.dim("…");
    case "down":
      return style.red(`down ${formatSeconds((at - health.since) / 1000)}`);
  }
}

function known(value: number | null): string {
  return value === null ? "?" : value.toLocaleString("en");
}

function age(time: number | null, at: number): string {
  return time === null ? "?" : `${formatSeconds((at - time) / 1000)} ago`;
}

function rate(perSecond: number | null): string {
  return perSecond === null ? "" : `${perSecond.toFixed(1)}/s`;
}
