import { Gauge, Registry } from "prom-client";
import type { Health, Snapshot } from "../dashboard/snapshot.ts";

/** What `deno task watch` tells Prometheus of the whole pipeline, from the last snapshot; what is not known is left out. */
export class PipelineMetrics {
  readonly registry = new Registry();
  readonly #up = this.#gauge(
    "up",
    "Whether a part of the pipeline answers",
    "part",
  );
  readonly #running = this.#gauge(
    "connector_running",
    "Whether the connector and all its tasks run",
  );
  readonly #tasks = this.#gauge(
    "connector_tasks",
    "The connector's tasks by state",
    "state",
  );
  readonly #records = this.#gauge("topic_records", "Records in the topic");
  readonly #lag = this.#gauge(
    "sink_lag_records",
    "Records that the sink has yet to commit",
  );
  readonly #letters = this.#gauge(
    "dead_letters",
    "Records in the dead letter queue",
  );
  readonly #written = this.#gauge(
    "newest_row_written_timestamp_seconds",
    "When the newest row was written",
  );
  readonly #observed = this.#gauge(
    "newest_row_timestamp_seconds",
    "Time of observation of each city's newest row",
    "city",
  );

  /** Takes a new snapshot. */
  update(snapshot: Snapshot): void {
    const { kafka, connect, cassandra, connector, topic } = snapshot;
    for (
      const [part, { health }] of Object.entries({ kafka, connect, cassandra })
    ) {
      if (health.state !== "unknown") {
        this.#up.set({ part }, isUp(health) ? 1 : 0);
      }
    }
    // Of a part that is down the snapshot has the last values known, which would look as if all went on.
    setKnown(this.#records, isUp(kafka.health) ? topic.records : null);
    setKnown(this.#lag, isUp(kafka.health) ? connector.lag : null);
    setKnown(
      this.#letters,
      isUp(kafka.health) ? snapshot.deadLetters.total : null,
    );
    this.#tasks.reset();
    this.#running.reset();
    if (isUp(connect.health) && connector.state !== undefined) {
      const { tasks } = connector;
      for (const [state, of] of Map.groupBy(tasks, ({ state }) => state)) {
        this.#tasks.set({ state: state.toLowerCase() }, of.length);
      }
      const runs = connector.state === "RUNNING" && tasks.length > 0 &&
        tasks.every(({ state }) => state === "RUNNING");
      this.#running.set(runs ? 1 : 0);
    } else this.#running.remove();
    const { lastWriteAt } = snapshot.table;
    setKnown(this.#written, lastWriteAt === null ? null : lastWriteAt / 1000);
    this.#observed.reset();
    for (const { city, at } of snapshot.latest) {
      this.#observed.set({ city }, at / 1000);
    }
  }

  #gauge(name: string, help: string, ...labelNames: string[]): Gauge {
    return new Gauge({
      name: `cities_weather_${name}`,
      help,
      labelNames,
      registers: [this.registry],
    });
  }
}

function isUp({ state }: Health): boolean {
  return state === "up";
}

function setKnown(gauge: Gauge, value: number | null): void {
  if (value === null) gauge.remove();
  else gauge.set(value);
}
