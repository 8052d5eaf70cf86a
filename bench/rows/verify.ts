import type { Row } from "../context.ts";
import { preparePipeline } from "../prepare_pipeline.ts";
import { runTask } from "../task.ts";

/** Only with `--huge`: producing, writing and verifying so many takes minutes. */
const hugeRecords = 5_000_000;

/** How fast, and in how much memory, every record of a topic is compared with its row. */
export const verify: Row = {
  name: "verify",
  title: "Verify: every record against its row",
  modes: ["smoke", "quick", "full"],
  measure: async (context) => {
    const { isHuge, sizes, report } = context;
    const records = isHuge ? hugeRecords : sizes.verifyRecords;
    const env = await preparePipeline(context, records);
    const rates: number[] = [];
    const megabytes: number[] = [];
    for (let i = 0; i < (isHuge ? 1 : sizes.rounds); i++) {
      const { seconds, peakMemory } = await runTask(
        ["verify", "--json", "--timeout", "2m"],
        { env },
        context,
      );
      rates.push(records / seconds);
      if (peakMemory !== null) megabytes.push(peakMemory / 1e6);
      report(
        `verify: ${Math.round(records / seconds)} rec/s, ` +
          `${Math.round(megabytes.at(-1) ?? NaN)} MB (round ${i + 1})`,
      );
    }
    return {
      name: "verify",
      title: `Verify: ${
        records.toLocaleString("en-US")
      } records of 128 bytes against their rows`,
      measures: [
        {
          name: "verify",
          unit: "rec/s",
          isOurs: true,
          values: rates,
          target: { kind: "value", atLeast: 25_000 },
        },
        {
          name: "verify, most memory",
          unit: "MB",
          isOurs: true,
          values: megabytes,
          target: { kind: "value", atMost: 200 },
        },
      ],
      notes: ["With the start of its process."],
    };
  },
};
