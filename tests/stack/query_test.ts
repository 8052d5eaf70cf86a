import { assert, assertEquals, assertMatch } from "@std/assert";
import { readRange, rowsPerPage } from "../../scripts/query/read_rows.ts";
import { weatherTables } from "../../scripts/shared/weather_names.ts";
import type { WeatherRecord } from "../../weather/record.ts";
import { assertCode, createPipelineTest } from "./_pipeline.ts";

const hour = 3_600_000;
const start = Date.UTC(2026, 7, 30);

/** An observation of London an hour: 3.5 months, more than two pages of rows. */
const london = Array.from({ length: 2_500 }, (_, index): WeatherRecord => ({
  city: "London",
  country: "GB",
  last_update_time: new Date(start + index * hour).toISOString(),
  temperature: 280 + index % 24,
  feels_like: index % 2 === 0 ? null : 270.5,
  humidity: index % 101,
}));
const formula: WeatherRecord = {
  city: "=Doha",
  country: "QA",
  last_update_time: "2026-11-25T08:00:00Z",
  temperature: 300,
  feels_like: 301.5,
  humidity: 40,
};

Deno.test("query", async (t) => {
  await using test = await createPipelineTest();
  const { client, settings } = test;

  await t.step("says that there is no table", async () => {
    const result = await test.run(["query", "latest"]);
    assertCode(result, 2);
    assertMatch(result.stderr, /has no table .*\n.*deno task schema/);
  });

  assertCode(await test.run(["schema"]), 0);
  await test.insert(...london, formula);

  await t.step("latest shows each city's newest row", async () => {
    const result = await test.run(["query", "latest"]);
    assertCode(result, 0);
    assertMatch(result.stdout, /Temp K {2}Feels K {2}Hum %/);
    assertMatch(result.stdout, /=Doha +QA +2026-11-25 08:00:00 .* 301\.50 +40/);
    assertEquals(result.stdout.match(/London/g)?.length, 1, result.stdout);
    assertMatch(result.stdout, /London +GB +2026-12-12 03:00:00/);
  });

  await t.step("range prints as many rows as asked, as JSON", async () => {
    const result = await test.run(
      ["query", "range", "--city", "London", "--limit", "3", "--json"],
      { WEATHER_UNITS: "metric" },
    );
    assertCode(result, 0);
    const { units, rows } = JSON.parse(result.stdout);
    assertEquals(units, "metric");
    assertEquals(
      rows.map((row: WeatherRecord) => Date.parse(row.last_update_time)),
      [2_499, 2_498, 2_497].map((index) => start + index * hour),
    );
    assertEquals(rows[0].feels_like, 270.5);
  });

  await t.step(
    "range prints a time as CSV, safe for spreadsheets",
    async () => {
      const result = await test.run([
        ...["query", "range", "--city", "London,=Doha", "--csv"],
        ...["--from", "2026-11-25T07:00", "--to", "2026-11-25T09:00Z"],
      ]);
      assertCode(result, 0);
      assertEquals(
        result.stdout,
        [
          "city,last_update_time,country,temperature,feels_like,humidity,units",
          "London,2026-11-25T08:00:00Z,GB,288,,76,standard",
          "London,2026-11-25T07:00:00Z,GB,287,270.5,75,standard",
          "'=Doha,2026-11-25T08:00:00Z,QA,300,301.5,40,standard",
          "",
        ].join("\r\n"),
      );
    },
  );

  await t.step("stats come from Cassandra's counts", async () => {
    const result = await test.run([
      ...["query", "stats", "--city", "London", "--by", "month", "--json"],
    ]);
    assertCode(result, 0);
    const { rows } = JSON.parse(result.stdout);
    assertEquals(
      rows.map((
        { period, count }: { period: string; count: number },
      ) => [period, count]),
      [["2026-12", 268], ["2026-11", 720], ["2026-10", 744], [
        "2026-09",
        720,
      ], ["2026-08", 48]],
    );
    assertEquals(rows[4].temperature, {
      count: 48,
      min: 280,
      mean: 291.5,
      max: 303,
    });
    assertEquals(rows[4].feels_like.count, 24);
    assertEquals(rows[4].humidity.mean, 23.5);
  });

  await t.step("stats by day, of a part of the time", async () => {
    const result = await test.run([
      ...["query", "stats", "--city", "London", "--by", "day"],
      ...["--from", "2026-08-31T12:00Z", "--to", "2026-09-02"],
    ]);
    assertCode(result, 0);
    assertMatch(result.stdout, /2026-09-01 +24 .*\n[^]*2026-08-31 +12 /);
  });

  await t.step(
    "a name that the table lacks is told, with what is near",
    async () => {
      const result = await test.run(["query", "latest", "--city", "Lodnon"]);
      assertCode(result, 1);
      assertMatch(result.stderr, /no rows of Lodnon; did you mean London\?/);
    },
  );

  await t.step("a city without rows in the time is told", async () => {
    const result = await test.run(
      ["query", "stats", "--city", "London", "--to", "2020-01-01"],
    );
    assertCode(result, 1);
    assertMatch(result.stderr, /London has no rows in that time/);
  });

  await t.step("Cassandra that is away is told", async () => {
    const result = await test.run(["query", "latest"], {
      CASSANDRA_PORT: "1",
    });
    assertCode(result, 2);
    assertMatch(result.stderr, /Cannot reach Cassandra/);
  });

  await t.step("readRange() gives all rows, a page at a time", async () => {
    const pages = await Array.fromAsync(
      readRange(client, weatherTables(settings), {
        city: "London",
        from: null,
        to: null,
        limit: null,
      }),
    );
    assert(pages.every((page) => page.length <= rowsPerPage));
    assertEquals(
      pages.flat().map(({ last_update_time }) => last_update_time.getTime()),
      london.map((_, index) => start + index * hour).reverse(),
    );
  });
});
