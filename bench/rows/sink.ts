import { UserError } from "../../scripts/shared/exit.ts";
import {
  type Contender,
  engineAtBest,
  engineAtDefaults,
  ownSink,
  ProcessContenders,
} from "../contenders.ts";
import type { BenchContext, Row } from "../context.ts";
import { interleave } from "../interleave.ts";
import { createTopic, type Load, produce } from "../load.ts";
import type { Measure, Target } from "../measure.ts";
import { fewKeys, manyKeys, type RecordShape } from "../records.ts";
import { measureRun } from "../sink_run.ts";

const partitions = 4;

/** Records of 100 cities, one after the other, into Cassandra: by all rivals. */
export const sinkFewKeys: Row = {
  name: "sink-100",
  title: "Topic into Cassandra, 100 keys",
  modes: ["smoke", "quick", "full"],
  measure: async (context) => {
    const stack = await context.stack();
    await using processes = new ProcessContenders(stack, context);
    const notes = [wayOfMeasuring];
    const contenders = [
      ownSink(stack),
      engineAtDefaults(stack),
      engineAtBest(stack),
      processes.denoBatches,
      processes.driverBatches,
    ];
    if (context.mode === "smoke") {
      notes.push("Rivals of the same kinds are left out in a smoke test.");
    } else {
      contenders.push(processes.denoConcurrent, processes.driverRows);
      const python = await tryPython(processes);
      if (typeof python === "string") notes.push(python);
      else contenders.push(python);
    }
    const { rates, processorTimes } = await measureAll(
      context,
      fewKeys,
      contenders,
    );
    const [own, ...others] = rates;
    const [defaults, best] = others;
    return {
      name: "sink-100",
      title: "Topic into Cassandra, 100 keys, 128 bytes",
      measures: [
        compare(own!, defaults!, { kind: "ratio", atLeast: 2.5 }),
        compare(own!, best!, { kind: "ratio", atLeast: 1.5 }),
        ...others,
        ...processorTimes,
      ],
      notes,
    };
  },
};

/** Records of 20,000 cities, far apart: hardly two of a poll belong into one batch. */
export const sinkManyKeys: Row = {
  name: "sink-20000",
  title: "Topic into Cassandra, 20,000 scattered keys",
  modes: ["smoke", "quick", "full"],
  measure: async (context) => {
    const stack = await context.stack();
    await using processes = new ProcessContenders(stack, context);
    const contenders = [
      ownSink(stack),
      engineAtBest(stack),
      ...context.mode === "smoke"
        ? []
        : [engineAtDefaults(stack), processes.driverRows],
      ...context.mode === "full" ? [processes.denoConcurrent] : [],
    ];
    const { rates, processorTimes } = await measureAll(
      context,
      manyKeys,
      contenders,
    );
    const [own, ...others] = rates;
    return {
      name: "sink-20000",
      title: "Topic into Cassandra, 20,000 scattered keys, 128 bytes",
      measures: [
        compare(own!, others[0]!, { kind: "ratio", atLeast: 1.5 }),
        ...others,
        ...processorTimes,
      ],
      notes: [],
    };
  },
};

const wayOfMeasuring =
  "From the first row readable to the last ones of every partition, each run into a fresh table after a run to warm up.";

function compare(own: Measure, other: Measure, target: Target): Measure {
  return { ...own, isOurs: true, against: other.name, target };
}

async function tryPython(
  processes: ProcessContenders,
): Promise<Contender | string> {
  try {
    return await processes.python();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return `The Python loop is left out: ${error.message}.`;
  }
}

async function measureAll(
  context: BenchContext,
  shape: RecordShape,
  contenders: readonly Contender[],
): Promise<{ rates: Measure[]; processorTimes: Measure[] }> {
  const { sizes, mode, signal, report } = context;
  const stack = await context.stack();
  const loads = new Map<number, Load>();
  const loadOf = async (records: number): Promise<Load> => {
    const known = loads.get(records);
    if (known !== undefined) return known;
    const topic = await createTopic(stack, { partitions });
    const load = { ...shape, topic, partitions, records };
    loads.set(records, load);
    await produce(stack, load, { options: context });
    return load;
  };
  const turn = async (
    contender: Contender,
    { count, round }: { count: boolean; round: string },
  ) => {
    const load = await loadOf(
      contender.isSlow ? sizes.slowRecords : sizes.sinkRecords,
    );
    const outcome = await measureRun(stack, contender, {
      load,
      count,
      signal,
    });
    report(`${contender.name}: ${Math.round(outcome.rate)} rec/s ${round}`);
    return outcome;
  };
  if (mode !== "smoke") {
    for (const contender of contenders) {
      await turn(contender, { count: true, round: "(to warm up)" });
    }
  }
  const processorTimes = new Map<Contender, number[]>();
  const rates = await interleave(contenders, {
    rounds: sizes.rounds,
    turn: async (contender, round) => {
      const { rate, processorTime } = await turn(contender, {
        count: mode !== "quick",
        round: `(round ${round + 1})`,
      });
      if (processorTime !== null) {
        processorTimes.set(contender, [
          ...processorTimes.get(contender) ?? [],
          processorTime,
        ]);
      }
      return rate;
    },
  });
  return {
    rates: contenders.map((contender) => ({
      name: contender.name,
      unit: "rec/s",
      values: rates.get(contender)!,
    })),
    processorTimes: [...processorTimes].map(([{ name }, values]) => ({
      name: `${name}: worker's processor time`,
      unit: "µs/rec",
      values,
    })),
  };
}
