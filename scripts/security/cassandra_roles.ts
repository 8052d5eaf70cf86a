import { type Client, errors } from "cassandra-driver";
import { readCqlFiles } from "../../cql/files.ts";
import {
  type CqlStatement,
  rewriteCql,
  splitStatements,
} from "../../cql/rewrite.ts";
import { citiesWeatherData } from "../../cql/table.ts";
import { UserError } from "../shared/exit.ts";
import type { Settings } from "../shared/settings.ts";

/** Reads `cql/roles`, with the names of the settings in place of those written there. */
export async function planRoles(
  settings: Pick<Settings, "CASSANDRA_KEYSPACE" | "CASSANDRA_TABLE">,
): Promise<CqlStatement[]> {
  const files = await readCqlFiles(
    new URL("../../cql/roles/", import.meta.url),
  );
  return files.map((file) =>
    rewriteCql(file, {
      keyspace: {
        from: citiesWeatherData.keyspace,
        to: settings.CASSANDRA_KEYSPACE,
      },
      table: { from: citiesWeatherData.name, to: settings.CASSANDRA_TABLE },
      replication: "",
    })
  ).flatMap(splitStatements);
}

/**
 * Makes the roles and grants them their rights; those they have already stay.
 *
 * @throws {UserError} if Cassandra refuses it.
 */
export async function applyRoles(
  client: Client,
  statements: readonly CqlStatement[],
): Promise<void> {
  for (const { file, text } of statements) {
    try {
      await client.execute(text, [], { prepare: false });
    } catch (error) {
      if (!(error instanceof errors.ResponseError)) throw error;
      throw new UserError(
        `Cannot apply cql/roles/${file}: ${error.message}`,
        "make the table first (deno task schema), and log in as a role that may create and grant roles",
        2,
        { cause: error },
      );
    }
  }
}
