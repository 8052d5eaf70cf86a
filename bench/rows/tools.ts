import type { BenchContext, Row } from "../context.ts";
import { uniqueName } from "../context.ts";
import { createTopic, produce } from "../load.ts";
import { fewKeys } from "../records.ts";
import { runDeno, runTask } from "../task.ts";

const partitions = 4;

/** How long a user waits for the command-line tools. */
export const tools: Row = {
  name: "tools",
  title: "Tools: connect:validate, connect:plan, verify",
  modes: ["smoke", "quick", "full"],
  measure: async (context) => {
    const { sizes, report } = context;
    const env = await preparePipeline(context);
    const timesOf = async (name: string, run: () => Promise<number>) => {
      const values: number[] = [];
      for (let i = 0; i < sizes.toolCalls; i++) values.push(await run());
      report(`${name}: ${values.map((value) => value.toFixed(3)).join(", ")}`);
      return values;
    };
    const config = "connect/generated/cities-weather-sink.json";
    const nothing = await timesOf(
      "deno eval 1",
      async () => (await runDeno(["eval", "1"], { env }, context)).seconds,
    );
    const validate = await timesOf(
      "connect:validate",
      async () =>
        (await runTask(["connect:validate", config], { env: {} }, context))
          .seconds,
    );
    const plan = await timesOf(
      "connect:plan",
      async () => (await runTask(["connect:plan"], { env }, context)).seconds,
    );
    const verify = await timesOf("verify", async () => {
      const { seconds } = await runTask(
        ["verify", "--json", "--timeout", "2m"],
        { env },
        context,
      );
      return sizes.verifyRecords / seconds;
    });
    return {
      name: "tools",
      title: "Tools, as a user calls them",
      measures: [
        {
          name: "connect:validate of a good config",
          unit: "s",
          values: validate,
          against: "deno eval 1",
          target: { kind: "ratio", atMost: 10 },
        },
        { name: "deno eval 1", unit: "s", values: nothing },
        {
          name: "connect:plan, nothing changed",
          unit: "s",
          values: plan,
          target: { kind: "value", atMost: 1 },
        },
        {
          name: `verify of ${sizes.verifyRecords} records`,
          unit: "rec/s",
          values: verify,
        },
      ],
      notes: ["Each with the start of its process."],
    };
  },
};

/** A topic of records, its table and its connector, as the tasks make them. */
async function preparePipeline(
  context: BenchContext,
): Promise<Record<string, string>> {
  const stack = await context.stack();
  const topic = await createTopic(stack, { partitions });
  const env = {
    ...stack.environment,
    KAFKA_TOPIC: topic,
    CONNECTOR_NAME: uniqueName("run"),
    CASSANDRA_KEYSPACE: uniqueName("bench_tools"),
  };
  await runTask(["schema"], { env }, context);
  await produce(
    stack,
    { ...fewKeys, topic, partitions, records: context.sizes.verifyRecords },
    { options: context },
  );
  await runTask(["connect:deploy"], { env }, context);
  // Once, so that what is measured does not wait for the sink.
  await runTask(["verify", "--json", "--timeout", "2m"], { env }, context);
  return env;
}
