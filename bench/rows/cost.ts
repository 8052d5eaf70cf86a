import { serviceNames } from "../../scripts/stack/description.ts";
import { runShell } from "../../scripts/stack/shell.ts";
import { ownSink } from "../contenders.ts";
import type { Row } from "../context.ts";
import { createTopic, produce } from "../load.ts";
import type { Measure } from "../measure.ts";
import { manyKeys } from "../records.ts";
import { measureRun } from "../sink_run.ts";

const partitions = 4;

/** What a record costs each service on its way into the table: the figures that `docs/scale.md` calculates with. */
export const cost: Row = {
  name: "cost",
  title: "Cost of a record in each service, 20,000 scattered keys",
  modes: ["full"],
  measure: async (context) => {
    const { sizes, signal, report } = context;
    const stack = await context.stack();
    const times = new Map(serviceNames.map((name) => [name, [] as number[]]));
    const bytes: number[] = [];
    const readTimes = async () =>
      await Promise.all(
        serviceNames.map((name) => stack.processorTimeOf(name)),
      );
    // One more, to warm up.
    for (let round = 0; round <= sizes.rounds; round++) {
      const topic = await createTopic(stack, { partitions });
      const load = {
        ...manyKeys,
        topic,
        partitions,
        records: sizes.sinkRecords,
      };
      const before = await readTimes();
      await produce(stack, load, { options: context });
      await measureRun(stack, ownSink(stack), { load, count: false, signal });
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
      report(`round ${round}: ${bytes.at(-1)?.toFixed(1)} bytes a record`);
    }
    const measures: Measure[] = [...times].map(([name, values]) => ({
      name: `${name}: processor time`,
      unit: "µs/rec",
      isOurs: true,
      values,
    }));
    return {
      name: "cost",
      title: "Cost of a record of 128 bytes, 20,000 scattered keys",
      measures: [
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
