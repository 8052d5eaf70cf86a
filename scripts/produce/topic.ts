import type { Admin, Consumer } from "kafkajs";
import kafkajs from "kafkajs";
import {
  unitsHeader,
  type WeatherUnits,
  weatherUnits,
} from "../../weather/record.ts";
import { createTopic } from "../shared/create_topic.ts";
import { UserError } from "../shared/exit.ts";
import {
  type KafkaSettings,
  MissingRightError,
  withAdmin,
  withReader,
} from "../shared/kafka_client.ts";
import type { Settings } from "../shared/settings.ts";

/** What of {@linkcode Settings} the topic depends on. */
export type TopicSettings =
  & KafkaSettings
  & Pick<
    Settings,
    | "KAFKA_TOPIC"
    | "KAFKA_TOPIC_PARTITIONS"
    | "KAFKA_TOPIC_REPLICATION_FACTOR"
    | "WEATHER_UNITS"
  >;

/** Options of {@linkcode prepareTopic}. */
export interface TopicOptions {
  /** Create the topic if it is missing; otherwise that is an error. */
  readonly create: boolean;
  readonly report: (line: string) => void;
}

/**
 * Makes sure that the topic exists, with leaders to write to, and holds records in the same units.
 *
 * @throws {UserError} if it may not or cannot be created, or holds records in other units.
 */
export async function prepareTopic(
  settings: TopicSettings,
  options: TopicOptions,
): Promise<void> {
  const last = await withAdmin(
    settings,
    async (admin) =>
      await ensureTopic(admin, settings, options)
        ? new Map<number, bigint>()
        : await lastOffsets(admin, settings.KAFKA_TOPIC),
  );
  if (last.size === 0) return;
  try {
    await checkUnits(settings, last);
  } catch (error) {
    // Who may only write cannot look, and need not.
    if (!(error instanceof MissingRightError)) throw error;
    options.report(
      `not checked: whether topic ${settings.KAFKA_TOPIC} holds the same units, as ${settings.KAFKA_USERNAME} may not read it`,
    );
  }
}

/**
 * Makes sure that the topic exists, with leaders to write to; tells whether it had to be created.
 *
 * @throws {UserError} if it may not or cannot be created.
 */
export async function ensureTopic(
  admin: Admin,
  settings: TopicSettings,
  options: TopicOptions,
): Promise<boolean> {
  const names = await admin.listTopics();
  if (names.includes(settings.KAFKA_TOPIC)) return false;
  await createWeatherTopic(admin, settings, options);
  return true;
}

async function createWeatherTopic(
  admin: Admin,
  {
    KAFKA_TOPIC: topic,
    KAFKA_TOPIC_PARTITIONS: numPartitions,
    KAFKA_TOPIC_REPLICATION_FACTOR: replicationFactor,
  }: TopicSettings,
  { create, report }: TopicOptions,
): Promise<void> {
  if (!create) {
    throw new UserError(
      `Topic ${topic} does not exist, and --no-create-topic says not to create it`,
      "leave that option out, have the topic created, or set KAFKA_TOPIC to another",
    );
  }
  try {
    // Someone else may have been quicker: that is as good.
    await createTopic(admin, { topic, numPartitions, replicationFactor });
  } catch (error) {
    throw explainCreateError(error, { topic, replicationFactor });
  }
  report(
    `created topic ${topic}: ${numPartitions} partitions, replication factor ${replicationFactor}`,
  );
}

function explainCreateError(
  error: unknown,
  { topic, replicationFactor }: { topic: string; replicationFactor: number },
): unknown {
  const types = protocolErrorTypes(error);
  if (types.has("INVALID_REPLICATION_FACTOR")) {
    return new UserError(
      `Cannot create topic ${topic}: the cluster has too few brokers for a replication factor of ${replicationFactor}`,
      "set KAFKA_TOPIC_REPLICATION_FACTOR to at most the number of brokers",
      2,
      { cause: error },
    );
  }
  if (
    types.has("TOPIC_AUTHORIZATION_FAILED") ||
    types.has("CLUSTER_AUTHORIZATION_FAILED")
  ) {
    return new UserError(
      `Cannot create topic ${topic}: the brokers do not allow it`,
      "have it created by someone who may",
      2,
      { cause: error },
    );
  }
  if (types.size > 0) {
    return new UserError(
      `Cannot create topic ${topic}: ${[...types].join(", ")}`,
      "check KAFKA_TOPIC_PARTITIONS and KAFKA_TOPIC_REPLICATION_FACTOR, and the brokers' policies",
      2,
      { cause: error },
    );
  }
  return error;
}

/** Names of the Kafka protocol's errors in an error, its causes and the errors it gathers. */
export function protocolErrorTypes(error: unknown): Set<string> {
  const types = new Set<string>();
  const pending = [error];
  while (pending.length > 0) {
    const next = pending.pop();
    if (next instanceof kafkajs.KafkaJSProtocolError) types.add(next.type);
    if (next instanceof kafkajs.KafkaJSAggregateError) {
      pending.push(...next.errors);
    }
    if (next instanceof Error && next.cause !== next) pending.push(next.cause);
  }
  return types;
}

/** Offset of the last record of each partition that has any. */
async function lastOffsets(
  admin: Admin,
  topic: string,
): Promise<Map<number, bigint>> {
  const offsets = await admin.fetchTopicOffsets(topic);
  return new Map(
    offsets
      .filter(({ low, high }) => BigInt(high) > BigInt(low))
      .map(({ partition, high }) => [partition, BigInt(high) - 1n]),
  );
}

async function checkUnits(
  settings: TopicSettings,
  last: ReadonlyMap<number, bigint>,
): Promise<void> {
  const { KAFKA_TOPIC: topic, WEATHER_UNITS: units } = settings;
  const found = await withReader(
    settings,
    (consumer) => readUnits(consumer, { topic, last }),
  );
  const other = found.find((candidate) => candidate !== units);
  if (other !== undefined) {
    throw new UserError(
      `Topic ${topic} holds temperatures in ${unitName[other]} ` +
        `(units=${other}), and these would be in ${
          unitName[units]
        } (units=${units})`,
      `set WEATHER_UNITS=${other} (or --units ${other}), or KAFKA_TOPIC to another topic`,
    );
  }
}

const unitName = { standard: "Kelvin", metric: "degrees Celsius" } as const;

/** A transaction's marker may be the last of a partition: then there is no record there to wait for. */
const maxReadMs = 5_000;

/** Reads the units of the last record of each partition; records of other producers may have none. */
async function readUnits(
  consumer: Consumer,
  { topic, last }: { topic: string; last: ReadonlyMap<number, bigint> },
): Promise<WeatherUnits[]> {
  const missing = new Set(last.keys());
  const found: WeatherUnits[] = [];
  const { promise: done, resolve, reject } = Promise.withResolvers<void>();
  let crash: Error | undefined;
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    crash = payload.error;
    reject(payload.error);
  });
  // It may come before it is waited for.
  done.catch(() => {});
  await consumer.subscribe({ topic });
  await consumer.run({
    autoCommit: false,
    eachMessage: ({ partition, message }) => {
      const units = weatherUnits.safeParse(
        message.headers?.[unitsHeader]?.toString(),
      );
      if (missing.delete(partition) && units.success) found.push(units.data);
      if (missing.size === 0) resolve();
      return Promise.resolve();
    },
  });
  // One that has crashed cannot seek.
  if (crash !== undefined) throw crash;
  for (const [partition, offset] of last) {
    consumer.seek({ topic, partition, offset: String(offset) });
  }
  const timer = setTimeout(resolve, maxReadMs);
  await done.finally(() => clearTimeout(timer));
  return found;
}
