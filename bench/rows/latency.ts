import { BenchStack } from "../bench_stack.ts";
import { type Contender, engineAtBest, ownSink } from "../contenders.ts";
import { type BenchContext, type Row, uniqueName } from "../context.ts";
import { createTopic, produce } from "../load.ts";
import type { Measure, Target } from "../measure.ts";
import { ProbeStream } from "../probe_stream.ts";
import { fewKeys } from "../records.ts";
import { createTable, measureRun } from "../sink_run.ts";
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
      ...context.mode === "smoke" ? [] : [engineAtBest(stack)],
      ...context.mode === "full"
        ? [
          ownSink(stack, {
            name: "this project's sink, SINK_PROFILE=latency",
            profile: "latency",
          }),
        ]
        : [],
    ];
    const peaks = new Map<Contender, number>();
    for (const contender of contenders) {
      peaks.set(contender, await measurePeak(context, contender));
    }
    const found = contenders.map(() => ({
      calm: [] as number[][],
      loaded: [] as number[][],
    }));
    for (let round = 0; round < context.sizes.rounds; round++) {
      for (const [i, contender] of contenders.entries()) {
        const half = Math.round(peaks.get(contender)! / 2);
        for (const [kind, rate] of [["calm", 0], ["loaded", half]] as const) {
          const values = await measureLatencies(context, contender, rate);
          found[i]![kind].push(values);
          context.report(
            `${contender.name}: p50 ${quantile(values, 0.5).toFixed(1)} ms, ` +
              `p99 ${quantile(values, 0.99).toFixed(1)} ms at ` +
              `${rate + probesPerSecond} rec/s (round ${round + 1})`,
          );
        }
      }
    }
    const targets = {
      calm: { kind: "value", atMost: 10 },
      loaded: { kind: "value", atMost: 100 },
    } as const;
    const halves = contenders.map((contender) =>
      `${Math.round(peaks.get(contender)! / 2)} rec/s for ${contender.name}`
    );
    return {
      name: "latency",
      title:
        "Latency from produce to row readable, at 50 rec/s and at half of one's own peak",
      measures: contenders.flatMap(({ name }, i) =>
        measuresOf(name, found[i]!, i === 0 ? targets : {})
          .map((measure) => i === 1 ? measure : { ...measure, isOurs: true })
      ),
      notes: [
        `Half of the peak: ${halves.join(", ")}. ` +
        "50 records a second among these are looked for, each about every millisecond.",
        "Cassandra's young generation has 128 MB here: with the 860 MB of the other rows, its collector stopped it each three seconds for a quarter of one.",
      ],
    };
  },
};

function measuresOf(
  name: string,
  { calm, loaded }: { calm: number[][]; loaded: number[][] },
  targets: { calm?: Target; loaded?: Target },
): Measure[] {
  const of = (
    rounds: number[][],
    { part, title, target }: {
      part: number;
      title: string;
      target?: Target | undefined;
    },
  ): Measure => ({
    name: `${name}, ${title}`,
    unit: "ms",
    values: rounds.map((values) => quantile(values, part)),
    ...(target === undefined ? {} : { target }),
  });
  return [
    of(calm, { part: 0.5, title: "50 rec/s, p50" }),
    of(calm, { part: 0.99, title: "50 rec/s, p99", target: targets.calm }),
    of(calm, { part: 1, title: "50 rec/s, max" }),
    of(loaded, { part: 0.5, title: "half peak, p50" }),
    of(loaded, { part: 0.99, title: "half peak, p99", target: targets.loaded }),
    of(loaded, { part: 1, title: "half peak, max" }),
  ];
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
  const latencies: Promise<number>[] = [];
  while (latencies.length < sizes.latencySeconds * probesPerSecond) {
    signal.throwIfAborted();
    while (probes.count > first + latencies.length) {
      const row = probes.awaitRow(first + latencies.length);
      row.catch(() => {});
      latencies.push(row);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const values = await Promise.all(latencies);
  await producing;
  await sink.check();
  return values;
}
