import { assertEquals, assertNotEquals } from "@std/assert";
import { agreementOf, askValidator } from "./compare.ts";
import { drawCase, judgeTruth, type Truth } from "./differential.ts";
import type { OracleAnswer } from "./oracle_client.ts";
import { relocateBase, relocateWorld } from "./relocate.ts";
import { worlds } from "./worlds/all.ts";
import { iot } from "./worlds/iot.ts";

const config = { "key.converter": "k", "value.converter": "v" };

function answer(differences: Partial<OracleAnswer>): OracleAnswer {
  return {
    verdict: "works",
    stage: "done",
    message: "",
    records: ["written"],
    rows: { "ks.t": ['{"a": 1, "writetime(b)": 5, "ttl(b)": 60}'] },
    ms: 1,
    ...differences,
  };
}

Deno.test("drawCase() draws the same case for the same seed, and others for others", () => {
  assertEquals(drawCase(7).subject, drawCase(7).subject);
  const drawn = Array.from({ length: 200 }, (_, seed) => drawCase(seed));
  const kinds = new Set(
    drawn.flatMap(({ mutations }) => mutations.map(({ kind }) => kind)),
  );
  assertNotEquals(drawCase(7).subject, drawCase(8).subject);
  assertEquals(
    new Set(drawn.map(({ world }) => world.name)).size,
    worlds.length,
  );
  assertEquals(
    kinds.has("mapping") && kinds.has("transforms") && kinds.has("records"),
    true,
  );
});

for (
  const { what, given, settings = config, truth } of [
    { what: "the same rows", given: {}, truth: "works" },
    {
      what: "the same rows written at another time",
      given: {
        rows: { "ks.t": ['{"a": 1, "writetime(b)": 6, "ttl(b)": null}'] },
      },
      truth: "works",
    },
    {
      what: "other rows",
      given: { rows: { "ks.t": ['{"a": 2}'] } },
      truth: "differs",
    },
    { what: "fewer rows", given: { rows: { "ks.t": [] } }, truth: "fewer" },
    { what: "a stall", given: { verdict: "stalled" }, truth: "fails" },
    {
      what: "an unreachable host",
      given: {
        verdict: "task_failed",
        message: "AllNodesFailedException: Could not reach any contact point",
      },
      truth: "outside",
    },
    {
      what: "the worker's own converter",
      settings: {},
      given: { verdict: "task_failed", stage: "convert" },
      truth: "outside",
    },
    {
      what: "some records skipped",
      given: { verdict: "dropped", records: ["written", "skipped: x"] },
      truth: "partly",
    },
    {
      what: "all records skipped",
      given: { verdict: "dropped", records: ["skipped: x"] },
      truth: "fails",
    },
    {
      what: "records that the engine lost",
      given: {
        verdict: "dropped",
        records: ["put"],
        message: "the engine neither wrote the record nor reported a failure",
      },
      truth: "fails",
    },
  ] satisfies {
    what: string;
    given: Partial<OracleAnswer>;
    settings?: Record<string, string>;
    truth: Truth;
  }[]
) {
  Deno.test(`judgeTruth() calls ${what} ${truth}`, () => {
    assertEquals(
      judgeTruth({ config: settings }, answer(given), answer({})),
      truth,
    );
  });
}

Deno.test("agreementOf() counts as wrong only what is surely wrong", () => {
  assertEquals(agreementOf("fails", "no error"), "missed");
  assertEquals(agreementOf("works", "error"), "false alarm");
  assertEquals(agreementOf("differs", "error"), "arguable");
  assertEquals(agreementOf("fails", "error"), "right");
});

Deno.test("relocateBase() moves topic, keyspace and class everywhere", async () => {
  for (const base of iot.bases) {
    const moved = relocateBase(base, iot, {
      keyspace: "copy_1",
      topic: "moved",
      connectorClass: "io.github.citiesweather.connect.CassandraSinkConnector",
      port: 1,
    });
    assertEquals(JSON.stringify(moved).includes("iot."), false);
    const result = await askValidator(relocateWorld(iot, "copy_1"), moved);
    assertEquals(
      result.findings.filter(({ severity }) => severity === "error"),
      [],
    );
  }
});

for (const world of worlds) {
  for (const base of world.bases) {
    Deno.test(`checkConnector() finds nothing wrong with ${base.name}`, async () => {
      const { findings, unchecked } = await askValidator(world, base);
      assertEquals(findings.filter(({ severity }) => severity !== "hint"), []);
      assertEquals(unchecked, []);
    });
  }
}
