import { CallBudget } from "../../weather/call_budget.ts";
import { checkCallRate } from "../../weather/call_rate.ts";
import type { City } from "../../weather/cities.ts";
import { systemClock } from "../../weather/clock.ts";
import { pollWeather, UnauthorizedError } from "../../weather/poll.ts";
import type { WeatherSource } from "../../weather/source.ts";
import { ProduceMetrics } from "../metrics/produce_metrics.ts";
import { serveMetrics } from "../metrics/server.ts";
import { readMetricsSettings } from "../metrics/settings.ts";
import { type ExitCode, exitCode, UserError } from "../shared/exit.ts";
import type { Settings } from "../shared/settings.ts";
import { chooseCities } from "./cities.ts";
import { findPlace } from "./geocoding.ts";
import { Publisher } from "./publisher.ts";
import { createReport, type ProduceReport } from "./report.ts";
import { createSource, keyAdvice } from "./sources.ts";
import { startProducer } from "./start_producer.ts";
import { stopSignal } from "./stop_signal.ts";

/** What the command line decides; see `deno task produce --help`. */
export interface ProduceOptions {
  /** Milliseconds from the start of a round to the next. */
  readonly interval: number;
  /** Milliseconds after which an answer is given up. */
  readonly timeout: number;
  readonly once?: boolean;
  /** As written; undefined are the tutorial's eight. */
  readonly cities?: string;
  readonly resend?: boolean;
  readonly createTopic: boolean;
  readonly json?: boolean;
  readonly dryRun?: boolean;
  readonly metricsPort?: number;
}

/**
 * Polls and publishes until it is done or told to stop, by SIGINT or SIGTERM.
 *
 * @throws {UserError} for what its user can mend.
 */
export async function produce(
  settings: Settings,
  options: ProduceOptions,
): Promise<ExitCode> {
  const { timeout, json = false, once = false, resend = false } = options;
  const clock = systemClock;
  const metricsSettings = readMetricsSettings("produce", options.metricsPort);
  const told = createReport({ units: settings.WEATHER_UNITS, json, clock });
  const source = createSource(settings, { clock, timeoutMs: timeout });
  const cities = await chooseCities(
    options.cities,
    (request) => findPlace(request, { settings, timeout, note: told.note }),
  );
  const metrics = new ProduceMetrics({
    cities: cities.map(({ name }) => name),
    intervalMs: options.interval,
    now: clock.now,
  });
  const report = metrics.observe(told);
  checkRate({ cities, source, report }, options);
  await using server = metricsSettings === null
    ? null
    : serveMetrics(metrics.registry, metricsSettings);
  if (server !== null) report.note(`metrics: ${server.url}`);
  const publisher = options.dryRun ? null : await startPublisher(settings, {
    createTopic: options.createTopic,
    report,
  });
  const stop = stopSignal();
  try {
    await pollWeather({
      cities,
      source,
      intervalMs: options.interval,
      once,
      resend,
      budget: new CallBudget(source.limits?.perMinute ?? Infinity, clock),
      clock,
      signal: stop.signal,
      ready: async () => {
        await publisher?.ready();
        metrics.beginRound();
      },
      report: (event) => {
        report.polled(event);
        if (event.kind !== "observed") return;
        if (publisher === null) report.observed(event.record);
        else publisher.publish(event.record);
      },
    });
  } catch (error) {
    throw error instanceof UnauthorizedError
      ? new UserError(error.message, keyAdvice, 2, { cause: error })
      : error;
  } finally {
    await publisher?.finish(stop.signal);
    stop.dispose();
  }
  const lost = publisher?.waiting ?? 0;
  if (lost > 0) {
    throw new UserError(
      `Kafka did not acknowledge ${lost} ${
        lost === 1 ? "observation" : "observations"
      } before the end`,
      "leave the producer running while the brokers are away: it sends what it keeps as soon as they are back",
    );
  }
  return once && report.unanswered > 0 ? exitCode.wrong : exitCode.ok;
}

function checkRate(
  { cities, source, report }: {
    cities: readonly City[];
    source: WeatherSource;
    report: ProduceReport;
  },
  { interval, once }: ProduceOptions,
): void {
  if (source.limits === null || once) return;
  const finding = checkCallRate({
    cities: cities.length,
    intervalMs: interval,
    limits: source.limits,
    source: source.name,
  });
  if (finding === null) return;
  const fix = `--interval ${finding.fittingIntervalMs / 1000}s fits`;
  if (finding.severity === "refuse") {
    throw new UserError(finding.message, fix);
  }
  report.note(`warning: ${finding.message}; ${fix}`);
}

async function startPublisher(
  settings: Settings,
  { createTopic, report }: { createTopic: boolean; report: ProduceReport },
): Promise<Publisher> {
  const producer = await startProducer(settings, { createTopic, report });
  return new Publisher({
    producer,
    units: settings.WEATHER_UNITS,
    isBucketed: settings.CASSANDRA_LAYOUT === "bucketed",
    clock: systemClock,
    onPublished: report.published,
  });
}
