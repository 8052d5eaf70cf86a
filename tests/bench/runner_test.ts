import { assertEquals, assertRejects } from "@std/assert";
import type { Row } from "../../bench/context.ts";
import { runRows } from "../../bench/runner.ts";

const good: Row = {
  name: "good",
  title: "Good",
  modes: ["smoke"],
  measure: () =>
    Promise.resolve({ name: "good", title: "Good", measures: [], notes: [] }),
};
const bad: Row = {
  ...good,
  name: "bad",
  measure: () => Promise.reject(new Error("no luck")),
};

Deno.test("runRows() goes on after a row that could not be measured", async () => {
  const results = await runRows([bad, good], {
    mode: "smoke",
    isHuge: false,
    report: () => {},
    signal: new AbortController().signal,
  });
  assertEquals(
    results.map(({ name, failure }) => ({ name, failure })),
    [{ name: "bad", failure: "no luck" }, { name: "good", failure: undefined }],
  );
});

Deno.test("runRows() ends when it is interrupted", async () => {
  const interrupt = new AbortController();
  const interrupting: Row = {
    ...good,
    measure: () => {
      interrupt.abort();
      return Promise.reject(new Error("interrupted"));
    },
  };
  await assertRejects(
    () =>
      runRows([interrupting, good], {
        mode: "smoke",
        isHuge: false,
        report: () => {},
        signal: interrupt.signal,
      }),
    DOMException,
  );
});
