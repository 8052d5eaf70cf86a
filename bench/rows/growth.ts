import { ownSink } from "../contenders.ts";
import type { BenchContext, Row } from "../context.ts";
import { createTopic, type Load, produce } from "../load.ts";
import type { Measure } from "../measure.ts";
import { fewKeys } from "../records.ts";
import { measureRun } from "../sink_run.ts";

const usual = { records: 400_000, partitions: 4, connectors: 1, bytes: 128 };

/** What of a run grows. */
type Size = typeof usual;

interface Step {
  readonly name: string;
  readonly size: Partial<Size>;
}

/**
 * The cost of a record in our sink while one thing grows; the first step of each is what the others are compared with. Ten
 * thousand records are two polls of each task, too few for that.
 */
const growths: readonly { flatWithin?: number; steps: readonly Step[] }[] = [
  {
    flatWithin: 1.15,
    steps: [100_000, 10_000, 1_000_000, 10_000_000].map((records) => ({
      name: `${records.toLocaleString("en-US")} records`,
      size: { records },
    })),
  },
  {
    steps: [1, 4, 16].map((partitions) => ({
      name: `${partitions} partitions`,
      size: { partitions },
    })),
  },
  {
    steps: [1, 5, 20].map((connectors) => ({
      name: `${connectors} connectors`,
      size: { connectors },
    })),
  },
  {
    steps: [128, 1_024, 10_240].map((bytes) => ({
      name: `${bytes} bytes a record`,
      size: { bytes, records: bytes > 1_024 ? 40_000 : 400_000 },
    })),
  },
];

/** More than this only with `--huge`: the topic then takes minutes to fill. */
const usualMaxRecords = 1_000_000;

/** What a record costs as records, partitions, connectors and their size grow, and the memory of the worker. */
export const growth: Row = {
  name: "growth",
  title: "Growth: records, partitions, connectors, record size",
  modes: ["full"],
  measure: async (context) => {
    const measures: Measure[] = [];
    const warmUp = { ...usual, records: 400_000 };
    await measureCost(context, warmUp);
    for (const { steps, flatWithin } of growths) {
      const wanted = steps.filter(({ size }) =>
        context.isHuge || (size.records ?? 0) <= usualMaxRecords
      );
      for (const { name, size } of wanted) {
        measures.push(
          ...await measureStep(context, { ...usual, ...size }, {
            name,
            against: wanted[0]!.name,
            flatWithin,
          }),
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
  { name, against, flatWithin }: {
    name: string;
    against: string;
    flatWithin: number | undefined;
  },
): Promise<Measure[]> {
  const stack = await context.stack();
  const costs: number[] = [];
  for (
    let i = 0;
    i < (size.records <= 100_000 ? context.sizes.rounds : 1);
    i++
  ) {
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
      ...(flatWithin === undefined || name === against
        ? {}
        : { target: { kind: "ratio", atMost: flatWithin } as const }),
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
