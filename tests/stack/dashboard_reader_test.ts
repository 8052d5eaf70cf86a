import { assert, assertEquals } from "@std/assert";
import type { Client } from "cassandra-driver";
import {
  bounds,
  readCities,
  readLatest,
  readSeries,
} from "../../scripts/dashboard/table_reader.ts";
import { weatherTables } from "../../scripts/shared/weather_names.ts";
import { createPipelineTest } from "./_pipeline.ts";

const minute = 60_000;
const start = Date.UTC(2020, 0, 1);

Deno.test("the dashboard reads a bounded number of rows, however many there are", async (t) => {
  await using test = await createPipelineTest();
  const { client, settings } = test;
  const schema = await test.run(["schema"]);
  assertEquals(schema.code, 0, schema.stderr);
  const tables = weatherTables(settings);
  const count = 26_000;
  await insertRows(client, tables.history, count);
  const newest = start + (count - 1) * minute;
  const read = async (from: number | null) => {
    const queries = countRows(client);
    const series = await readSeries(client, {
      tables,
      city: "Cairo",
      range: { from, to: newest + 1 },
      points: 500,
    });
    return { ...series, ...queries.end() };
  };

  await t.step("each row of a short range", async () => {
    const { kind, rows, lines } = await read(newest - 99 * minute);
    assertEquals([kind, rows], ["rows", 100]);
    assertEquals(lines.temperature.x.at(-1), newest);
    assertEquals(lines.humidity.y.length, 100);
    assertEquals(lines.feels_like.y[0], null);
  });

  await t.step(
    "each row of a longer one, and gives those that keep the shape",
    async () => {
      const { kind, rows, lines } = await read(newest - 8_999 * minute);
      assertEquals([kind, rows], ["downsampled", 9_000]);
      assertEquals(lines.temperature.x.length, 500);
      assert(
        lines.temperature.y.includes(400),
        "the one high value of the range is gone",
      );
    },
  );

  await t.step("samples from the oldest row to the newest of all", async () => {
    const { kind, lines, rowsRead } = await read(null);
    assertEquals(kind, "sampled");
    const { x } = lines.temperature;
    assert(x.length > 350 && x.length <= 501, `${x.length} samples`);
    assertEquals(x, [...x].sort((a, b) => a - b));
    assert(x[0]! < start + 0.01 * count * minute, "the beginning is missing");
    assert(x.at(-1)! > newest - 0.01 * count * minute, "the end is missing");
    assert(
      rowsRead <= bounds.rowsOfRange + bounds.page + 501,
      `${rowsRead} rows were read`,
    );
  });

  await t.step("one row of each city", async () => {
    const cities = await readCities(client, tables);
    assertEquals(cities, ["Cairo"]);
    const [row, ...others] = await readLatest(client, tables, [
      ...cities,
      "Nowhere",
    ]);
    assertEquals(others, []);
    assertEquals([row?.city, row?.at, row?.country], ["Cairo", newest, "EG"]);
    assert(Math.abs(Date.now() - (row?.written ?? 0)) < 600_000, "written");
  });

  await t.step("nothing of a city that there is not", async () => {
    const series = await readSeries(client, {
      tables,
      city: "Nowhere",
      range: { from: null, to: newest },
      points: 500,
    });
    assertEquals([series.kind, series.rows], ["rows", 0]);
  });
});

/** A row a minute, each one of them 290 but one. */
async function insertRows(
  client: Client,
  table: string,
  count: number,
): Promise<void> {
  const query = `INSERT INTO ${table} (city, country, last_update_time, ` +
    "temperature, feels_like, humidity) VALUES ('Cairo', 'EG', ?, ?, ?, 40)";
  const perBatch = 100;
  let next = 0;
  await Promise.all(Array.from({ length: 4 }, async () => {
    while (next < count) {
      const from = next;
      next += perBatch;
      const batch = Array.from({ length: perBatch }, (_, i) => {
        const at = new Date(start + (from + i) * minute);
        const isHigh = from + i === count - 4_321;
        return { query, params: [at, isHigh ? 400 : 290, null] };
      });
      await client.batch(batch, { prepare: true, logged: false });
    }
  }));
}

/** Counts the rows that a client gets. */
function countRows(client: Client): { end(): { rowsRead: number } } {
  const execute = client.execute;
  let rowsRead = 0;
  client.execute = async (...args: unknown[]) => {
    const result = await Reflect.apply(execute, client, args);
    rowsRead += result.rows.length;
    return result;
  };
  return {
    end() {
      client.execute = execute;
      return { rowsRead };
    },
  };
}
