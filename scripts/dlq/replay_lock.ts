import { setTimeout as wait } from "node:timers/promises";
import type { Consumer } from "kafkajs";
import { UserError } from "../shared/exit.ts";
import { createKafka, type KafkaSettings } from "../shared/kafka_client.ts";

/** How soon the brokers notice that a process was killed: the least that they take by default. */
const sessionTimeoutMs = 6_000;

/** How long another replay may take to go away: long enough for one that was killed. */
const patienceMs = 8_000;

/** Being the only replay of a queue. */
export interface ReplayLock extends AsyncDisposable {
  /** @throws {UserError} if another replay has begun meanwhile. */
  check(): Promise<void>;
}

/**
 * Makes sure that no other process replays the queue, by membership of a consumer group, which ends with the process.
 * The group commits nothing.
 *
 * @throws {UserError} if another one does.
 */
export async function lockReplay(
  settings: KafkaSettings,
  topic: string,
): Promise<ReplayLock> {
  const consumer = createKafka(settings).consumer({
    groupId: `dlq-replay-${topic}`,
    sessionTimeout: sessionTimeoutMs,
    heartbeatInterval: 1_000,
  });
  const lock: ReplayLock = {
    async check() {
      if (await countMembers(consumer) > 1) throw otherReplay(topic);
    },
    [Symbol.asyncDispose]: () => consumer.disconnect(),
  };
  try {
    await join(consumer, topic);
    await awaitOthersLeave(consumer, topic);
    return lock;
  } catch (error) {
    await lock[Symbol.asyncDispose]();
    throw error;
  }
}

async function join(consumer: Consumer, topic: string): Promise<void> {
  const joined = Promise.withResolvers<void>();
  consumer.on(consumer.events.GROUP_JOIN, () => joined.resolve());
  consumer.on(
    consumer.events.CRASH,
    ({ payload }) => joined.reject(payload.error),
  );
  // It may come before it is waited for.
  joined.promise.catch(() => {});
  await consumer.connect();
  await consumer.subscribe({ topic });
  // The membership is all that is wanted: it reads nothing, as it begins at the end and is paused.
  await consumer.run({ autoCommit: false, eachBatch: async () => {} });
  await joined.promise;
  consumer.pause([{ topic }]);
}

async function awaitOthersLeave(
  consumer: Consumer,
  topic: string,
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (await countMembers(consumer) > 1) {
    if (Date.now() > deadline) throw otherReplay(topic);
    await wait(200);
  }
}

async function countMembers(consumer: Consumer): Promise<number> {
  return (await consumer.describeGroup()).members.length;
}

function otherReplay(topic: string): UserError {
  return new UserError(
    `Cannot replay ${topic}: another replay of it is running`,
    "wait for its end; then run this again, which skips what it has replayed",
  );
}
