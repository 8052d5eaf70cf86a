import { z } from "zod";
import { UserError } from "../shared/exit.ts";
import { readSecrets } from "../shared/read_secrets.ts";
import { isLoopback } from "./access.ts";

/** The variables of the environment that only the dashboard reads; an empty one counts as not set. */
export const dashboardEnvironment = z.object({
  DASHBOARD_HOST: z.string().default("127.0.0.1"),
  DASHBOARD_PORT: z.coerce.number().int().min(0).max(65535).default(8600),
  /** Asked for where it is set; must be where others than this machine reach the dashboard. */
  DASHBOARD_TOKEN: z.string().min(16).optional(),
  /** A file whose first line is the token. */
  DASHBOARD_TOKEN_FILE: z.string().optional(),
  /** Names, besides localhost, under which browsers may ask for it. */
  DASHBOARD_ALLOWED_HOSTS: z.string().default(""),
});

/** Where the dashboard listens, and to whom. */
export interface DashboardSettings {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly token: string | null;
  readonly allowedHosts: readonly string[];
}

/**
 * Reads the dashboard's settings; flags go before the environment.
 *
 * @throws {UserError} naming every variable that is wrong, or if others could reach it without a token.
 */
export function readDashboardSettings(
  flags: {
    readonly host?: string | undefined;
    readonly port?: string | undefined;
  },
  environment: Readonly<Record<string, string | undefined>> =
    processEnvironment(),
): DashboardSettings {
  const given = {
    ...environment,
    ...(flags.host === undefined ? {} : { DASHBOARD_HOST: flags.host }),
    ...(flags.port === undefined ? {} : { DASHBOARD_PORT: flags.port }),
  };
  const { variables, faults } = readSecrets(given);
  const parsed = dashboardEnvironment.safeParse(variables);
  if (!parsed.success || faults.length > 0) {
    // Without the values: one of them is a secret.
    for (const { path, message } of parsed.error?.issues ?? []) {
      faults.push(`${path.join(".")}: ${message}`);
    }
    throw new UserError(
      `Cannot read the dashboard's settings:\n  ${faults.join("\n  ")}`,
      "correct the flags, .env or the shell; .env.example has every variable with its default",
    );
  }
  const { DASHBOARD_HOST: host, DASHBOARD_TOKEN: token } = parsed.data;
  if (!isLoopback(host) && token === undefined) {
    throw new UserError(
      `Cannot listen on ${host} without a token: whoever reaches it would see the data`,
      "set DASHBOARD_TOKEN to a secret of 16 characters or more, or leave out --host",
    );
  }
  return {
    host,
    port: parsed.data.DASHBOARD_PORT,
    token: token ?? null,
    allowedHosts: parsed.data.DASHBOARD_ALLOWED_HOSTS.split(",")
      .map((name) => name.trim()).filter(Boolean),
  };
}

// One by one, so that the task needs permission for these variables alone.
function processEnvironment(): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.keys(dashboardEnvironment.shape).map((
      name,
    ) => [name, Deno.env.get(name)]),
  );
}
