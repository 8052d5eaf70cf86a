import { setTimeout as wait } from "node:timers/promises";
import { listWorkerUrls } from "../../connect/connect_http.ts";
import {
  describeFailures,
  findFailures,
} from "../../connect/connector_health.ts";
import type { Problem } from "../../connect/problem.ts";
import type { Settings } from "../shared/settings.ts";
import { tableName } from "../shared/weather_names.ts";
import { TableMissingError } from "../shared/weather_table.ts";
import { countOffsets, type TopicRange } from "../shared/topic_reader.ts";
import type { CassandraSource } from "./cassandra_source.ts";
import { type ConnectReading, readConnect } from "./connect_source.ts";
import { nextHealth, type Outcome } from "./health.ts";
import { lastErrorOf } from "./last_error.ts";
import type {
  KafkaReading,
  KafkaSource,
  NewestRecord,
} from "./kafka_source.ts";
import { LetterStore } from "./letter_store.ts";
import { failedOutcome } from "./outcome.ts";
import { RateMeter } from "./rate_meter.ts";
import type { Health, LatestRow, Letter, Snapshot } from "./snapshot.ts";

/** How long each part is left alone between two looks, in milliseconds. */
const restMs = 1_500;

/** Rates are those of this time. */
const rateWindowMs = 60_000;

/** How often the newest record itself is read again, at most: its units hardly ever change. */
const newestMs = 60_000;

/** How often it is looked for where there is none. */
const noNewestMs = 15_000;

type Part = "kafka" | "connect" | "cassandra";

/** What {@linkcode Monitor} looks at. */
export interface MonitorSources {
  readonly settings: Settings;
  readonly kafka: KafkaSource;
  readonly cassandra: CassandraSource;
}

/** Looks at every part again and again, each on its own, so that one that hangs keeps no other from being seen. */
export class Monitor {
  readonly #letters = new LetterStore();
  readonly #produced = new RateMeter(rateWindowMs);
  readonly #consumed = new RateMeter(rateWindowMs);
  readonly #health: Record<Part, Health> = {
    kafka: { state: "unknown" },
    connect: { state: "unknown" },
    cassandra: { state: "unknown" },
  };
  #kafka: KafkaReading | null = null;
  #connect: ConnectReading | null = null;
  #hasTable: boolean | null = null;
  /** The one of the tables that there is not. */
  #missingTable: string | null = null;
  #troubledSince: number | null = null;
  #latest: readonly LatestRow[] = [];
  #newest: NewestRecord | null = null;
  #newestReadAt = -Infinity;
  #ends: bigint | null = null;
  #hasNewer = false;

  constructor(readonly sources: MonitorSources) {}

  /** Looks until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([
      this.#repeat("kafka", () => this.#lookAtKafka(), signal),
      this.#readRecords(signal),
      this.#repeat("connect", () => this.#lookAtConnect(), signal),
      this.#repeat("cassandra", () => this.#lookAtCassandra(), signal),
    ]);
  }

  /** The newest letters of a kind of reason, newest first. */
  findLetters(kind: string, limit: number): Letter[] {
    return this.#letters.find(kind, limit);
  }

  /** All that is known at present. */
  snapshot(): Snapshot {
    const { settings } = this.sources;
    const { topic, partitions } = this.#kafka ?? {};
    const connector = this.#connect?.connector;
    const problems = this.#problems;
    const isKafkaUp = this.#health.kafka.state === "up";
    const writes = this.#latest.flatMap(({ written }) => written ?? []);
    return {
      at: Date.now(),
      units: this.#newest?.units ?? settings.WEATHER_UNITS,
      kafka: {
        health: this.#health.kafka,
        address: settings.KAFKA_BROKERS.join(", "),
      },
      topic: {
        name: settings.KAFKA_TOPIC,
        partitions: topic?.size ?? null,
        records: topic === undefined ? null : countOffsets(topic),
        perSecond: isKafkaUp ? this.#produced.perSecond : null,
        lastRecordAt: this.#newest?.at ?? null,
      },
      connect: {
        health: this.#health.connect,
        address: withoutCredentials(settings.CONNECT_URL),
        version: this.#connect?.version ?? null,
      },
      connector: {
        name: settings.CONNECTOR_NAME,
        ...(this.#connect === null || connector === undefined ? {} : {
          state: connector === null
            ? null
            : connector.status?.connector.state ?? "UNASSIGNED",
        }),
        tasks: (connector?.status?.tasks ?? []).map((
          { id, state, worker_id },
        ) => ({ id, state, worker: worker_id })),
        problems,
        troubledSince: this.#troubledSince,
        lag: isKafkaUp && partitions !== undefined
          ? partitions.reduce((sum, { lag }) => sum + Number(lag), 0)
          : null,
        perSecond: isKafkaUp ? this.#consumed.perSecond : null,
      },
      deadLetters: {
        topic: this.#kafka?.deadLetterTopic ?? null,
        total: this.#kafka === null
          ? null
          : countOffsets(this.#kafka.deadLetters ?? new Map()),
        reasons: this.#letters.countReasons(),
        counted: this.#letters.size,
      },
      cassandra: {
        health: this.#health.cassandra,
        address: settings.CASSANDRA_CONTACT_POINTS
          .map((point) => `${point}:${settings.CASSANDRA_PORT}`).join(", "),
      },
      table: {
        name: this.#missingTable ?? tableName(settings),
        exists: this.#hasTable,
        lastWriteAt: writes.length === 0 ? null : Math.max(...writes),
      },
      latest: this.#latest,
      lastError: lastErrorOf(problems, this.#letters.last ?? null),
    };
  }

  async #repeat(
    part: Part,
    look: () => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    while (!signal.aborted) {
      let outcome: Outcome;
      try {
        await look();
        outcome = { ok: true };
      } catch (error) {
        outcome = failedOutcome(error);
      }
      this.#health[part] = nextHealth(this.#health[part], outcome, Date.now());
      await rest(signal);
    }
  }

  async #lookAtConnect(): Promise<void> {
    const reading = await readConnect(this.sources.settings);
    this.#connect = {
      ...reading,
      // Amid a rebalance, what was known goes on.
      connector: reading.connector === undefined
        ? this.#connect?.connector
        : reading.connector,
    };
    const isTroubled = this.#connect.connector === null ||
      this.#problems.length > 0;
    this.#troubledSince = isTroubled ? this.#troubledSince ?? Date.now() : null;
  }

  async #lookAtCassandra(): Promise<void> {
    try {
      this.#latest = await this.sources.cassandra.readLatest();
      this.#hasTable = true;
      this.#missingTable = null;
    } catch (error) {
      if (!(error instanceof TableMissingError)) throw error;
      this.#latest = [];
      this.#hasTable = false;
      this.#missingTable = error.table;
    }
  }

  get #problems(): Problem[] {
    const connector = this.#connect?.connector;
    return connector?.status
      ? describeFailures(
        findFailures(connector.status, connector.config.config),
      )
      : [];
  }

  async #lookAtKafka(): Promise<void> {
    const { kafka } = this.sources;
    const config = this.#connect?.connector?.config ?? null;
    let reading: KafkaReading;
    try {
      reading = await kafka.look(config);
    } catch (error) {
      this.#produced.reset();
      this.#consumed.reset();
      throw error;
    }
    const now = Date.now();
    this.#kafka = reading;
    this.#consumed.add(
      now,
      reading.partitions.reduce(
        (sum, { committed }) => sum + Number(committed ?? 0n),
        0,
      ),
    );
    if (reading.topic !== undefined) this.#seeTopic(reading.topic, now);
  }

  #seeTopic(range: TopicRange, now: number): void {
    const ends = [...range.values()].reduce((sum, { high }) => sum + high, 0n);
    const moved = this.#ends !== null && ends !== this.#ends;
    this.#ends = ends;
    if (moved) {
      this.#hasNewer = true;
      if (this.#newest !== null) this.#newest = { ...this.#newest, at: now };
    }
    this.#produced.add(now, Number(ends));
  }

  /** Reads records themselves; this takes longer than to ask how many there are, so it goes on beside that. */
  async #readRecords(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#readNewest();
        await this.#readLetters();
      } catch {
        // That Kafka does not answer is shown already, and these reads are tried again.
      }
      await rest(signal);
    }
  }

  async #readNewest(): Promise<void> {
    const range = this.#kafka?.topic;
    const age = Date.now() - this.#newestReadAt;
    const isDue = this.#newest === null
      ? age > noNewestMs
      : this.#hasNewer && age > newestMs;
    if (!isDue || range === undefined || countOffsets(range) === 0) return;
    this.#newestReadAt = Date.now();
    this.#hasNewer = false;
    this.#newest = await this.sources.kafka.readNewest(range) ?? this.#newest;
  }

  async #readLetters(): Promise<void> {
    const { deadLetterTopic: topic = null, deadLetters } = this.#kafka ?? {};
    if (topic === null || deadLetters === undefined) return;
    const plan = this.#letters.planRead(deadLetters);
    if (plan.size === 0) return;
    this.#letters.add(plan, await this.sources.kafka.readLetters(topic, plan));
  }
}

function rest(signal: AbortSignal): Promise<void> {
  return wait(restMs, undefined, { signal }).catch(() => {});
}

function withoutCredentials(addresses: string): string {
  return listWorkerUrls(addresses).map((address) => {
    const url = new URL(address);
    url.username = url.password = "";
    return url.href.replace(/\/$/, "");
  }).join(", ");
}
