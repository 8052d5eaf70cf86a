import { assertEquals } from "@std/assert";
import { type Change, check } from "../_check.ts";

const tuned: Change = {
  "consumer.override.max.poll.records": "5000",
  "consumer.override.session.timeout.ms": "6000",
  maxNumberOfRecordsInBatch: "100",
};

for (
  const { change, hints } of [
    { change: {}, hints: [] },
    {
      change: { "consumer.override.max.poll.records": null },
      hints: ["consumer.override.max.poll.records is 500, the default"],
    },
    {
      change: { "consumer.override.max.poll.records": "100" },
      hints: ["consumer.override.max.poll.records is 100"],
    },
    {
      change: { maxNumberOfRecordsInBatch: "1" },
      hints: ["maxNumberOfRecordsInBatch is 1"],
    },
    {
      change: {
        "connector.class":
          "io.github.citiesweather.connect.CassandraSinkConnector",
        "consumer.override.max.poll.records": null,
      },
      hints: [],
    },
    { change: { maxNumberOfRecordsInBatch: null }, hints: [] },
    {
      change: { "consumer.override.fetch.min.bytes": "1048576" },
      hints: ["consumer.override.fetch.min.bytes is 1048576"],
    },
    {
      change: { "consumer.override.session.timeout.ms": null },
      hints: ["consumer.override.session.timeout.ms is 45000, the default"],
    },
    {
      change: {
        "consumer.override.session.timeout.ms": null,
        "consumer.override.group.protocol": "consumer",
      },
      hints: [],
    },
    {
      change: {
        "consumer.override.max.poll.records": "${env:RECORDS}",
      },
      hints: [],
    },
    {
      change: { maxNumberOfRecordsInBatch: "1", "tasks.max": "0" },
      hints: [],
    },
  ] satisfies { change: Change; hints: string[] }[]
) {
  Deno.test(`checkConnector() hints at speed for ${JSON.stringify(change)}`, async () => {
    const findings = await check({ ...tuned, ...change });
    assertEquals(
      findings.filter(({ code }) => code.startsWith("tuning-"))
        .map(({ message }) => message),
      hints,
    );
  });
}
