// The files of `docker compose --profile monitoring`: that they fit each other and the metrics that there are. What the
// alerts say of series of values is tested by promtool: scripts/metrics/monitoring/alerts_test.yml.
import { assert, assertEquals } from "@std/assert";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { PipelineMetrics } from "../../../scripts/metrics/pipeline_metrics.ts";
import { ProduceMetrics } from "../../../scripts/metrics/produce_metrics.ts";
import { VerifyMetrics } from "../../../scripts/metrics/verify_metrics.ts";
import { projectDir } from "../../../scripts/stack/description.ts";

const dir = `${projectDir}scripts/metrics/monitoring`;

async function read<T>(schema: z.ZodType<T>, path: string): Promise<T> {
  return schema.parse(parse(await Deno.readTextFile(path)));
}

const duration = z.string().regex(/^\d+(s|m|h|d)$/);
const text = z.string().min(1);
const rules = await read(
  z.strictObject({
    groups: z.array(z.strictObject({
      name: text,
      rules: z.array(z.strictObject({
        alert: z.string().regex(/^[A-Z][A-Za-z]+$/),
        expr: text,
        for: duration.optional(),
        labels: z.strictObject({ severity: z.enum(["warning", "critical"]) }),
        annotations: z.strictObject({ summary: text, description: text }),
      })).min(1),
    })),
  }),
  `${dir}/alerts.yml`,
);
const alerts = rules.groups.flatMap(({ rules }) => rules);

const dashboard = await read(
  z.looseObject({
    uid: text,
    title: text,
    schemaVersion: z.int(),
    panels: z.array(z.looseObject({
      id: z.int(),
      title: text,
      type: z.enum(["stat", "timeseries"]),
      datasource: z.object({ type: z.literal("prometheus"), uid: text }),
      gridPos: z.strictObject({
        x: z.int().min(0).max(23),
        y: z.int().min(0),
        w: z.int().min(1).max(24),
        h: z.int().min(1),
      }),
      targets: z.array(z.looseObject({
        refId: text,
        expr: text,
        legendFormat: text,
      })).min(1),
    })),
  }),
  `${dir}/grafana/dashboards/cities-weather.json`,
);

const registries = [
  new PipelineMetrics(),
  new ProduceMetrics({ cities: [], intervalMs: 1, now: () => 0 }),
  new VerifyMetrics(),
].map(({ registry }) => registry);
const metrics = (await Promise.all(
  registries.map((registry) => registry.getMetricsAsJSON()),
)).flat();

/** Names that Prometheus has after scraping: a histogram's are three. */
const known = new Set(
  metrics.flatMap(({ name, type }) =>
    String(type) === "histogram"
      ? ["bucket", "sum", "count"].map((part) => `${name}_${part}`)
      : [name]
  ),
);

const expressions = [
  ...alerts.map(({ alert, expr }) => ({ where: `alert ${alert}`, expr })),
  ...dashboard.panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }) => ({ where: `panel ${title}`, expr }))
  ),
];

for (const { where, expr } of expressions) {
  Deno.test(`the monitoring's ${where} asks for metrics that there are: ${expr}`, () => {
    const names = expr.match(/cities_weather_[a-z_]+/g) ?? [];
    assert(names.length > 0, "it asks for none");
    assertEquals(names.filter((name) => !known.has(name)), []);
    for (const [open, close] of ["()", "{}", "[]"].map((pair) => [...pair])) {
      assertEquals(expr.split(open!).length, expr.split(close!).length);
    }
  });
}

Deno.test("each metric is named as Prometheus advises, and says what it is", () => {
  for (const { name, help, type } of metrics) {
    assert(/^cities_weather_[a-z_]+$/.test(name), name);
    assert(help.length > 10, `${name}: ${help}`);
    assertEquals(name.endsWith("_total"), String(type) === "counter", name);
  }
});

Deno.test("the alerts that were asked for are there, each tested by alerts_test.yml", async () => {
  const tests = await Deno.readTextFile(`${dir}/alerts_test.yml`);
  const names = alerts.map(({ alert }) => alert);
  for (
    const name of ["NoNewRow", "SinkLagGrows", "DeadLetters", "TaskFailed"]
  ) assert(names.includes(name), name);
  assertEquals(names.filter((name) => !tests.includes(name)), []);
  assertEquals(new Set(names).size, names.length);
});

/** What promtool says of the alerts' tests, of which it takes the rules from beside them. */
async function testRules(folder: string) {
  try {
    const { success, stdout, stderr } = await new Deno.Command("promtool", {
      args: ["test", "rules", "alerts_test.yml"],
      cwd: folder,
    }).output();
    const decoder = new TextDecoder();
    return {
      success,
      said: decoder.decode(stdout) + decoder.decode(stderr),
    };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error(
      "promtool is not installed: it is in Debian's package prometheus and in Prometheus's releases",
      { cause: error },
    );
  }
}

Deno.test("the alerts fire when their tests say so, and only then (promtool)", async () => {
  const { success, said } = await testRules(dir);
  assert(success, said);
});

for (const { alert } of alerts) {
  Deno.test(`alerts_test.yml notices a missing ${alert} (promtool)`, async () => {
    const folder = await Deno.makeTempDir({ prefix: "alerts-" });
    try {
      await Deno.copyFile(
        `${dir}/alerts_test.yml`,
        `${folder}/alerts_test.yml`,
      );
      await Deno.writeTextFile(
        `${folder}/alerts.yml`,
        stringify({
          groups: rules.groups.map((group) => ({
            ...group,
            rules: group.rules.filter((rule) => rule.alert !== alert),
          })),
        }),
      );
      const { success, said } = await testRules(folder);
      assert(!success, said);
      assert(said.includes(alert), said);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

Deno.test("Prometheus takes the configuration (promtool)", async () => {
  const { success, stderr } = await new Deno.Command("promtool", {
    args: ["check", "config", "prometheus.yml"],
    cwd: dir,
  }).output();
  assert(success, new TextDecoder().decode(stderr));
});

Deno.test("Grafana is provisioned with the data source and the folder that the dashboard needs", async () => {
  const { datasources } = await read(
    z.looseObject({ datasources: z.array(z.looseObject({ uid: text })) }),
    `${dir}/grafana/datasources/prometheus.yml`,
  );
  const uids = datasources.map(({ uid }) => uid);
  for (const { datasource, title } of dashboard.panels) {
    assert(uids.includes(datasource.uid), title);
  }
  const { providers } = await read(
    z.looseObject({
      providers: z.array(
        z.looseObject({ options: z.object({ path: text }) }),
      ),
    }),
    `${dir}/grafana/dashboards/dashboards.yml`,
  );
  const compose = await Deno.readTextFile(`${projectDir}compose.yaml`);
  for (const { options } of providers) {
    assert(options.path.startsWith("/etc/grafana/provisioning/"));
    assert(
      compose.includes("/monitoring/grafana:/etc/grafana/provisioning:ro"),
    );
  }
});

Deno.test("the dashboard's panels have ids of their own and do not overlap", () => {
  const { panels } = dashboard;
  assertEquals(new Set(panels.map(({ id }) => id)).size, panels.length);
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from(
      { length: w * h },
      (_, i) => `${x + i % w} ${y + Math.floor(i / w)}`,
    )
  );
  assertEquals(new Set(cells).size, cells.length);
});
