import type { Health, Snapshot } from "../dashboard/snapshot.ts";
import { formatSeconds } from "../verify/progress.ts";

/** What is still well; undefined does not matter. */
export interface Limits {
  /** Records that the sink may be behind. */
  readonly maxLag?: number | undefined;
  /** Milliseconds since the newest row was written. */
  readonly maxAgeMs?: number | undefined;
  /** Records in the dead letter queue. */
  readonly maxDeadLetters?: number | undefined;
}

/** How the pipeline does, and why so in a line. */
export interface WatchVerdict {
  /** `wrong`: it works not as it should; `unknown`: that cannot be told, as something does not answer. */
  readonly status: "ok" | "wrong" | "unknown";
  /** Such as `lag 5,210 (limit 100)`. */
  readonly reason: string;
}

/** Judges a snapshot: what cannot be told outweighs what is wrong, as that may follow from it. */
export function judgePipeline(
  snapshot: Snapshot,
  limits: Limits = {},
): WatchVerdict {
  const down = (["kafka", "connect", "cassandra"] as const).flatMap((part) =>
    describeDown(part, snapshot[part].health)
  );
  if (down.length > 0) return { status: "unknown", reason: down.join("; ") };
  if (snapshot.connector.state === undefined) {
    const reason = `what ${snapshot.connector.name} does is not known yet`;
    return { status: "unknown", reason };
  }
  const faults = [
    ...findConnectorFaults(snapshot),
    ...findExcesses(snapshot, limits),
  ];
  return faults.length > 0
    ? { status: "wrong", reason: faults.join("; ") }
    : { status: "ok", reason: describeWell(snapshot) };
}

const partNames = {
  kafka: "Kafka",
  connect: "Kafka Connect",
  cassandra: "Cassandra",
} as const;

function describeDown(
  part: keyof typeof partNames,
  health: Health,
): string[] {
  const name = partNames[part];
  switch (health.state) {
    case "up":
      return [];
    case "unknown":
      return [`${name} has not answered yet`];
    case "down":
      return [`${name} does not answer: ${health.reason}`];
  }
}

function findConnectorFaults({ connector }: Snapshot): string[] {
  const { name, state, tasks } = connector;
  if (state === null) return [`${name} is not deployed`];
  const [failed] = tasks.filter((task) => task.state === "FAILED");
  if (failed !== undefined) {
    const [problem] = connector.problems;
    const why = problem === undefined ? "" : `: ${problem.message}`;
    return [`${name}: task ${failed.id} has failed${why}`];
  }
  if (state !== "RUNNING") return [`${name} is ${state}`];
  if (tasks.length === 0) return [`${name} has no task`];
  const other = tasks.find((task) => task.state !== "RUNNING");
  return other === undefined
    ? []
    : [`${name}: task ${other.id} is ${other.state}`];
}

function findExcesses(
  { at, connector: { lag }, deadLetters, table, topic }: Snapshot,
  { maxLag, maxAgeMs, maxDeadLetters }: Limits,
): string[] {
  const faults: string[] = [];
  if (topic.partitions === null) faults.push(`no topic ${topic.name}`);
  if (table.exists === false) faults.push(`no table ${table.name}`);
  if (maxLag !== undefined && (lag ?? 0) > maxLag) {
    faults.push(`lag ${number(lag ?? 0)} (limit ${number(maxLag)})`);
  }
  if (maxAgeMs !== undefined && table.exists !== false) {
    const age = table.lastWriteAt === null ? null : at - table.lastWriteAt;
    const limit = formatSeconds(maxAgeMs / 1000);
    if (age === null) faults.push(`no row in ${table.name}`);
    else if (age > maxAgeMs) {
      faults.push(
        `the newest row was written ${
          formatSeconds(age / 1000)
        } ago (limit ${limit})`,
      );
    }
  }
  const letters = deadLetters.total ?? 0;
  if (maxDeadLetters !== undefined && letters > maxDeadLetters) {
    faults.push(
      `${number(letters)} dead letters (limit ${number(maxDeadLetters)})`,
    );
  }
  return faults;
}

function describeWell({ at, connector, deadLetters, table }: Snapshot): string {
  const age = table.lastWriteAt === null
    ? "no row yet"
    : `newest row ${formatSeconds((at - table.lastWriteAt) / 1000)} ago`;
  return `${connector.name} runs, lag ${number(connector.lag ?? 0)}, ${age}, ` +
    `dead letters ${number(deadLetters.total ?? 0)}`;
}

function number(value: number): string {
  return value.toLocaleString("en");
}
