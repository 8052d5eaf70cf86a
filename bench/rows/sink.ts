import { UserError } from "../../scripts/shared/exit.ts";
import {
  type Contender,
  engineAtBest,
  engineAtDefaults,
  ownSink,
  ProcessContenders,
} from "../contenders.ts";
import type { Row } from "../context.ts";
import type { Measure, Target } from "../measure.ts";
import { fewKeys, manyKeys } from "../records.ts";
import { measureSinks } from "../sink_rounds.ts";

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
      if (context.mode === "full") {
        contenders.push(processes.denoConcurrent, processes.driverRows);
      }
      const python = await tryPython(processes);
      if (typeof python === "string") notes.push(python);
      else contenders.push(python);
    }
    const { rates, processorTimes, failures } = await measureSinks(
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
        ...compareTimes(processorTimes, 2),
      ],
      notes: [...notes, ...failures],
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
      ...context.mode === "full"
        ? [
          engineAtDefaults(stack),
          processes.denoConcurrent,
          processes.driverRows,
        ]
        : [],
    ];
    const { rates, processorTimes, failures } = await measureSinks(
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
        ...compareTimes(processorTimes, 1),
      ],
      notes: failures,
    };
  },
};

const wayOfMeasuring =
  "From a tenth of the rows readable to the last ones of every partition, each run into a fresh table after a run to warm up.";

function compare(own: Measure, other: Measure, target: Target): Measure {
  return { ...own, isOurs: true, against: other.name, target };
}

/** Compares our processor time, the first, with that of the rival at a place. */
function compareTimes(times: readonly Measure[], rival: number): Measure[] {
  const [own, ...others] = times;
  const name = times[rival]?.name;
  return own === undefined || name === undefined
    ? [...times]
    : [{ ...own, isOurs: true, against: name }, ...others];
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
