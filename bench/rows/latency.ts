import { BenchStack } from "../bench_stack.ts";
import { type Contender, engineAtBest, ownSink } from "../contenders.ts";
import { type BenchContext, type Row, uniqueName } from "../context.ts";
import { createTopic, produce } from "../load.ts";
import type { Measure, Target } from "../measure.ts";
import { ProbeStream } from "../probe_stream.ts";
import { fewKeys } from "../records.ts";
import { createTable, measureRun } from "../sink_run.ts";
import type { Mode } from "../sizes.ts";
import { quantile } from "../statistics.ts";

const partitions = 4;
/** Of the records that are looked for. */
const probesPerSecond = 50;

/** From the sending of a record to its row being readable: idle, and under load. */
export const latency: Row = {
  name: "latency",
  title: "Latency from produce to row readable",
  modes: ["smoke", "quick", "full"],
  measure: async (shared) => {
    await using stack = await BenchStack.start({
      ...shared,
      hasShortPauses: true,
    });
    const context = { ...shared, stack: () => Promise.resolve(stack) };
    const contenders = [
      ownSink(stack),
      ...context.mode === "full"
        ? [
          engineAtBest(stack),
          ownSink(stack, {
            name: "SINK_PROFILE=latency",
            profile: "latency",
          }),
        ]
        : [],
    ];
    const peaks = new Map<Contender, number>();
    for (const contender of contenders) {
      peaks.set(contender, await measurePeak(context, contender));
    }
    const rates = allRates.filter(({ modes }) => modes.includes(context.mode));
    const found = contenders.map(() => rates.map(() => [] as number[][]));
    for (let round = 0; round < context.sizes.rounds; round++) {
      for (const [i, contender] of contenders.entries()) {
        for (const [j, { part, title }] of rates.entries()) {
          const values = await measureLatencies(
            context,
            contender,
            Math.round(peaks.get(contender)! * part),
          );
          found[i]![j]!.push(values);
          context.report(
            `${contender.name}, ${title}: p50 ${
              quantile(values, 0.5).toFixed(1)
            } ms, p99 ${quantile(values, 0.99).toFixed(1)} ms (round ${
              round + 1
            })`,
          );
        }
      }
    }
    return {
      name: "latency",
      title:
        "Latency from produce to row readable, at 50 rec/s and at a quarter and half of one's own peak",
      measures: contenders.flatMap(({ name }, i) =>
        rates.flatMap((rate, j) =>
          measuresOf(`${name}, ${rate.title}`, found[i]![j]!, {
            isOurs: i !== 1,
            target: i === 0 ? rate.target : undefined,
          })
        )
      ),
      notes: [
        `Peaks: ${
          contenders.map((contender) =>
            `${Math.round(peaks.get(contender)!)} rec/s for ${contender.name}`
          ).join(", ")
        }, with the topic filled before. ` +
        "50 records a second among the load are looked for, at the two higher rates each 5 ms.",
        "Cassandra has its memtables outside the heap and a young generation of 128 MB here: else its collector stopped it each three seconds for a quarter of one, and at times for a whole one.",
      ],
    };
  },
};

/** How much load there is beside the records that are looked for, as a part of the contender's peak. */
const allRates: readonly {
  part: number;
  title: string;
  modes: readonly Mode[];
  target?: Target;
}[] = [
  {
    part: 0,
    title: "50 rec/s",
    modes: ["smoke", "quick", "full"],
    target: { kind: "value", atMost: 10 },
  },
  { part: 0.25, title: "¼ of the peak", modes: ["full"] },
  {
    part: 0.5,
    title: "½ of the peak",
    modes: ["smoke", "quick", "full"],
    target: { kind: "value", atMost: 100 },
  },
];

function measuresOf(
  name: string,
  rounds: number[][],
  { isOurs, target }: { isOurs: boolean; target: Target | undefined },
): Measure[] {
  return ([["p50", 0.5], ["p99", 0.99], ["max", 1]] as const).map((
    [title, part],
  ) => ({
    name: `${name}, ${title}`,
    unit: "ms",
    ...(isOurs ? { isOurs } : {}),
    ...(title === "p99" ? {} : { isDetail: true as const }),
    values: rounds.map((values) => quantile(values, part)),
    ...(target === undefined || title !== "p99" ? {} : { target }),
  }));
}

/** Warms up, and then takes the rate of one more run. */
async function measurePeak(
  context: BenchContext,
  contender: Contender,
): Promise<number> {
  const stack = await context.stack();
  const topic = await createTopic(stack, { partitions });
  const load = {
    ...fewKeys,
    topic,
    partitions,
    records: context.sizes.sinkRecords,
  };
  await produce(stack, load, { options: context });
  const options = { load, count: false, signal: context.signal };
  if (context.mode !== "smoke") await measureRun(stack, contender, options);
  const { rate } = await measureRun(stack, contender, options);
  // Small polls take other ways through the programs than the large ones of a backlog, and are to be compiled as well.
  if (context.mode === "full") {
    await measureLatencies(context, contender, Math.round(rate / 2));
  }
  return rate;
}

/** Sends records at a steady rate, with others beside them, and measures each. */
async function measureLatencies(
  context: BenchContext,
  contender: Contender,
  loadRate: number,
): Promise<number[]> {
  const { sizes, signal } = context;
  const stack = await context.stack();
  const topic = await createTopic(stack, { partitions });
  const table = await createTable(stack);
  const load = { ...fewKeys, topic, partitions, records: 0 };
  const settleSeconds = loadRate === 0 ? 1 : sizes.settleSeconds;
  // One more, as the load's process starts later than this one thinks.
  const seconds = settleSeconds + sizes.latencySeconds + 1;
  await using sink = await contender.start({
    ...load,
    name: uniqueName("run"),
    table,
  });
  await using probes = await ProbeStream.start(stack, {
    topic,
    partitions,
    table,
    rate: probesPerSecond,
    pauseMs: loadRate === 0 ? 1 : 5,
    signal,
  });
  const producing = loadRate === 0 ? undefined : produce(
    stack,
    { ...load, records: loadRate * seconds },
    { rate: loadRate, options: context },
  );
  producing?.catch(() => {});
  await probes.awaitRow(0);
  const first = probes.count + settleSeconds * probesPerSecond;
  const values = await probes.measure(
    first,
    sizes.latencySeconds * probesPerSecond,
  );
  await producing;
  await sink.check();
  return values;
}
