import { assertEquals } from "@std/assert";
import { splitBySize } from "../../../scripts/dlq/replay.ts";

for (
  const { sizes, batches } of [
    { sizes: [], batches: [] },
    { sizes: [1, 2, 3], batches: [[1, 2, 3]] },
    { sizes: [300_000, 200_000, 1], batches: [[300_000, 200_000], [1]] },
    { sizes: [900_000, 1], batches: [[900_000], [1]] },
  ]
) {
  Deno.test(`splitBySize() makes ${batches.length} batches of values of ${sizes} bytes`, () => {
    const messages = sizes.map((size) => ({ value: "x".repeat(size) }));
    assertEquals(
      splitBySize(messages).map((batch) =>
        batch.map(({ value }) => String(value).length)
      ),
      batches,
    );
  });
}
