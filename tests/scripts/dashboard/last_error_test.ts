import { assertEquals } from "@std/assert";
import { lastErrorOf } from "../../../scripts/dashboard/last_error.ts";

const problem = {
  severity: "error",
  at: "task 0",
  message: "table t has no column x",
  setting: "topic.t.mapping",
  fix: null,
} as const;

Deno.test("lastErrorOf() tells of what has failed before it tells of records", () => {
  assertEquals(lastErrorOf([problem], { id: "t-0@1", reason: "not JSON" }), {
    of: "task 0",
    kind: "failure",
    message: "topic.t.mapping: table t has no column x",
    fix: null,
  });
});

Deno.test("lastErrorOf() tells why the newest dead letter was refused", () => {
  assertEquals(
    lastErrorOf([], { id: "t-0@1", reason: "not JSON" })?.message,
    "not JSON",
  );
  assertEquals(lastErrorOf([], { id: null, reason: null }), {
    of: "a record",
    kind: "dead letter",
    message: "no reason is given",
    fix: null,
  });
  assertEquals(lastErrorOf([], null), null);
});
