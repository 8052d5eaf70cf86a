import type { BenchStack } from "./bench_stack.ts";
import { buildJavaRivals, type BuildOptions } from "./build.ts";
import { uniqueName } from "./context.ts";
import type { RecordShape } from "./records.ts";
import { createTopic as createKafkaTopic } from "../scripts/shared/create_topic.ts";
import { findJavaHome } from "../scripts/stack/java.ts";

/** What a topic holds. */
export interface Load extends RecordShape {
  readonly topic: string;
  readonly partitions: number;
  readonly records: number;
}

/** Options of {@linkcode produce}. */
export interface ProduceOptions {
  /** Number of the first record. @default {0} */
  readonly first?: number;
  /** Bytes of a record, at least 128. @default {128} */
  readonly bytes?: number;
  /** Records per second, uncompressed; 0 is as fast as it goes. @default {0} */
  readonly rate?: number;
  readonly options: BuildOptions;
}

/** The command that runs a class of `rivals/java`. */
export async function javaCommand(
  mainClass: string,
  options: BuildOptions,
): Promise<string[]> {
  const jars = await buildJavaRivals(options);
  return [
    `${await findJavaHome()}/bin/java`,
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-cp",
    `${jars}/*`,
    `io.github.citiesweather.bench.${mainClass}`,
  ];
}

/** Creates a topic of its own. */
export async function createTopic(
  stack: BenchStack,
  { partitions }: { partitions: number },
): Promise<string> {
  const topic = uniqueName("load");
  await createKafkaTopic(stack.admin, { topic, numPartitions: partitions });
  return topic;
}

/** Produces a load's records, by a process of its own in Java: any slower one would be what is measured. */
export async function produce(
  stack: BenchStack,
  { topic, partitions, records, keys, step }: Load,
  { first = 0, bytes = 128, rate = 0, options }: ProduceOptions,
): Promise<void> {
  const [program = "", ...args] = await javaCommand("Load", options);
  const { success, stderr } = await new Deno.Command(program, {
    args: [
      ...args,
      stack.settings.KAFKA_BROKERS.join(","),
      topic,
      ...[partitions, first, records, keys, step, bytes, rate].map(String),
    ],
    stdin: "null",
    signal: options.signal,
  }).output();
  options.signal.throwIfAborted();
  if (!success) {
    throw new Error(
      `The load failed:\n${new TextDecoder().decode(stderr).slice(-2_000)}`,
    );
  }
}
