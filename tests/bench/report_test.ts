import { assertEquals } from "@std/assert";
import { type BenchReport, mergeReports } from "../../bench/report.ts";

const machine = {
  cpu: "x",
  cores: 2,
  memory: 1,
  system: "Linux 6.1",
  load: 0.1,
  versions: { commit: "a", deno: "2" },
  heaps: {} as BenchReport["machine"]["heaps"],
};

function report(
  names: string[],
  { commit = "a", ...change }: Partial<BenchReport> & { commit?: string } = {},
): BenchReport {
  return {
    mode: "full",
    machine: { ...machine, versions: { ...machine.versions, commit } },
    results: names.map((name) => ({
      name,
      title: name,
      measures: [],
      notes: [],
      date: "2026-01-01T00:00:00.000Z",
      commit,
    })),
    ...change,
  };
}

Deno.test("mergeReports() puts rows measured again in their place, in the bench's order", () => {
  const merged = mergeReports(
    report(["latency", "producer"]),
    report(["producer", "sink-100"], { commit: "b" }),
  );
  assertEquals(
    merged?.results.map(({ name, commit }) => `${name} ${commit}`),
    ["sink-100 b", "latency a", "producer b"],
  );
});

for (
  const { what, other } of [
    { what: "another mode", other: report(["latency"], { mode: "quick" }) },
    {
      what: "another processor",
      other: report(["latency"], { machine: { ...machine, cpu: "y" } }),
    },
    {
      what: "another version of Deno",
      other: report(["latency"], {
        machine: { ...machine, versions: { commit: "a", deno: "3" } },
      }),
    },
  ]
) {
  Deno.test(`mergeReports() does not mix with ${what}`, () => {
    assertEquals(mergeReports(report(["latency"]), other), null);
  });
}
