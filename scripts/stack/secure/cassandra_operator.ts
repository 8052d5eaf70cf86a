import type { Client } from "cassandra-driver";
import { errors } from "cassandra-driver";
import {
  type CassandraSettings,
  createCassandra,
} from "../../shared/cassandra_client.ts";

/** Cassandra's first superuser and its password, which everybody knows. */
const first = {
  CASSANDRA_USERNAME: "cassandra",
  CASSANDRA_PASSWORD: "cassandra",
};

/**
 * Makes the superuser of the settings if it cannot log in, by means of Cassandra's first one, which then can log in no
 * more.
 *
 * @throws {errors.NoHostAvailableError} if neither can log in.
 */
export async function ensureOperator(
  settings: CassandraSettings,
): Promise<void> {
  const { CASSANDRA_USERNAME: name, CASSANDRA_PASSWORD: password } = settings;
  try {
    await withClient(settings, () => Promise.resolve());
    return;
  } catch (error) {
    if (!isLoginFault(error)) throw error;
  }
  await withClient({ ...settings, ...first }, async (client) => {
    await run(
      client,
      `CREATE ROLE IF NOT EXISTS "${name}" WITH PASSWORD = '${password}' AND LOGIN = true AND SUPERUSER = true`,
    );
  });
  await withClient(settings, async (client) => {
    await run(
      client,
      "ALTER ROLE cassandra WITH LOGIN = false AND SUPERUSER = false",
    );
  });
}

async function run(client: Client, statement: string): Promise<void> {
  await client.execute(statement, [], { prepare: false });
}

async function withClient(
  settings: CassandraSettings,
  use: (client: Client) => Promise<void>,
): Promise<void> {
  const client = createCassandra(settings);
  try {
    await client.connect();
    await use(client);
  } finally {
    await client.shutdown();
  }
}

function isLoginFault(error: unknown): boolean {
  return error instanceof errors.NoHostAvailableError &&
    Object.values(error.innerErrors)
      .some((reason) => reason instanceof errors.AuthenticationError);
}
