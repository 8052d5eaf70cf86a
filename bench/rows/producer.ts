import { dirname } from "node:path";
import { z } from "zod";
import { projectDir } from "../../scripts/stack/description.ts";
import { type BenchContext, type Row } from "../context.ts";
import { interleave } from "../interleave.ts";
import { createTopic } from "../load.ts";
import { fewKeys, recordText } from "../records.ts";
import { runDeno, runTask } from "../task.ts";

const partitions = 4;

/** Records in one request, of both: what the project's producer sends. */
const batchRecords = 1_000;

/** How fast a history is published, against the bare client with the same settings. */
export const producer: Row = {
  name: "producer",
  title: "Backfill: produce --replay against the bare client",
  modes: ["smoke", "quick", "full"],
  measure: async (context) => {
    const { sizes, report } = context;
    const file = await Deno.makeTempFile({ suffix: ".jsonl" });
    try {
      await writeHistory(file, sizes.replayRecords);
      const contenders = [
        { name: "bare kafkajs", run: runBareClient },
        { name: "produce --replay", run: runReplay },
      ] as const;
      const values = await interleave(contenders, {
        rounds: sizes.rounds,
        turn: async ({ name, run }, round) => {
          const rate = await run(context, file);
          report(`${name}: ${Math.round(rate)} rec/s (round ${round + 1})`);
          return rate;
        },
      });
      const [bare, replay] = contenders;
      return {
        name: "producer",
        title: "Backfill of a history",
        measures: [
          {
            name: replay.name,
            isOurs: true,
            unit: "rec/s",
            values: values.get(replay)!,
            against: bare.name,
            target: { kind: "ratio", atLeast: 0.85 },
          },
          { name: bare.name, unit: "rec/s", values: values.get(bare)! },
        ],
        notes: [
          "The bare client has its messages ready in memory; the replay reads a file and checks every record of it. " +
          "Same acks, idempotence, compression and batches; both are processes of their own, timed from connecting on.",
        ],
      };
    } finally {
      await Deno.remove(file);
    }
  },
};

async function writeHistory(file: string, records: number): Promise<void> {
  const linesPerWrite = 10_000;
  using handle = await Deno.open(file, { write: true });
  const writer = handle.writable.getWriter();
  for (let start = 0; start < records; start += linesPerWrite) {
    const count = Math.min(linesPerWrite, records - start);
    const lines = Array.from(
      { length: count },
      (_, i) => `${recordText(fewKeys, start + i).value}\n`,
    );
    await writer.write(new TextEncoder().encode(lines.join("")));
  }
  writer.releaseLock();
}

const ended = z.object({
  event: z.literal("ended"),
  published: z.int(),
  perSecond: z.number(),
});

async function runReplay(context: BenchContext, file: string): Promise<number> {
  const stack = await context.stack();
  const topic = await createTopic(stack, { partitions });
  const { stdout } = await runTask(
    ["produce", "--replay", file, "--json"],
    {
      // It may read the folder that it is started in.
      env: {
        ...stack.environment,
        KAFKA_TOPIC: topic,
        INIT_CWD: dirname(file),
      },
    },
    context,
  );
  const result = ended.parse(JSON.parse(stdout.trimEnd().split("\n").at(-1)!));
  if (result.published !== context.sizes.replayRecords) {
    throw new Error(`${result.published} records of ${file} were published`);
  }
  return result.perSecond;
}

async function runBareClient(context: BenchContext): Promise<number> {
  const stack = await context.stack();
  const topic = await createTopic(stack, { partitions });
  const { stdout } = await runDeno(
    [
      "run",
      "--quiet",
      "--allow-net=localhost,127.0.0.1",
      "--allow-env",
      "--allow-read",
      `${projectDir}bench/rivals/kafkajs_producer.ts`,
      stack.settings.KAFKA_BROKERS[0]!,
      topic,
      String(context.sizes.replayRecords),
      String(fewKeys.keys),
      String(batchRecords),
    ],
    { env: {} },
    context,
  );
  return Number(stdout);
}
