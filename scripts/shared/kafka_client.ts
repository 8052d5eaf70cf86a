import kafkajs, {
  type Admin,
  type Consumer,
  Kafka,
  type KafkaJSError,
  logLevel,
} from "kafkajs";
import RequestQueue from "kafkajs/request_queue";
import { UserError } from "./exit.ts";
import type { Settings } from "./settings.ts";

interface RequestQueueState {
  pending: unknown[];
  throttledUntil: number;
}

// kafkajs 2.2.4 re-arms this timer even with nothing to send, with a delay that
// is negative: a timer each millisecond for as long as a client lives, and a
// TimeoutNegativeWarning on the user's screen.
const scheduleCheck = RequestQueue.prototype.scheduleCheckPendingRequests;
RequestQueue.prototype.scheduleCheckPendingRequests = function (
  this: RequestQueueState,
): void {
  const mustWait = this.pending.length > 0 || this.throttledUntil > Date.now();
  if (mustWait) scheduleCheck.call(this);
};

/** What of {@linkcode Settings} is needed to reach Kafka. */
export type KafkaSettings = Pick<Settings, "KAFKA_BROKERS">;

/** Options of {@linkcode createKafka}. */
export interface KafkaOptions {
  /**
   * How often a request is tried again before it fails.
   *
   * @default {3}
   */
  retries?: number;
}

/** A Kafka client for the configured brokers that writes no log of its own: its errors reach the caller. */
export function createKafka(
  { KAFKA_BROKERS }: KafkaSettings,
  { retries = 3 }: KafkaOptions = {},
): Kafka {
  return new Kafka({
    clientId: "cities-weather",
    brokers: KAFKA_BROKERS,
    logLevel: logLevel.NOTHING,
    connectionTimeout: 3_000,
    requestTimeout: 30_000,
    retry: { initialRetryTime: 200, retries },
  });
}

/**
 * Runs `use` with a connected admin client, which is closed afterwards.
 *
 * @throws {UserError} if no broker can be reached.
 */
export async function withAdmin<T>(
  settings: KafkaSettings,
  use: (admin: Admin) => Promise<T>,
): Promise<T> {
  const admin = createKafka(settings).admin();
  try {
    await admin.connect();
    return await use(admin);
  } catch (error) {
    throw explainKafkaError(error, settings);
  } finally {
    await admin.disconnect().catch(() => {});
  }
}

/**
 * Runs `use` with a connected consumer of its own group, which is closed and
 * deleted afterwards; it commits nothing.
 *
 * @throws {UserError} if no broker can be reached.
 */
export async function withReader<T>(
  settings: KafkaSettings,
  use: (consumer: Consumer) => Promise<T>,
): Promise<T> {
  const kafka = createKafka(settings);
  const groupId = `cities-weather-reader-${crypto.randomUUID()}`;
  const consumer = kafka.consumer({
    groupId,
    maxWaitTimeInMs: 200,
    // Compressed bytes: as objects of this client they take some 50 times as much memory.
    maxBytesPerPartition: 64 * 1024,
    maxBytes: 512 * 1024,
  });
  try {
    await consumer.connect();
    return await use(consumer);
  } catch (error) {
    throw explainKafkaError(error, settings);
  } finally {
    await consumer.disconnect().catch(() => {});
    const admin = kafka.admin();
    await admin.connect()
      .then(() => admin.deleteGroups([groupId]))
      // The group is empty and expires by itself: not worth failing for.
      .catch(() => {})
      .finally(() => admin.disconnect().catch(() => {}));
  }
}

/** Turns an unreachable broker into a {@linkcode UserError}; any other error is returned as it is. */
export function explainKafkaError(
  error: unknown,
  { KAFKA_BROKERS }: KafkaSettings,
): unknown {
  if (!isConnectionFault(error)) return error;
  return new UserError(
    `Cannot reach Kafka at ${KAFKA_BROKERS.join(",")}: ${error.message}`,
    "start the local services with `deno task up`, or set KAFKA_BROKERS",
    2,
    { cause: error },
  );
}

function isConnectionFault(error: unknown): error is KafkaJSError {
  if (!(error instanceof kafkajs.KafkaJSError)) return false;
  return error instanceof kafkajs.KafkaJSConnectionError ||
    error.name === "KafkaJSConnectionClosedError" ||
    error.name === "KafkaJSBrokerNotFound" ||
    ("cause" in error && isConnectionFault(error.cause));
}
