import { InvalidArgumentError } from "commander";
import { z } from "zod";
import { Option } from "../shared/cli.ts";
import { UserError } from "../shared/exit.ts";

/** The variables of the environment that only the tasks with metrics read; an empty one counts as not set. */
export const metricsEnvironment = z.object({
  /** Where Prometheus finds the producer's metrics, and after it the others'; none are served if it is not set. */
  METRICS_PORT: z.coerce.number().int().min(0).max(65533).optional(),
  /** Loopback: who else reaches them would see how the pipeline does. */
  METRICS_HOST: z.string().default("127.0.0.1"),
});

/** Where metrics are served. */
export interface MetricsSettings {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

/** How far behind METRICS_PORT a task's own port is, so that one variable serves tasks that run side by side. */
export const portOffsets = { produce: 0, watch: 1, verify: 2 } as const;

/** A task that can serve metrics. */
export type MetricsTask = keyof typeof portOffsets;

/** The option of a task that can serve metrics. */
export function metricsPortOption(task: MetricsTask): Option {
  const offset = portOffsets[task];
  const variable = offset === 0 ? "METRICS_PORT" : `METRICS_PORT + ${offset}`;
  return new Option(
    "--metrics-port <port>",
    `serve Prometheus metrics there (${variable}), on METRICS_HOST`,
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
 * @param flag port of the command line, which goes before the environment's.
 * @throws {UserError} naming every variable that is wrong.
 */
export function readMetricsSettings(
  task: MetricsTask,
  flag: number | undefined,
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
  if (flag !== undefined) return { host, port: flag };
  if (METRICS_PORT === undefined) return null;
  const offset = METRICS_PORT === 0 ? 0 : portOffsets[task];
  return { host, port: METRICS_PORT + offset };
}

// One by one, so that a task needs permission for these variables alone.
function processEnvironment(): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.keys(metricsEnvironment.shape).map((
      name,
    ) => [name, Deno.env.get(name)]),
  );
}
