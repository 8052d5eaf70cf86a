import { serviceNames } from "../../scripts/stack/description.ts";
import { runShell } from "../../scripts/stack/shell.ts";
import { ownSink } from "../contenders.ts";
import type { Row } from "../context.ts";
import { createTopic, produce } from "../load.ts";
import type { Measure } from "../measure.ts";
import { stations } from "../records.ts";
import { measureRun } from "../sink_run.ts";

const partitions = 4;

/** What a record costs each service on its way into the table: the figures that `docs/scale.md` calculates with. */
export const cost: Row = {
  name: "cost",
  title: "Cost of a record in each service, a million stations",
  modes: ["full"],
  measure: async (context) => {
    const { sizes, signal, report } = context;
    const stack = await context.stack();
    const times = new Map(serviceNames.map((name) => [name, [] as number[]]));
    const bytes: number[] = [];
    const rates: number[] = [];
    const readTimes = async () =>
      await Promise.all(
        serviceNames.map((name) => stack.processorTimeOf(name)),
      );
    // One more, to warm up.
    for (let round = 0; round <= sizes.rounds; round++) {
      const topic = await createTopic(stack, { partitions });
      const load = {
        ...stations,
        topic,
        partitions,
        records: sizes.sinkRecords,
      };
      const before = await readTimes();
      await produce(stack, load, { options: context });
      const { rate } = await measureRun(stack, ownSink(stack), {
        load,
        count: false,
        signal,
      });
      const after = await readTimes();
      const size = await readTopicSize(stack.settings.STACK_DIR, topic);
      await stack.admin.deleteTopics({ topics: [topic] });
      if (round === 0) continue;
      for (const [i, name] of serviceNames.entries()) {
        const [from, to] = [before[i] ?? null, after[i] ?? null];
        if (from === null || to === null) continue;
        times.get(name)!.push((to - from) / load.records);
      }
      bytes.push(size / load.records);
      rates.push(rate);
      report(`round ${round}: ${Math.round(rate)} rec/s`);
    }
    const measures: Measure[] = [...times].map(([name, values]) => ({
      name: `${name}: processor time`,
      unit: "µs/rec",
      isOurs: true,
      values,
    }));
    return {
      name: "cost",
      title: "Cost of a record of 128 bytes, a million stations",
      measures: [
        {
          name: "this project's sink",
          unit: "rec/s",
          isOurs: true,
          values: rates,
        },
        ...measures,
        {
          name: "topic on disk, as the load compresses it",
          unit: "bytes/rec",
          isOurs: true,
          values: bytes,
        },
      ],
      notes: [
        "From before the record is produced until its row is readable, one replica of everything; producing itself runs in a process of its own.",
      ],
    };
  },
};

async function readTopicSize(dir: string, topic: string): Promise<number> {
  const { text } = await runShell(
    'cat "$1"/data/kafka/"$2"-*/*.log | wc -c',
    [dir, topic],
  );
  return Number(text.trim());
}
