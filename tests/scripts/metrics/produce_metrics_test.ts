import { assertEquals, assertStringIncludes } from "@std/assert";
import { ProduceMetrics } from "../../../scripts/metrics/produce_metrics.ts";
import type { ProduceReport } from "../../../scripts/produce/report.ts";
import { tutorialCities } from "../../../weather/cities.ts";
import { sampleRecord } from "../verify/samples.ts";

const silent: ProduceReport = {
  unanswered: 3,
  observed: () => {},
  polled: () => {},
  published: () => {},
  outage: () => {},
  note: () => {},
};

async function valuesOf(metrics: ProduceMetrics): Promise<string[]> {
  return (await metrics.registry.metrics()).split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
}

Deno.test("ProduceMetrics counts what the report is told, and passes it on", async () => {
  let now = 1_000_000;
  const doha = tutorialCities.find(({ name }) => name === "Doha");
  const metrics = new ProduceMetrics({
    cities: ["Cairo", "Doha"],
    intervalMs: 10_000,
    now: () => now,
  });
  const passedOn: string[] = [];
  const report = metrics.observe({
    ...silent,
    polled: ({ kind }) => passedOn.push(kind),
    published: ({ offset }) => passedOn.push(offset),
  });
  const record = sampleRecord({ last_update_time: "1970-01-01T00:10:00Z" });
  metrics.beginRound();
  now += 200;
  report.polled({ kind: "observed", record });
  report.published({ record, partition: 0, offset: "7" });
  now += 300;
  const refusal = { kind: "timeout", reason: "no answer" } as const;
  report.polled({ kind: "refused", city: doha!, refusal, retryInMs: 1 });
  report.outage("away");
  metrics.beginRound();
  now += 1_500;
  report.polled({ kind: "unchanged", record });
  assertEquals(passedOn, ["observed", "7", "refused", "unchanged"]);
  assertEquals(report.unanswered, 3);
  const values = await valuesOf(metrics);
  for (
    const line of [
      "cities_weather_records_published_total 1",
      "cities_weather_observations_unchanged_total 1",
      'cities_weather_poll_errors_total{kind="timeout"} 1',
      // The second round waits for Doha.
      "cities_weather_poll_round_duration_seconds_count 1",
      "cities_weather_poll_round_duration_seconds_sum 0.5",
      'cities_weather_poll_round_duration_seconds_bucket{le="0.25"} 0',
      "cities_weather_newest_record_timestamp_seconds 600",
      "cities_weather_last_success_timestamp_seconds 1002",
      "cities_weather_kafka_outage 1",
      "cities_weather_poll_interval_seconds 10",
    ]
  ) assertStringIncludes(values.join("\n"), line);
});
