import { assertEquals } from "@std/assert";
import { parseTestSummary } from "../../../scripts/stack/test_report.ts";

for (
  const { output, counts } of [
    {
      output: "ok | 12 passed | 0 failed (3s)\n",
      counts: { passed: 12, failed: 0 },
    },
    {
      output:
        "\x1b[31mFAILED\x1b[0m | 9 passed (2 steps) | 1 failed (1 step) | 1 ignored \x1b[38;5;245m(65ms)\x1b[0m\n",
      counts: { passed: 9, failed: 1 },
    },
    {
      output: "ok | 99 passed | 99 failed\nok | 3 passed | 0 failed (1s)\n",
      counts: { passed: 3, failed: 0 },
    },
    { output: "error: Type checking failed.\n", counts: undefined },
  ]
) {
  Deno.test(`parseTestSummary() reads ${JSON.stringify(output)}`, () => {
    assertEquals(parseTestSummary(output), counts);
  });
}
