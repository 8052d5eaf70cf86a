import type { Row } from "../context.ts";
import { preparePipeline } from "../prepare_pipeline.ts";
import { runDeno, runTask } from "../task.ts";

const toolRecords = 500;

/** How long a user waits for the command-line tools. */
export const tools: Row = {
  name: "tools",
  title: "Tools: connect:validate, connect:plan",
  modes: ["smoke", "quick", "full"],
  measure: async (context) => {
    const { sizes, report } = context;
    const env = await preparePipeline(context, toolRecords);
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
      ],
      notes: ["Each with the start of its process."],
    };
  },
};
