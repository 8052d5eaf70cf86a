import { assertEquals } from "@std/assert";
import { VerifyMetrics } from "../../../scripts/metrics/verify_metrics.ts";
import { Ledger } from "../../../scripts/verify/ledger.ts";
import { rowsOf, sampleMessage, take } from "../verify/samples.ts";

Deno.test("VerifyMetrics gives a ledger's counts", async () => {
  const ledger = new Ledger({ all: false });
  take(ledger, [
    sampleMessage(0),
    sampleMessage(1, { city: "Doha" }),
    { ...sampleMessage(2), value: "no" },
  ], rowsOf({}));
  ledger.close(ledger.open[0]!, "gone");
  const metrics = new VerifyMetrics();
  metrics.count(ledger);
  const lines = (await metrics.registry.metrics()).split("\n");
  assertEquals(
    lines.filter((line) =>
      /^cities_weather_verify_(rec|fa).* [1-9]/.test(line)
    ),
    [
      'cities_weather_verify_records{status="read"} 3',
      'cities_weather_verify_records{status="verified"} 1',
      'cities_weather_verify_records{status="ok"} 1',
      'cities_weather_verify_records{status="unverified"} 2',
      'cities_weather_verify_faults{cause="gone"} 1',
    ],
  );
});
