import kafkajs, {
  type Admin,
  type Consumer,
  Kafka,
  type KafkaConfig,
  type KafkaJSError,
  logLevel,
  type SASLOptions,
} from "kafkajs";
import RequestQueue from "kafkajs/request_queue";
import { UserError } from "./exit.ts";
import type { Settings } from "./settings.ts";
import { fixOfTlsFault } from "./tls_fault.ts";

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

/** What of {@linkcode Settings} is needed to reach Kafka: without the rest it is spoken to in the clear, without a login. */
export type KafkaSettings =
  & Pick<Settings, "KAFKA_BROKERS">
  & Partial<
    Pick<
      Settings,
      | "KAFKA_SECURITY_PROTOCOL"
      | "KAFKA_SASL_MECHANISM"
      | "KAFKA_USERNAME"
      | "KAFKA_PASSWORD"
      | "KAFKA_SSL_CA"
      | "KAFKA_SSL_CERT"
      | "KAFKA_SSL_KEY"
    >
  >;

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
  settings: KafkaSettings,
  { retries = 3 }: KafkaOptions = {},
): Kafka {
  return new Kafka({
    clientId: "cities-weather",
    brokers: settings.KAFKA_BROKERS,
    ...securityOf(settings),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 3_000,
    requestTimeout: 30_000,
    retry: { initialRetryTime: 200, retries },
  });
}

function securityOf(
  settings: KafkaSettings,
): Pick<KafkaConfig, "ssl" | "sasl"> {
  const { KAFKA_SECURITY_PROTOCOL: protocol = "PLAINTEXT" } = settings;
  const { KAFKA_SSL_CA: ca, KAFKA_SSL_CERT, KAFKA_SSL_KEY } = settings;
  return {
    ...(protocol.endsWith("SSL")
      ? {
        ssl: {
          minVersion: "TLSv1.2",
          ...(ca === undefined ? {} : { ca: [ca] }),
          ...(KAFKA_SSL_CERT === undefined || KAFKA_SSL_KEY === undefined
            ? {}
            : { cert: KAFKA_SSL_CERT, key: KAFKA_SSL_KEY }),
        },
      }
      : {}),
    ...(protocol.startsWith("SASL") ? { sasl: saslOf(settings) } : {}),
  };
}

function saslOf(settings: KafkaSettings): SASLOptions {
  const login = {
    username: settings.KAFKA_USERNAME ?? "",
    password: settings.KAFKA_PASSWORD ?? "",
  };
  switch (settings.KAFKA_SASL_MECHANISM) {
    case "PLAIN":
      return { mechanism: "plain", ...login };
    case "SCRAM-SHA-256":
      return { mechanism: "scram-sha-256", ...login };
    default:
      return { mechanism: "scram-sha-512", ...login };
  }
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

/** Kafka lacks nothing but the user's right to do this. */
export class MissingRightError extends UserError {}

/**
 * Turns what a user can mend (an unreachable broker, a failed TLS handshake or login, a missing right) into a
 * {@linkcode UserError}; any other error is returned as it is.
 */
export function explainKafkaError(
  error: unknown,
  settings: KafkaSettings,
): unknown {
  if (!(error instanceof kafkajs.KafkaJSError)) return error;
  const at = `Kafka at ${settings.KAFKA_BROKERS.join(",")}`;
  const reason = rootOf(error);
  const options = { cause: error };
  if (isLoginFault(reason)) {
    return new UserError(
      `Cannot log in to ${at}: ${reason.message}`,
      settings.KAFKA_USERNAME === undefined
        ? "set KAFKA_SECURITY_PROTOCOL, KAFKA_USERNAME and KAFKA_PASSWORD"
        : "check KAFKA_USERNAME, KAFKA_PASSWORD and KAFKA_SASL_MECHANISM",
      2,
      options,
    );
  }
  if (isMissingRight(reason, settings)) {
    return new MissingRightError(
      `Cannot go on: ${at} refuses it to ${
        settings.KAFKA_USERNAME ?? "this client"
      }: ${reason.message}`,
      "log in as another user (KAFKA_USERNAME), or give this one the right: docs/security.md has what each needs",
      2,
      options,
    );
  }
  if (!isConnectionFault(error)) return error;
  return new UserError(
    `Cannot reach ${at}: ${reason.message}`,
    fixOfTlsFault(reason, "KAFKA") ??
      "start the local services with `deno task up`, or set KAFKA_BROKERS" +
        (isClosed(reason)
          ? "; a connection that is closed at once may want another KAFKA_SECURITY_PROTOCOL or client certificate"
          : ""),
    2,
    options,
  );
}

/** The error that others, which only count tries, carry as their cause. */
function rootOf(error: KafkaJSError): KafkaJSError {
  return "cause" in error && error.cause instanceof kafkajs.KafkaJSError
    ? rootOf(error.cause)
    : error;
}

function isLoginFault(error: KafkaJSError): boolean {
  return error.name === "KafkaJSSASLAuthenticationError" ||
    error instanceof kafkajs.KafkaJSProtocolError && (
        error.type === "UNSUPPORTED_SASL_MECHANISM" ||
        error.type === "ILLEGAL_SASL_STATE" ||
        error.type === "SASL_AUTHENTICATION_FAILED"
      );
}

function isMissingRight(
  error: KafkaJSError,
  { KAFKA_USERNAME }: KafkaSettings,
): boolean {
  return error instanceof kafkajs.KafkaJSProtocolError &&
      error.type.endsWith("_AUTHORIZATION_FAILED") ||
    // What kafkajs 2.2.4 makes of a group that one may not use.
    KAFKA_USERNAME !== undefined &&
      error.name === "KafkaJSGroupCoordinatorNotFound";
}

function isClosed(error: KafkaJSError): boolean {
  return error.name === "KafkaJSConnectionClosedError" ||
    /closed|reset|ECONNRESET|EPIPE|after end|not connected/i.test(
      error.message,
    );
}

function isConnectionFault(error: unknown): error is KafkaJSError {
  if (!(error instanceof kafkajs.KafkaJSError)) return false;
  return error instanceof kafkajs.KafkaJSConnectionError ||
    error.name === "KafkaJSConnectionClosedError" ||
    error.name === "KafkaJSBrokerNotFound" ||
    ("cause" in error && isConnectionFault(error.cause));
}
