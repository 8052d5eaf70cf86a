import { type Client, errors } from "cassandra-driver";
import { readCqlFiles } from "../../cql/files.ts";
import {
  type CqlStatement,
  rewriteCql,
  splitStatements,
} from "../../cql/rewrite.ts";
import { citiesWeatherData } from "../../cql/table.ts";
import { UserError } from "../shared/exit.ts";
import { tableNames, type TableSettings } from "../shared/weather_names.ts";

/**
 * Reads `cql/roles`, with the names of the settings in place of those written there: in the bucketed layout both tables
 * in place of the one.
 */
export async function planRoles(
  settings: TableSettings,
): Promise<CqlStatement[]> {
  const files = await readCqlFiles(
    new URL("../../cql/roles/", import.meta.url),
  );
  const statements = tableNames(settings).flatMap((name) =>
    files.map((file) =>
      rewriteCql(file, {
        keyspace: {
          from: citiesWeatherData.keyspace,
          to: settings.CASSANDRA_KEYSPACE,
        },
        tables: [{ from: citiesWeatherData.name, to: name }],
        replication: "",
      })
    ).flatMap(splitStatements)
  );
  // What is not about a table is there once for each.
  const byText = new Map(
    statements.map((statement) => [statement.text, statement]),
  );
  return [...byText.values()];
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
