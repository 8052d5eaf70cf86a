import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { Gauge, Registry } from "prom-client";
import { serveMetrics } from "../../../scripts/metrics/server.ts";
import { readMetricsSettings } from "../../../scripts/metrics/settings.ts";
import { projectDir } from "../../../scripts/stack/description.ts";
import { UserError } from "../../../scripts/shared/exit.ts";

Deno.test("serveMetrics() gives a registry's metrics to who reads /metrics, and nothing else", async () => {
  const registry = new Registry();
  new Gauge({ name: "g", help: "a gauge", registers: [registry] }).set(3);
  await using server = serveMetrics(registry, { host: "127.0.0.1", port: 0 });
  const response = await fetch(server.url);
  assertStringIncludes(await response.text(), "\ng 3\n");
  assertEquals(
    response.headers.get("content-type"),
    "text/plain; version=0.0.4; charset=utf-8",
  );
  for (
    const { path, method, status } of [
      { path: "/", method: "GET", status: 404 },
      { path: "/metrics", method: "POST", status: 405 },
    ]
  ) {
    const other = await fetch(new URL(path, server.url), { method });
    await other.body?.cancel();
    assertEquals(other.status, status);
  }
  const port = Number(new URL(server.url).port);
  assertThrows(
    () => serveMetrics(registry, { host: "127.0.0.1", port }),
    UserError,
    `Cannot serve metrics on 127.0.0.1, port ${port}`,
  );
});

for (
  const { flag, environment, expected } of [
    { flag: undefined, environment: {}, expected: null },
    {
      flag: undefined,
      environment: { METRICS_PORT: "", METRICS_HOST: "" },
      expected: null,
    },
    {
      flag: undefined,
      environment: { METRICS_PORT: "9464" },
      expected: { host: "127.0.0.1", port: 9466 },
    },
    {
      flag: undefined,
      environment: { METRICS_PORT: "0" },
      expected: { host: "127.0.0.1", port: 0 },
    },
    {
      flag: 0,
      environment: { METRICS_PORT: "9464", METRICS_HOST: "0.0.0.0" },
      expected: { host: "0.0.0.0", port: 0 },
    },
  ]
) {
  Deno.test(`readMetricsSettings() reads ${flag} and ${JSON.stringify(environment)}`, () => {
    assertEquals(readMetricsSettings("verify", flag, environment), expected);
  });
}

Deno.test("METRICS_PORT is the producer's, with one after it for each other task, as Prometheus is told", async () => {
  const environment = { METRICS_PORT: "9464" };
  const config = await Deno.readTextFile(
    `${projectDir}scripts/metrics/monitoring/prometheus.yml`,
  );
  for (
    const [job, task] of [
      ["producer", "produce"],
      ["pipeline", "watch"],
      ["verifier", "verify"],
    ] as const
  ) {
    const port = readMetricsSettings(task, undefined, environment)?.port;
    const lines = `job_name: ${job}\n    static_configs:\n` +
      `      - targets: ["127.0.0.1:${port}"]`;
    assertStringIncludes(config, lines);
  }
});

Deno.test("readMetricsSettings() refuses what is no port", () => {
  assertThrows(
    () => readMetricsSettings("watch", undefined, { METRICS_PORT: "x" }),
    UserError,
    "METRICS_PORT",
  );
});
