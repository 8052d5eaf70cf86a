import { type Client, errors } from "cassandra-driver";
import { createCassandra } from "../shared/cassandra_client.ts";
import { UserError } from "../shared/exit.ts";
import type { Settings } from "../shared/settings.ts";
import { type WeatherTables, weatherTables } from "../shared/weather_names.ts";
import { explainTableError } from "../shared/weather_table.ts";
import { Gate } from "./gate.ts";
import { within } from "./outcome.ts";
import type { LatestRow, Series } from "./snapshot.ts";
import {
  readCities,
  readLatest,
  readSeries,
  type SeriesQuery,
} from "./table_reader.ts";

/** How long a connection may take, in milliseconds: the driver itself waits 12 s where one is closed amid its beginning. */
const connectMs = 4_000;

/** How long the list of cities holds at least; it takes a scan of the keys. */
const citiesMs = 2_000;

/** How much of the time may go into that scan. */
const citiesShare = 0.05;

/** Reads Cassandra through one client, which is made anew where it could not connect. */
export class CassandraSource {
  readonly #tables: WeatherTables;
  // Two ranges at once keep two cores busy; the rest of the page's eight wait, and of other pages' some.
  readonly #gate = new Gate(2, 200);
  #client: Client | null = null;
  #cities: readonly string[] = [];
  #citiesHoldUntil = 0;

  constructor(readonly settings: Settings) {
    this.#tables = weatherTables(settings);
  }

  /** @throws {UserError} if Cassandra cannot be reached; `TableMissingError` if it has no such table. */
  async readLatest(): Promise<LatestRow[]> {
    return await this.#use(async (client) => {
      const began = Date.now();
      if (began >= this.#citiesHoldUntil) {
        this.#cities = await readCities(client, this.#tables);
        const took = Date.now() - began;
        this.#citiesHoldUntil = began + Math.max(citiesMs, took / citiesShare);
      }
      return await readLatest(client, this.#tables, this.#cities);
    });
  }

  /** @throws {UserError} as above; {@linkcode BusyError} if too many ask. */
  async readSeries(query: Omit<SeriesQuery, "tables">): Promise<Series> {
    return await this.#gate.run(() =>
      this.#use((client) =>
        readSeries(client, { ...query, tables: this.#tables })
      )
    );
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client?.shutdown().catch(() => {});
  }

  get #address(): string {
    const { CASSANDRA_CONTACT_POINTS, CASSANDRA_PORT } = this.settings;
    return `Cassandra at ${
      CASSANDRA_CONTACT_POINTS.join(",")
    }, port ${CASSANDRA_PORT}`;
  }

  async #use<T>(read: (client: Client) => Promise<T>): Promise<T> {
    const client = this.#client ??= createCassandra(this.settings);
    try {
      await within(connectMs, client.connect(), {
        what: this.#address,
        fix: "start it, such as with `deno task up`, or see its log",
      });
      return await read(client);
    } catch (error) {
      // Its own attempts come less and less often, up to each ten minutes; one that never connected makes none.
      const isLost = client.getState().getConnectedHosts().length === 0;
      if (isLost && client === this.#client) this.close();
      throw this.#explain(error);
    }
  }

  #explain(error: unknown): unknown {
    if (error instanceof errors.OperationTimedOutError) {
      return new UserError(
        `${this.#address} does not answer in time`,
        "see `deno task stack:status` and Cassandra's log",
        2,
        { cause: error },
      );
    }
    return explainTableError(error, this.settings);
  }
}
