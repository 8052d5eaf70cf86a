import { ownSink } from "../contenders.ts";
import type { Row } from "../context.ts";
import { fewKeys } from "../records.ts";
import { measureSinks } from "../sink_rounds.ts";

/** What each `SINK_PROFILE` is worth on a backlog, and Kafka's own number of records a poll. */
export const profiles: Row = {
  name: "profiles",
  title: "Profiles of this project's sink, 100 keys",
  modes: ["full"],
  measure: async (context) => {
    const stack = await context.stack();
    const balanced = "balanced (polls of 2,000)";
    const contenders = [
      ownSink(stack, { name: balanced, profile: "balanced" }),
      ownSink(stack, {
        name: "balanced with Kafka's polls of 500",
        profile: "balanced",
        overrides: { "consumer.override.max.poll.records": "500" },
      }),
      ownSink(stack, { name: "latency (1,000)", profile: "latency" }),
      ownSink(stack, {
        name: "throughput (2,000, fetches of 1 MiB)",
        profile: "throughput",
      }),
      ownSink(stack, {
        name: "balanced with polls of 5,000",
        profile: "balanced",
        overrides: { "consumer.override.max.poll.records": "5000" },
      }),
    ];
    const { rates, processorTimes } = await measureSinks(
      context,
      fewKeys,
      contenders,
    );
    return {
      name: "profiles",
      title: "Profiles of this project's sink, 100 keys, 128 bytes",
      measures: [...rates, ...processorTimes].map((measure, i) => ({
        ...measure,
        isOurs: true,
        ...i === 0 || i >= rates.length ? {} : { against: balanced },
      })),
      notes: [],
    };
  },
};
