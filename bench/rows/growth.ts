import { ownSink } from "../contenders.ts";
import type { BenchContext, Row } from "../context.ts";
import { createTopic, type Load, produce } from "../load.ts";
import type { Measure } from "../measure.ts";
import { fewKeys } from "../records.ts";
import { measureRun } from "../sink_run.ts";

/** What of a run grows. */
interface Size {
  readonly records: number;
  readonly partitions: number;
  readonly connectors: number;
  readonly bytes: number;
}

/** One thing that grows; the first of its steps is what the others are compared with. */
interface Growth {
  readonly steps: readonly { name: string; size: Size }[];
  /** How many times the first step's cost the others' may be. */
  readonly atMost?: number;
}

/** More than this only with `--huge`: the topic then takes minutes to fill. */
const usualMaxRecords = 1_000_000;

/** @param scale 1, or less to have fewer records in everything */
function listGrowths(scale: number, isHuge: boolean): Growth[] {
  const usual: Size = {
    records: 400_000 * scale,
    partitions: 4,
    connectors: 1,
    bytes: 128,
  };
  // Ten thousand records are two polls of each task, too few to compare others with.
  const counts = [100_000, 10_000, 1_000_000, 10_000_000]
    .filter((count) => isHuge || count <= usualMaxRecords)
    .map((count) => count * scale);
  return [
    {
      steps: counts.map((records) => ({
        name: `${records.toLocaleString("en-US")} records`,
        size: { ...usual, records },
      })),
      atMost: 1.15,
    },
    {
      steps: [1, 4, 16].map((partitions) => ({
        name: `${partitions} partition${partitions === 1 ? "" : "s"}`,
        size: { ...usual, partitions },
      })),
    },
    {
      steps: [1, 5, 20].map((connectors) => ({
        name: `${connectors} connector${connectors === 1 ? "" : "s"}`,
        size: { ...usual, connectors },
      })),
    },
    {
      steps: [128, 1_024, 10_240].map((bytes) => ({
        name: `${bytes} bytes a record`,
        size: {
          ...usual,
          bytes,
          // Or the topic would have gigabytes.
          records: usual.records / (bytes > 1_024 ? 10 : 1),
        },
      })),
    },
  ];
}

/** What a record costs as records, partitions, connectors and their size grow, and the memory of the worker. */
export const growth: Row = {
  name: "growth",
  title: "Growth: records, partitions, connectors, record size",
  modes: ["full"],
  measure: async (context) => {
    const growths = listGrowths(
      context.sizes.sinkRecords / usualMaxRecords,
      context.isHuge,
    );
    const measures: Measure[] = [];
    // To warm up.
    await measureCost(context, growths[1]!.steps[1]!.size);
    for (const { steps, atMost } of growths) {
      for (const { name, size } of steps) {
        const against = steps[0]!.name;
        measures.push(
          ...await measureStep(context, size, { name, against, atMost }),
        );
      }
    }
    return {
      name: "growth",
      title: "Cost of a record in this project's sink, and its worker's memory",
      measures,
      notes: [
        "400,000 records of 128 bytes in 4 partitions by 1 connector, where nothing else is said; ratios are to the first of a kind. " +
        "A larger record costs more to parse and to store.",
      ],
    };
  },
};

async function measureStep(
  context: BenchContext,
  size: Size,
  { name, against, atMost }: {
    name: string;
    against: string;
    atMost: number | undefined;
  },
): Promise<Measure[]> {
  const stack = await context.stack();
  const costs: number[] = [];
  const rounds = size.records > usualMaxRecords ? 1 : context.sizes.rounds;
  for (let i = 0; i < rounds; i++) {
    costs.push(await measureCost(context, size));
  }
  const memory = await stack.memoryOf("connect");
  context.report(
    `${name}: ${
      costs.map((cost) => cost.toFixed(2)).join(", ")
    } µs/rec, worker ${Math.round(memory)} MB`,
  );
  return [
    {
      name,
      unit: "µs/rec",
      values: costs,
      ...(name === against ? {} : { against }),
      ...(atMost === undefined || name === against
        ? {}
        : { target: { kind: "ratio", atMost } as const }),
    },
    {
      name: `${name}, worker's memory`,
      unit: "MB",
      values: [memory],
      target: { kind: "value", atMost: 900 },
    },
  ];
}

/** Microseconds a record, all connectors together, each with a topic of its own. */
async function measureCost(
  context: BenchContext,
  { records, partitions, connectors, bytes }: Size,
): Promise<number> {
  const { signal } = context;
  const stack = await context.stack();
  const loads: Load[] = [];
  for (let i = 0; i < connectors; i++) {
    const topic = await createTopic(stack, { partitions });
    const load = {
      ...fewKeys,
      topic,
      partitions,
      records: Math.round(records / connectors),
    };
    await produce(stack, load, { bytes, options: context });
    loads.push(load);
  }
  const outcomes = await Promise.all(
    loads.map((load) =>
      measureRun(stack, ownSink(stack), { load, count: false, signal })
    ),
  );
  await stack.admin.deleteTopics({ topics: loads.map(({ topic }) => topic) });
  const seconds = Math.max(
    ...outcomes.map(({ rate }, i) => loads[i]!.records / rate),
  );
  return seconds * 1e6 / records;
}
