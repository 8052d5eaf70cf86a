import { assertEquals } from "@std/assert";
import { pickTellingLines } from "../../../scripts/stack/log.ts";

for (
  const { log, picked, what } of [
    {
      what: "errors and causes without their stack traces",
      log: `2026-11-24 INFO  starting (Kafka)
2026-11-24 ERROR Exiting Kafka due to fatal exception (Kafka$)
java.lang.RuntimeException: Invalid cluster.id
	at kafka.Kafka.main(Kafka.scala:75)
Caused by: java.io.IOException: No space left on device
	... 12 more
2026-11-24 INFO  bye (Kafka)`,
      picked: [
        "2026-11-24 ERROR Exiting Kafka due to fatal exception (Kafka$)",
        "java.lang.RuntimeException: Invalid cluster.id",
        "Caused by: java.io.IOException: No space left on device",
      ],
    },
    {
      what: "Java's own complaint",
      log: "Error: Could not find or load main class kafka.Kafka\n",
      picked: ["Error: Could not find or load main class kafka.Kafka"],
    },
    {
      what: "the last lines where none is an error",
      log: "one\n\ntwo\nthree\n",
      picked: ["one", "two", "three"],
    },
    {
      what: "that there is nothing",
      log: "\n",
      picked: ["(the log is empty)"],
    },
  ]
) {
  Deno.test(`pickTellingLines() picks ${what}`, () => {
    assertEquals(pickTellingLines(log), picked);
  });
}

Deno.test("pickTellingLines() keeps only the last of many", () => {
  assertEquals(pickTellingLines("ERROR 1\nERROR 2\nERROR 3\n", 2), [
    "ERROR 2",
    "ERROR 3",
  ]);
});
