import { assertEquals } from "@std/assert";
import { PipelineMetrics } from "../../../scripts/metrics/pipeline_metrics.ts";
import { sampleSnapshot } from "../watch/_snapshot.ts";

async function valuesOf(metrics: PipelineMetrics): Promise<string[]> {
  return (await metrics.registry.metrics()).split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.replace("cities_weather_", ""));
}

Deno.test("PipelineMetrics gives what a snapshot knows, and of a part that is down nothing that was", async () => {
  const metrics = new PipelineMetrics();
  metrics.update(sampleSnapshot());
  const at = sampleSnapshot().at / 1000;
  assertEquals(await valuesOf(metrics), [
    'up{part="kafka"} 1',
    'up{part="connect"} 1',
    'up{part="cassandra"} 1',
    "connector_running 1",
    'connector_tasks{state="running"} 2',
    "topic_records 1200",
    "sink_lag_records 3",
    "dead_letters 2",
    `newest_row_written_timestamp_seconds ${at - 90}`,
    `newest_row_timestamp_seconds{city="Cairo\x1b[2J"} ${at - 600}`,
  ]);
  const down = {
    state: "down",
    since: 0,
    lastSeen: 0,
    reason: "away",
    fix: null,
  } as const;
  metrics.update(sampleSnapshot({
    kafka: { health: down, address: "" },
    connect: { health: down, address: "", version: null },
    latest: [],
  }));
  assertEquals(await valuesOf(metrics), [
    'up{part="kafka"} 0',
    'up{part="connect"} 0',
    'up{part="cassandra"} 1',
    `newest_row_written_timestamp_seconds ${at - 90}`,
  ]);
});

Deno.test("PipelineMetrics says that a connector with a failed task does not run", async () => {
  const metrics = new PipelineMetrics();
  const { connector } = sampleSnapshot();
  const [first, second] = connector.tasks;
  metrics.update(sampleSnapshot({
    connector: {
      ...connector,
      tasks: [first!, { ...second!, state: "FAILED" }],
    },
  }));
  const values = await valuesOf(metrics);
  assertEquals(values.filter((line) => line.startsWith("connector")), [
    "connector_running 0",
    'connector_tasks{state="running"} 1',
    'connector_tasks{state="failed"} 1',
  ]);
});
