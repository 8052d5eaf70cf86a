import { assertEquals } from "@std/assert";
import type { ConnectorStatus } from "../../connect/connect_api.ts";
import {
  describeFailures,
  describeRunning,
  findFailures,
  judgeStatus,
} from "../../connect/connector_health.ts";

function statusOf(connector: string, ...tasks: string[]): ConnectorStatus {
  return {
    name: "x",
    type: "sink",
    connector: instance(connector),
    tasks: tasks.map((state, id) => ({ id, ...instance(state) })),
  };
}

function instance(state: string) {
  return {
    state,
    worker_id: "w:8083",
    ...(state === "FAILED" ? { trace: "a.b.Boom: it broke\n\tat x" } : {}),
  };
}

for (
  const { what, status, reason } of [
    {
      what: "no status",
      status: null,
      reason: "the connector has not started",
    },
    {
      what: "no tasks",
      status: statusOf("RUNNING"),
      reason: "none of its tasks has started yet",
    },
    {
      what: "a task unassigned",
      status: statusOf("RUNNING", "RUNNING", "UNASSIGNED"),
      reason: "task 1 is UNASSIGNED",
    },
    {
      what: "a paused connector",
      status: statusOf("PAUSED", "PAUSED"),
      reason: "the connector is PAUSED",
    },
  ]
) {
  Deno.test(`judgeStatus() waits with ${what}`, () => {
    assertEquals(judgeStatus(status, {}), { kind: "waiting", reason });
  });
}

Deno.test("judgeStatus() is content when connector and all tasks run", () => {
  assertEquals(judgeStatus(statusOf("RUNNING", "RUNNING", "RUNNING"), {}), {
    kind: "running",
    tasks: 2,
    workers: ["w:8083", "w:8083"],
  });
});

for (
  const { what, workers, text } of [
    {
      what: "nothing of the one worker",
      workers: ["a:1", "a:1"],
      text: "2 task(s) RUNNING",
    },
    {
      what: "each task's of several",
      workers: ["b:1", "a:1"],
      text: "2 task(s) RUNNING (task 0 on b:1, task 1 on a:1)",
    },
  ]
) {
  Deno.test(`describeRunning() tells ${what}`, () => {
    assertEquals(
      describeRunning({ kind: "running", tasks: workers.length, workers }),
      text,
    );
  });
}

Deno.test("judgeStatus() sees one failed task among others that are still starting", () => {
  const health = judgeStatus(
    statusOf("RUNNING", "UNASSIGNED", "FAILED"),
    {},
  );
  assertEquals(
    health.kind === "failed" &&
      health.failures.map(({ instance, worker, cause }) => [
        instance,
        worker,
        cause.message,
      ]),
    [["task 1", "w:8083", "it broke"]],
  );
});

Deno.test("judgeStatus() sees a connector that failed before it had tasks", () => {
  assertEquals(judgeStatus(statusOf("FAILED"), {}).kind, "failed");
});

Deno.test("describeFailures() tells the same cause of several tasks once", () => {
  const failures = findFailures(
    statusOf("FAILED", "FAILED", "RUNNING", "FAILED"),
    {},
  );
  assertEquals(describeFailures(failures), [{
    severity: "error",
    at: "connector, task 0, task 2",
    message: "it broke",
    setting: null,
    fix: null,
  }]);
});
