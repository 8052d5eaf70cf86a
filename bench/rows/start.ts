import { chooseEnvironment } from "../bench_stack.ts";
import type { BenchContext, Row } from "../context.ts";
import { runTask } from "../task.ts";

/** `up` against the slowest service alone, and the demo's second run. */
export const start: Row = {
  name: "start",
  title: "Start: all services against the slowest alone, the second demo",
  modes: ["full"],
  measure: async (context) => {
    const alone: number[] = [];
    const all: number[] = [];
    const demos: number[] = [];
    for (let round = 0; round < context.sizes.starts; round++) {
      alone.push(await measureUp(context, ["cassandra"]));
      all.push(await measureUp(context, [], demos));
    }
    return {
      name: "start",
      title: "Start from nothing, libraries at hand",
      measures: [
        {
          name: "up, all three services",
          unit: "s",
          values: all,
          against: "Cassandra alone",
          target: { kind: "ratio", atMost: 1.2 },
        },
        { name: "Cassandra alone", unit: "s", values: alone },
        {
          name: "second demo",
          unit: "s",
          values: demos,
          target: { kind: "value", atMost: 25 },
        },
      ],
      notes: [],
    };
  },
};

/** Starts services from nothing, in a folder of their own; with all of them, measures a second demo too. */
async function measureUp(
  context: BenchContext,
  services: readonly string[],
  demos?: number[],
): Promise<number> {
  const dir = await Deno.makeTempDir({ prefix: "cities-weather-start-" });
  const env = await chooseEnvironment(`${dir}/stack`);
  try {
    const { seconds } = await runTask(["up", ...services], { env }, context);
    context.report(
      `${["up", ...services].join(" ")}: ${seconds.toFixed(1)} s`,
    );
    if (demos !== undefined) {
      await runTask(["demo"], { env }, context);
      const demo = await runTask(["demo"], { env }, context);
      context.report(`second demo: ${demo.seconds.toFixed(1)} s`);
      demos.push(demo.seconds);
    }
    return seconds;
  } finally {
    // Also when interrupted: what was started is stopped.
    await runTask(["down", "--wipe"], { env }, {
      signal: new AbortController().signal,
    });
    await Deno.remove(dir, { recursive: true });
  }
}
