import { InvalidArgumentError } from "commander";
import { z } from "zod";
import { Option } from "../shared/cli.ts";
import { UserError } from "../shared/exit.ts";

/** The variables of the environment that only the tasks with metrics read; an empty one counts as not set. */
export const metricsEnvironment = z.object({
  /** Where Prometheus finds the metrics; none are served if it is not set. */
  METRICS_PORT: z.coerce.number().int().min(0).max(65535).optional(),
  /** Loopback: who else reaches them would see how the pipeline does. */
  METRICS_HOST: z.string().default("127.0.0.1"),
});

/** Where metrics are served. */
export interface MetricsSettings {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

/** The option of each task that can serve metrics. */
export function metricsPortOption(): Option {
  return new Option(
    "--metrics-port <port>",
    "serve Prometheus metrics there (METRICS_PORT; METRICS_HOST, 127.0.0.1)",
  ).argParser(readPort);
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65535)) {
    throw new InvalidArgumentError("Expected a port: 0 to 65535");
  }
  return port;
}

/**
 * Reads where metrics are to be served; null if nobody asked for them.
 *
 * @param port of the command line, which goes before the environment's.
 * @throws {UserError} naming every variable that is wrong.
 */
export function readMetricsSettings(
  port: number | undefined,
  environment: Readonly<Record<string, string | undefined>> =
    processEnvironment(),
): MetricsSettings | null {
  const set = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== ""),
  );
  const parsed = metricsEnvironment.safeParse(set);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) =>
      `${path.join(".")}: ${message}`
    );
    throw new UserError(
      `Cannot read where to serve metrics:\n  ${faults.join("\n  ")}`,
      "correct them in .env or in the shell",
    );
  }
  const { METRICS_PORT, METRICS_HOST: host } = parsed.data;
  const chosen = port ?? METRICS_PORT;
  return chosen === undefined ? null : { host, port: chosen };
}

// One by one, so that a task needs permission for these variables alone.
function processEnvironment(): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.keys(metricsEnvironment.shape).map((
      name,
    ) => [name, Deno.env.get(name)]),
  );
}
