import type { Client, types } from "cassandra-driver";
import { setTimeout as wait } from "node:timers/promises";
import { monthOf } from "../../weather/month.ts";
import { mapConcurrently } from "../shared/map_concurrently.ts";
import type { WeatherTables } from "../shared/weather_names.ts";
import { whereKey } from "../shared/weather_table.ts";
import { explainReadError, readOptions } from "./row_reader.ts";

/** A row of the table of the newest rows that no record explains, and no row of the history. */
export interface ForeignLatest {
  readonly city: string;
  /** Its time of observation, milliseconds since 1970. */
  readonly rowTime: number;
}

/** Rows of a page, and so many of them are looked up at once. */
const rowsPerPage = 1_000;
const atOnce = 32;

/**
 * Reads the table of the newest rows and finds those that come from no record. Each record has a row in the history as
 * well; a row may be newer than all records that were read, or its record be no longer in the topic.
 *
 * @throws {UserError} if Cassandra refuses.
 */
export async function findForeignLatest(
  client: Client,
  { tables, newestOf, timeToLive, waiting, signal }: {
    readonly tables: WeatherTables;
    /** The time of a city's newest record: such a row has been looked at. */
    readonly newestOf: (city: string) => number | undefined;
    /** Seconds that rows of the history live; 0: for ever. */
    readonly timeToLive: number;
    /** How long to wait for the history to have its row as well, in milliseconds. */
    readonly waiting: { readonly atMost: number; readonly pause: number };
    readonly signal: AbortSignal;
  },
): Promise<ForeignLatest[]> {
  const execute = async (query: string, parameters: unknown[], more = {}) => {
    signal.throwIfAborted();
    try {
      return await client.execute(query, parameters, {
        ...readOptions,
        ...more,
      });
    } catch (error) {
      throw explainReadError(error);
    }
  };
  const oldest = timeToLive === 0 ? -Infinity : Date.now() - timeToLive * 1_000;

  async function keepForeign(
    rows: readonly ForeignLatest[],
  ): Promise<ForeignLatest[]> {
    const found = await mapConcurrently(rows, async (row) => {
      const time = new Date(row.rowTime);
      const { rows: [inHistory] } = await execute(
        `SELECT city FROM ${tables.history} WHERE ${
          whereKey(tables)
        } AND last_update_time = ?`,
        [row.city, monthOf(time), time],
      );
      return inHistory === undefined ? [row] : [];
    }, { atOnce });
    return found.flat();
  }

  let foreign: ForeignLatest[] = [];
  let pageState: string | undefined;
  do {
    const page: types.ResultSet = await execute(
      `SELECT city, last_update_time FROM ${tables.latest}`,
      [],
      {
        fetchSize: rowsPerPage,
        ...(pageState === undefined ? {} : { pageState }),
      },
    );
    const rows = page.rows.map((row): ForeignLatest => ({
      city: row["city"],
      // A row that has its key alone comes from nothing of ours.
      rowTime: (row["last_update_time"] as Date | null)?.getTime() ?? 0,
    }));
    foreign.push(
      ...await keepForeign(
        rows.filter(({ city, rowTime }) =>
          newestOf(city) !== rowTime && (rowTime >= oldest || rowTime === 0)
        ),
      ),
    );
    pageState = page.pageState;
  } while (pageState);
  const deadline = Date.now() + waiting.atMost;
  while (foreign.length > 0 && Date.now() < deadline) {
    await wait(waiting.pause);
    foreign = await keepForeign(foreign);
  }
  return foreign;
}
