import { type BenchContext, uniqueName } from "./context.ts";
import { createTopic, produce } from "./load.ts";
import { fewKeys } from "./records.ts";
import { runTask } from "./task.ts";

const partitions = 4;

/**
 * Makes a topic of records, its table and its connector, as the tasks do, and waits until all is written.
 *
 * @returns the environment for tasks that look at them
 */
export async function preparePipeline(
  context: BenchContext,
  records: number,
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
    { ...fewKeys, topic, partitions, records },
    { options: context },
  );
  await runTask(["connect:deploy"], { env }, context);
  await runTask(
    ["verify", "--json", "--sample", "1%", "--timeout", "10m"],
    { env },
    context,
  );
  return env;
}
