import { assertEquals } from "@std/assert";
import { cut, formatQueue } from "../../../scripts/dlq/format.ts";

for (
  const { text, result } of [
    { text: "12345", result: "12345" },
    { text: "123456", result: "1234…" },
    { text: "🌊🌊🌊🌊🌊🌊", result: "🌊🌊🌊🌊…" },
    { text: " a\n\tb\x1b[", result: "a b [" },
  ]
) {
  Deno.test(`cut() makes ${JSON.stringify(text)} fit`, () => {
    assertEquals(cut(text, 5), result);
  });
}

Deno.test("formatQueue() says that a queue is empty", () => {
  assertEquals(
    formatQueue({ count: 0, reasons: [], letters: [] }, "cities-dlq"),
    "cities-dlq: no dead letters",
  );
});
