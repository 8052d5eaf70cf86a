import { auth, Client, errors, types } from "cassandra-driver";
import { checkServerIdentity, type ConnectionOptions } from "node:tls";
import { UserError } from "./exit.ts";
import type { Settings } from "./settings.ts";
import { fixOfTlsFault } from "./tls_fault.ts";

/** What of {@linkcode Settings} is needed to reach Cassandra: without the rest it is spoken to in the clear. */
export type CassandraSettings =
  & Pick<
    Settings,
    | "CASSANDRA_CONTACT_POINTS"
    | "CASSANDRA_PORT"
    | "CASSANDRA_LOCAL_DATACENTER"
    | "CASSANDRA_USERNAME"
    | "CASSANDRA_PASSWORD"
  >
  & Partial<
    Pick<
      Settings,
      | "CASSANDRA_SSL"
      | "CASSANDRA_SSL_HOSTNAME_CHECK"
      | "CASSANDRA_SSL_CA"
      | "CASSANDRA_SSL_CERT"
      | "CASSANDRA_SSL_KEY"
    >
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
    ...(settings.CASSANDRA_SSL ? { sslOptions: tlsOf(settings) } : {}),
  });
}

function tlsOf(settings: CassandraSettings): ConnectionOptions {
  const { CASSANDRA_SSL_CA, CASSANDRA_SSL_CERT, CASSANDRA_SSL_KEY } = settings;
  return {
    minVersion: "TLSv1.2",
    // The driver's default is to take any certificate.
    rejectUnauthorized: true,
    ...(CASSANDRA_SSL_CA === undefined ? {} : { ca: [CASSANDRA_SSL_CA] }),
    ...(CASSANDRA_SSL_CERT === undefined || CASSANDRA_SSL_KEY === undefined
      ? {}
      : { cert: CASSANDRA_SSL_CERT, key: CASSANDRA_SSL_KEY }),
    checkServerIdentity: (address, certificate) => {
      if (settings.CASSANDRA_SSL_HOSTNAME_CHECK === false) return undefined;
      // The driver only ever connects to addresses; a certificate may have the name that was asked for.
      const names = [address, ...settings.CASSANDRA_CONTACT_POINTS];
      const faults = names.map((name) =>
        checkServerIdentity(name, certificate)
      );
      return faults.includes(undefined) ? undefined : faults[0];
    },
  };
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

/** Turns what a user can mend (unreachable, a failed TLS handshake, wrong credentials or data center, a missing right) into a {@linkcode UserError}; other errors are returned as they are. */
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
      fixOfTlsFault(reason, "CASSANDRA") ??
        "start the local services with `deno task up`, or set " +
          "CASSANDRA_CONTACT_POINTS and CASSANDRA_PORT" +
          (/closed|reset|EPIPE/i.test(reason.message)
            ? "; a node that closes connections at once may want CASSANDRA_SSL=true or a client certificate"
            : ""),
      2,
      { cause: error },
    );
  }
  if (
    error instanceof errors.ResponseError &&
    error.code === types.responseErrorCodes.unauthorized
  ) {
    return new UserError(
      `Cannot go on: ${at} refuses it to ${
        settings.CASSANDRA_USERNAME ?? "this client"
      }: ${error.message}`,
      "log in as another role (CASSANDRA_USERNAME), or give this one the right: docs/security.md has what each needs",
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
