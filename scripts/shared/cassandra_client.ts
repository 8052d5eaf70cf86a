import { auth, Client, errors } from "cassandra-driver";
import { UserError } from "./exit.ts";
import type { Settings } from "./settings.ts";

/** What of {@linkcode Settings} is needed to reach Cassandra. */
export type CassandraSettings = Pick<
  Settings,
  | "CASSANDRA_CONTACT_POINTS"
  | "CASSANDRA_PORT"
  | "CASSANDRA_LOCAL_DATACENTER"
  | "CASSANDRA_USERNAME"
  | "CASSANDRA_PASSWORD"
>;

/** How long a statement that changes the schema may take, in milliseconds: nodes under load take longer to agree than to write. */
export const schemaTimeoutMs = 60_000;

/** A client that is not yet connected; callers close it with `shutdown()`. */
export function createCassandra(
  settings: CassandraSettings,
  { readTimeoutMs = 12_000 }: {
    /** How long an answer may take, in milliseconds. @default {12_000} */
    readonly readTimeoutMs?: number;
  } = {},
): Client {
  const { CASSANDRA_USERNAME: user, CASSANDRA_PASSWORD: password } = settings;
  return new Client({
    contactPoints: settings.CASSANDRA_CONTACT_POINTS,
    localDataCenter: settings.CASSANDRA_LOCAL_DATACENTER,
    protocolOptions: { port: settings.CASSANDRA_PORT },
    socketOptions: { connectTimeout: 3_000, readTimeout: readTimeoutMs },
    queryOptions: { prepare: true },
    ...(user === undefined ? {} : {
      authProvider: new auth.PlainTextAuthProvider(user, password ?? ""),
    }),
  });
}

/**
 * Runs `use` with a connected client, which is closed afterwards.
 *
 * @throws {UserError} if no contact point can be reached, the credentials or the local data center are wrong.
 */
export async function withCassandra<T>(
  settings: CassandraSettings,
  use: (client: Client) => Promise<T>,
): Promise<T> {
  const client = createCassandra(settings);
  try {
    await client.connect();
    return await use(client);
  } catch (error) {
    throw explainCassandraError(error, settings);
  } finally {
    await client.shutdown();
  }
}

/** Turns what a user can mend (unreachable, wrong credentials or data center) into a {@linkcode UserError}; other errors are returned as they are. */
export function explainCassandraError(
  error: unknown,
  settings: CassandraSettings,
): unknown {
  const at = `Cassandra at ${settings.CASSANDRA_CONTACT_POINTS.join(",")}, ` +
    `port ${settings.CASSANDRA_PORT}`;
  if (error instanceof errors.NoHostAvailableError) {
    const [reason] = Object.values(error.innerErrors) as Error[];
    // It reached the cluster but found no node to use: none is in that data center.
    if (reason === undefined) {
      return new UserError(
        `Cannot use ${at}: ${error.message}`,
        "set CASSANDRA_LOCAL_DATACENTER to the cluster's data center",
        2,
        { cause: error },
      );
    }
    if (reason instanceof errors.AuthenticationError) {
      return new UserError(
        `Cannot log in to ${at}: ${reason.message}`,
        "check CASSANDRA_USERNAME and CASSANDRA_PASSWORD",
        2,
        { cause: error },
      );
    }
    return new UserError(
      `Cannot reach ${at}: ${reason.message}`,
      "start the local services with `deno task up`, or set " +
        "CASSANDRA_CONTACT_POINTS and CASSANDRA_PORT",
      2,
      { cause: error },
    );
  }
  if (error instanceof errors.OperationTimedOutError) {
    return new UserError(
      `Cannot go on: ${at} does not answer: ${error.message}`,
      "see whether it is overloaded (`deno task stack:logs cassandra` of the local one), and try again",
      2,
      { cause: error },
    );
  }
  return error;
}
