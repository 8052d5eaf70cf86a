import { assertEquals } from "@std/assert";
import type { Snapshot } from "../../../scripts/dashboard/snapshot.ts";
import { judgePipeline, type Limits } from "../../../scripts/watch/verdict.ts";
import { sampleSnapshot } from "./_snapshot.ts";

const good = sampleSnapshot();
const { state: _, ...unknownState } = good.connector;
const down = {
  state: "down",
  since: 0,
  lastSeen: null,
  reason: "refused",
  fix: null,
} as const;

for (
  const { change = {}, limits = {}, status, reason } of [
    {
      status: "ok",
      reason: "sink runs, lag 3, newest row 1 min 30 s ago, dead letters 2",
    },
    {
      limits: { maxLag: 3, maxAgeMs: 90_000, maxDeadLetters: 2 },
      status: "ok",
      reason: "sink runs, lag 3, newest row 1 min 30 s ago, dead letters 2",
    },
    {
      limits: { maxLag: 2, maxAgeMs: 60_000, maxDeadLetters: 0 },
      status: "wrong",
      reason:
        "lag 3 (limit 2); the newest row was written 1 min 30 s ago (limit 1 min); 2 dead letters (limit 0)",
    },
    {
      change: {
        table: { name: "ks.weather", exists: true, lastWriteAt: null },
      },
      limits: { maxAgeMs: 60_000 },
      status: "wrong",
      reason: "no row in ks.weather",
    },
    {
      change: {
        table: { name: "ks.weather", exists: false, lastWriteAt: null },
      },
      limits: { maxAgeMs: 60_000 },
      status: "wrong",
      reason: "no table ks.weather",
    },
    {
      change: { connector: { ...good.connector, state: null, tasks: [] } },
      status: "wrong",
      reason: "sink is not deployed",
    },
    {
      change: { connector: unknownState },
      status: "unknown",
      reason: "what sink does is not known yet",
    },
    {
      change: { connector: { ...good.connector, state: "PAUSED" } },
      status: "wrong",
      reason: "sink is PAUSED",
    },
    {
      change: { connector: { ...good.connector, tasks: [] } },
      status: "wrong",
      reason: "sink has no task",
    },
    {
      change: {
        connector: {
          ...good.connector,
          tasks: [{ id: 1, state: "FAILED", worker: "w:1" }],
        },
      },
      status: "wrong",
      reason: "sink: task 1 has failed",
    },
    {
      change: { topic: { ...good.topic, partitions: null } },
      status: "wrong",
      reason: "no topic weather",
    },
    {
      change: {
        kafka: { health: down, address: "" },
        cassandra: { health: { state: "unknown" }, address: "" },
      },
      limits: { maxLag: 0 },
      status: "unknown",
      reason: "Kafka does not answer: refused; Cassandra has not answered yet",
    },
  ] satisfies {
    change?: Partial<Snapshot>;
    limits?: Limits;
    status: string;
    reason: string;
  }[]
) {
  Deno.test(`judgePipeline() says ${status}: ${reason}`, () => {
    assertEquals(
      judgePipeline({ ...good, ...change } as Snapshot, limits),
      { status, reason } as ReturnType<typeof judgePipeline>,
    );
  });
}
