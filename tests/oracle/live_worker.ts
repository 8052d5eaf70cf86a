import type { Client } from "cassandra-driver";
import type { Admin, Producer } from "kafkajs";
import type { OracleAnswer, OracleRecord } from "./oracle_client.ts";
import { comparableRows } from "./differential.ts";
import type { Config } from "./worlds/world.ts";
import { createTopic } from "../../scripts/shared/create_topic.ts";

/** A config, the records in its topic, and the tables that it may write to. */
export interface LiveJob {
  /** A new topic for the records; it outlives the job, since Kafka's client fails on topics that it has met and that are gone. */
  readonly topic: string;
  readonly config: Config;
  readonly records: readonly OracleRecord[];
  readonly tables: readonly string[];
  /** What the unmutated config does: once its rows are there, nothing more is waited for. */
  readonly expected?: OracleAnswer;
}

/** The services of a running stack. */
export interface LiveServices {
  readonly connectUrl: string;
  readonly cassandra: Client;
  readonly admin: Admin;
  readonly producer: Producer;
}

/** How long a connector may take to read its records before it counts as stalled, in milliseconds. */
const patience = 20_000;

/** The same for a config of which nothing else is known than that it works: a loaded machine may be slow, but not stall. */
const basePatience = 90_000;

/** Answers the oracle's questions by running the connector on a real Connect worker. */
export class LiveWorker {
  constructor(private readonly services: LiveServices) {}

  /** Fills the topic, runs the connector until it is plain what it does, and leaves its tables empty and its topic filled. */
  async ask(job: LiveJob): Promise<OracleAnswer> {
    const begin = performance.now();
    await this.#fill(job);
    const name = job.config.name?.trim() || job.topic;
    try {
      const { verdict, message } = await this.#run(name, job);
      const rows = await this.#rows(job.tables);
      // Tombstones are to leave nothing; anything else that leaves nothing is lost.
      const lost = Object.values(rows).flat().length === 0 &&
        job.records.some(({ value }) => value !== null);
      return {
        verdict: verdict === "read" ? lost ? "dropped" : "works" : verdict,
        stage: "live",
        message,
        records: [],
        rows,
        ms: performance.now() - begin,
      };
    } finally {
      await this.#delete(name);
      for (const table of job.tables) {
        await this.services.cassandra.execute(`TRUNCATE ${table}`);
      }
    }
  }

  async #fill({ topic, records }: LiveJob): Promise<void> {
    await createTopic(this.services.admin, { topic, numPartitions: 2 });
    await this.services.producer.send({
      topic,
      acks: -1,
      messages: records.map((
        { key, value, headers, partition, timestamp },
      ) => ({
        key: key ?? null,
        value: value ?? null,
        partition: partition ?? 0,
        headers: Object.fromEntries(
          Object.entries(headers ?? {}).filter((
            pair,
          ): pair is [string, string] => pair[1] !== null),
        ),
        ...(timestamp === undefined ? {} : { timestamp: String(timestamp) }),
      })),
    });
  }

  async #run(
    name: string,
    job: LiveJob,
  ): Promise<
    { verdict: "refused" | "task_failed" | "stalled" | "read"; message: string }
  > {
    const refusal = await this.#put(name, job.config);
    if (refusal !== undefined) return { verdict: "refused", message: refusal };
    const limit = job.expected === undefined ? basePatience : patience;
    const deadline = performance.now() + limit;
    while (performance.now() < deadline) {
      const failure = await this.#failure(name);
      if (failure !== undefined) {
        return { verdict: "task_failed", message: failure };
      }
      if (await this.#isDone(name, job)) {
        return { verdict: "read", message: "" };
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return {
      verdict: "stalled",
      message: `it did not read its records within ${limit / 1000} s`,
    };
  }

  /** @returns why Connect refuses the config, or undefined */
  async #put(name: string, config: Config): Promise<string | undefined> {
    for (;;) {
      const answer = await this.#rest(
        "PUT",
        `/connectors/${encodeURIComponent(name)}/config`,
        { name, ...config },
      );
      const text = await answer.text();
      if (answer.ok) return undefined;
      if (answer.status !== 409) return `${answer.status} ${text}`;
      // The group is rebalancing.
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async #failure(name: string): Promise<string | undefined> {
    const answer = await this.#rest(
      "GET",
      `/connectors/${encodeURIComponent(name)}/status`,
    );
    if (!answer.ok) {
      await answer.body?.cancel();
      return undefined;
    }
    const { connector, tasks } = await answer.json();
    const failed = [connector, ...tasks].find(({ state }) =>
      state === "FAILED"
    );
    return failed === undefined ? undefined : String(failed.trace ?? "failed");
  }

  /** All records committed; or, sooner, the rows that are hoped for. */
  async #isDone(name: string, job: LiveJob): Promise<boolean> {
    const { expected } = job;
    if (expected !== undefined) {
      const rows = comparableRows({ rows: await this.#rows(job.tables) });
      if (
        rows.length > 0 &&
        JSON.stringify(rows) === JSON.stringify(comparableRows(expected))
      ) return true;
    }
    const groupId = job.config["consumer.override.group.id"]?.trim() ||
      `connect-${name.trim()}`;
    const [group] = await this.services.admin.fetchOffsets({
      groupId,
      topics: [job.topic],
    });
    const committed = (group?.partitions ?? []).reduce(
      (sum, { offset }) => sum + Math.max(0, Number(offset)),
      0,
    );
    return committed >= job.records.length;
  }

  async #rows(tables: readonly string[]): Promise<Record<string, string[]>> {
    const rows: Record<string, string[]> = {};
    for (const table of tables) {
      const result = await this.services.cassandra.execute(
        `SELECT JSON * FROM ${table}`,
      );
      // Names of keyspaces differ from copy to copy of a world.
      rows[table.slice(table.indexOf(".") + 1)] = result.rows.map((row) =>
        row.get(0)
      ).toSorted();
    }
    return rows;
  }

  async #delete(name: string): Promise<void> {
    const path = `/connectors/${encodeURIComponent(name)}`;
    for (;;) {
      const answer = await this.#rest("DELETE", path);
      await answer.body?.cancel();
      if (answer.status !== 409) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  #rest(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(this.services.connectUrl + path, {
      method,
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}
