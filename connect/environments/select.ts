import { UserError } from "../../scripts/shared/exit.ts";
import { dev } from "./dev.ts";
import type { Environment } from "./environment.ts";
import { prod } from "./prod.ts";

/** The environments that `--env` names. */
export const environments: Readonly<Record<string, Environment>> = {
  dev,
  prod,
};

/**
 * The environment of a name; nothing different for none.
 *
 * @throws {UserError} if there is no such environment.
 */
export function selectEnvironment(name: string | undefined): Environment {
  if (name === undefined) return { settings: {}, connector: {}, table: {} };
  const environment = environments[name];
  if (environment === undefined) {
    throw new UserError(
      `Cannot use --env ${name}: there is no such environment`,
      `name one of ${
        Object.keys(environments).join(", ")
      }, or add connect/environments/${name}.ts`,
    );
  }
  return environment;
}
