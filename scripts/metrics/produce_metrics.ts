import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { ProduceReport } from "../produce/report.ts";

/** Options of {@linkcode ProduceMetrics}. */
export interface ProduceMetricsOptions {
  /** Names of the cities that are asked for in each round. */
  readonly cities: readonly string[];
  readonly intervalMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What the producer tells Prometheus. */
export class ProduceMetrics {
  readonly registry = new Registry();
  readonly #options: ProduceMetricsOptions;
  readonly #published: Counter;
  readonly #unchanged: Counter;
  readonly #errors: Counter<"kind">;
  readonly #rounds: Histogram;
  readonly #newest: Gauge;
  readonly #success: Gauge;
  readonly #brokers: Gauge;
  #roundBegan = 0;
  #awaited = new Set<string>();
  #newestTime = -Infinity;

  constructor(options: ProduceMetricsOptions) {
    this.#options = options;
    const registers = [this.registry];
    this.#published = new Counter({
      name: "cities_weather_records_published_total",
      help: "Records that Kafka has acknowledged",
      registers,
    });
    this.#unchanged = new Counter({
      name: "cities_weather_observations_unchanged_total",
      help: "Answers with the same observation as before: nothing to publish",
      registers,
    });
    this.#errors = new Counter({
      name: "cities_weather_poll_errors_total",
      help: "Answers without an observation, by kind",
      labelNames: ["kind"],
      registers,
    });
    this.#rounds = new Histogram({
      name: "cities_weather_poll_round_duration_seconds",
      help:
        "From the begin of a round to the last city's answer, of rounds in which each city answered before the next round",
      buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
      registers,
    });
    this.#newest = new Gauge({
      name: "cities_weather_newest_record_timestamp_seconds",
      help: "Time of observation of the newest record published",
      registers,
    });
    this.#success = new Gauge({
      name: "cities_weather_last_success_timestamp_seconds",
      help: "When a city's answer was last published, or found unchanged",
      registers,
    });
    this.#brokers = new Gauge({
      name: "cities_weather_kafka_outage",
      help: "1 while Kafka takes no records and they are kept",
      registers,
    });
    new Gauge({
      name: "cities_weather_poll_interval_seconds",
      help: "From one round to the next",
      registers,
    }).set(options.intervalMs / 1000);
  }

  /** A round begins. */
  beginRound(): void {
    this.#roundBegan = this.#options.now();
    this.#awaited = new Set(this.#options.cities);
  }

  /** A report that counts what it is told, and passes it on. */
  observe(report: ProduceReport): ProduceReport {
    return {
      get unanswered() {
        return report.unanswered;
      },
      observed: report.observed,
      note: report.note,
      polled: (event) => {
        if (event.kind === "refused") {
          this.#errors.inc({ kind: event.refusal.kind });
          this.#answered(event.city.name);
        } else this.#answered(event.record.city);
        if (event.kind === "unchanged") {
          this.#unchanged.inc();
          this.#succeed();
        }
        report.polled(event);
      },
      published: (published) => {
        this.#published.inc();
        this.#succeed();
        const time = Date.parse(published.record.last_update_time) / 1000;
        if (time > this.#newestTime) {
          this.#newestTime = time;
          this.#newest.set(time);
        }
        report.published(published);
      },
      outage: (reason) => {
        this.#brokers.set(reason === null ? 0 : 1);
        report.outage(reason);
      },
    };
  }

  #succeed(): void {
    this.#success.set(this.#options.now() / 1000);
  }

  #answered(city: string): void {
    if (!this.#awaited.delete(city) || this.#awaited.size > 0) return;
    this.#rounds.observe((this.#options.now() - this.#roundBegan) / 1000);
  }
}
