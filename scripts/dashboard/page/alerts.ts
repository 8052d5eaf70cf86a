import type { Snapshot } from "../snapshot.ts";
import { h, withCode } from "./dom.ts";
import { formatMoment } from "./format.ts";
import { type Mark, markConnector } from "./pipeline.ts";

/** What cannot be reached, or has failed, since when, and what to do. */
export function renderAlerts(
  snapshot: Snapshot | null,
  serverDownSince: number | null,
  now: number,
): HTMLElement[] {
  if (serverDownSince !== null) {
    return [
      alert({
        title: "The dashboard's server does not answer",
        since: serverDownSince,
        reason: "What is shown is the last that it said. Trying again.",
        fix: "start it again with `deno task dashboard`",
        now,
      }),
    ];
  }
  if (snapshot === null) return [];
  const parts = [
    ["Kafka", snapshot.kafka.health],
    ["Kafka Connect", snapshot.connect.health],
    ["Cassandra", snapshot.cassandra.health],
  ] as const;
  const down = parts.flatMap(([name, health]) =>
    health.state === "down"
      ? [alert({
        title: `${name} is down`,
        since: health.since,
        reason: health.reason,
        fix: health.fix,
        now,
      })]
      : []
  );
  const { connector, connect, cassandra, table } = snapshot;
  const noTable = cassandra.health.state === "up" && table.exists === false
    ? [alert({
      title: `The table ${table.name} does not exist`,
      since: null,
      reason: "Cassandra is up, and has no such table.",
      fix: "`deno task schema`",
      now,
    })]
    : [];
  const isKnown = connect.health.state === "up";
  const missing = isKnown && connector.state === null
    ? [alert({
      title: `The connector ${connector.name} is not deployed`,
      since: connector.troubledSince,
      reason: "Nothing carries records from the topic to the table.",
      fix: "`deno task connect:deploy`",
      now,
    })]
    : [];
  const failed = isKnown
    ? connector.problems.map(({ at, message, setting, fix }) =>
      alert({
        title: `${connector.name} has failed: ${at ?? "connector"}`,
        since: connector.troubledSince,
        reason: setting === null ? message : `${setting}: ${message}`,
        fix: fix ?? "mend it, then `deno task connect:restart`",
        now,
      })
    )
    : [];
  return [...down, ...noTable, ...missing, ...failed];
}

/** The whole in a word. */
export function judgeOverall(
  snapshot: Snapshot | null,
  serverDownSince: number | null,
): Mark {
  if (serverDownSince !== null) return { tone: "bad", word: "Disconnected" };
  if (snapshot === null) return { tone: "idle", word: "Connecting…" };
  const { kafka, connect, cassandra, connector } = snapshot;
  const healths = [kafka.health, connect.health, cassandra.health];
  const down = healths.filter(({ state }) => state === "down").length;
  if (down > 0) return { tone: "bad", word: `${down} of 3 services down` };
  if (healths.some(({ state }) => state === "unknown")) {
    return { tone: "idle", word: "Looking…" };
  }
  if (snapshot.table.exists === false) return { tone: "bad", word: "No table" };
  const mark = markConnector(snapshot);
  if (mark.tone === "bad" || mark.tone === "warn") {
    return { tone: mark.tone, word: `Connector ${mark.word.toLowerCase()}` };
  }
  return connector.lag !== null && connector.lag > 0
    ? { tone: "good", word: "Running, catching up" }
    : { tone: "good", word: "All running" };
}

function alert(
  { title, since, reason, fix, now }: {
    readonly title: string;
    readonly since: number | null;
    readonly reason: string;
    readonly fix: string | null;
    readonly now: number;
  },
): HTMLElement {
  return h(
    "div",
    { class: "alert" },
    h(
      "p",
      { class: "alert-title" },
      h("b", {}, title),
      since !== null && h(
        "span",
        {},
        ` since ${formatMoment(since, now)}`,
      ),
    ),
    h("p", {}, reason),
    fix !== null &&
      h("p", {}, h("span", { class: "fix" }, "Fix: "), ...withCode(fix)),
  );
}
