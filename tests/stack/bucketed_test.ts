// CASSANDRA_LAYOUT=bucketed from the producer to the verifier: one topic, one connector, two tables.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { connectApiOf } from "../../connect/connect_target.ts";
import { deleteConnector } from "../../connect/connect_api.ts";
import { readStats } from "../../scripts/query/read_stats.ts";
import { readRange } from "../../scripts/query/read_rows.ts";
import {
  readLatest,
  readSeries,
} from "../../scripts/dashboard/table_reader.ts";
import { weatherTables } from "../../scripts/shared/weather_names.ts";
import { addBucketHeaders } from "../../weather/bucket.ts";
import { encodeRecord } from "../../weather/message.ts";
import type { WeatherRecord } from "../../weather/record.ts";
import { runProducer } from "../_produce.ts";
import { assertCode, createPipelineTest } from "./_pipeline.ts";
import { until } from "./_sink.ts";

const environment = {
  CASSANDRA_LAYOUT: "bucketed",
  KAFKA_TOPIC_PARTITIONS: "1",
};
const hour = 3_600_000;
const start = Date.UTC(2026, 8, 20);

/** An observation of London each six hours in three months, the newest in the middle: it came before older ones. */
const london = Array.from({ length: 200 }, (_, index): WeatherRecord => ({
  city: "London",
  country: "GB",
  last_update_time: new Date(start + (index + 100) % 200 * 6 * hour)
    .toISOString(),
  temperature: 280.5 + index % 10,
  feels_like: index === 99 ? null : 279.25,
  humidity: 50,
}));
const newest = london[99]!;
const tokyo: WeatherRecord = { ...london[0]!, city: "Tokyo", country: "JP" };

Deno.test("the bucketed layout", async (t) => {
  await using test = await createPipelineTest();
  const settings = { ...test.settings, CASSANDRA_LAYOUT: "bucketed" as const };
  const { client, producer } = test;
  const { KAFKA_TOPIC: topic, CONNECTOR_NAME: name } = settings;
  const tables = weatherTables(settings);
  const run = (...args: string[]) => test.run(args, environment);
  const send = async (...records: readonly WeatherRecord[]) => {
    const messages = records.map((record) =>
      addBucketHeaders(encodeRecord(record, "standard"))
    );
    await producer.send({ topic, messages });
  };
  const select = async (query: string) =>
    (await client.execute(query, [], { prepare: true })).rows;
  await test.createTopic();
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(
    `${folder}/history.jsonl`,
    [...london, tokyo].map((record) => `${JSON.stringify(record)}\n`).join(""),
  );
  await using _cleanUp = {
    async [Symbol.asyncDispose]() {
      await Deno.remove(folder, { recursive: true });
      await deleteConnector(connectApiOf(settings), name).catch(() => {});
    },
  };

  await t.step(
    "is made by schema, deploy and produce, and verified",
    async () => {
      const schema = await run("schema");
      assertCode(schema, 0);
      assertMatch(schema.stdout, /created .*_by_month and .*_latest/);
      const produced = await runProducer({
        args: ["--replay", "history.jsonl"],
        env: { ...environment, KAFKA_TOPIC: topic },
        cwd: folder,
      });
      assertCode(produced, 0);
      assertCode(await run("connect:deploy"), 0);
      const result = await run("verify", "--both-ways", "--timeout", "60s");
      assertCode(result, 0);
      assertMatch(result.stdout, /latest: 2 of 2 cities/);
      assertMatch(result.stdout, /verified: 201 of 201/);
    },
  );

  await t.step("has a partition for each month of a city", async () => {
    const rows = await select(
      `SELECT DISTINCT city, month FROM ${tables.history}`,
    );
    assertEquals(
      rows.map((row) => `${row["city"]} ${row["month"]}`).sort(),
      ["London 2026-09", "London 2026-10", "London 2026-11", "Tokyo 2026-10"],
    );
  });

  await t.step(
    "keeps the newest observation as a whole, whatever came last",
    async () => {
      const [row, ...others] = await select(
        `SELECT * FROM ${tables.latest} WHERE city = 'London'`,
      );
      assertEquals(others, []);
      assertEquals(
        { ...row, last_update_time: row?.["last_update_time"].toISOString() },
        { ...newest, feels_like: null },
      );
    },
  );

  await t.step("is read across months", async () => {
    const from = new Date(start + 3 * hour);
    const pages = await Array.fromAsync(
      readRange(client, tables, { city: "London", from, to: null, limit: 150 }),
    );
    const times = pages.flat().map((row) => row.last_update_time.getTime());
    assertEquals(
      times,
      Array.from({ length: 150 }, (_, i) => start + (199 - i) * 6 * hour),
    );
    const stats = await readStats(client, tables, {
      city: "London",
      from,
      to: null,
      by: "month",
    });
    assertEquals(
      stats.map(({ period, count }) => [period, count]),
      [["2026-11", 32], ["2026-10", 124], ["2026-09", 43]],
    );
    const series = await readSeries(client, {
      tables,
      city: "London",
      range: { from: null, to: start + 1200 * hour },
      points: 500,
    });
    assertEquals([series.kind, series.rows], ["rows", 200]);
    const result = await run("query", "latest", "--csv");
    assertCode(result, 0);
    assertMatch(result.stdout, /\r\nLondon,2026-11-08T18:00:00Z,GB,289.5,,50,/);
  });

  await t.step("is verified on from where it was wrong", async () => {
    // At the row's own time, so that it does not hide what the sink writes later.
    const written = Date.parse(tokyo.last_update_time) * 1000;
    await client.execute(
      `DELETE FROM ${tables.latest} USING TIMESTAMP ${written} WHERE city = 'Tokyo'`,
    );
    const wrong =
      /Tokyo: its newest record is of .*, its latest row is missing/;
    for (const args of [[], ["--resume"]]) {
      const result = await run("verify", ...args, "--timeout", "0");
      assertCode(result, 1);
      assertMatch(result.stdout, wrong);
    }
    await client.execute(
      `INSERT INTO ${tables.latest} JSON ? USING TIMESTAMP ${written + 1}`,
      [JSON.stringify(tokyo)],
      { prepare: true },
    );
    assertCode(await run("verify", "--resume", "--timeout", "0"), 0);
  });

  await t.step(
    "verify --both-ways finds a latest row of no record",
    async () => {
      await client.execute(
        `INSERT INTO ${tables.latest} (city, last_update_time) VALUES ('Atlantis', '2026-11-01T00:00:00Z')`,
      );
      assertCode(await run("verify", "--timeout", "0"), 0);
      const result = await run("verify", "--both-ways", "--timeout", "0");
      assertCode(result, 1);
      assertMatch(
        result.stdout,
        /Atlantis: a latest row, of 2026-11-01 00:00:00, that neither/,
      );
      await client.execute(
        `DELETE FROM ${tables.latest} WHERE city = 'Atlantis'`,
      );
    },
  );

  await t.step(
    "keeps what one table refuses, with its reason, until it is replayed to both",
    async () => {
      // Cassandra refuses to write what would expire after 2038.
      const live = (seconds: number) =>
        client.execute(
          `ALTER TABLE ${tables.latest} WITH default_time_to_live = ${seconds}`,
        );
      await live(600_000_000);
      const began = Date.now();
      const later = { ...tokyo, last_update_time: "2026-11-20T08:00:00.000Z" };
      await send(later);
      const letter = await until("the dead letter", async () => {
        const { stdout } = await run("dlq", "list", "--json");
        return JSON.parse(stdout).letters[0];
      });
      const [history, latest] = [tables.history, tables.latest ?? ""];
      assertMatch(letter.reason, new RegExp(`row for ${latest}: .*2038`));
      assertMatch(letter.reason, new RegExp(`that for ${history} is written`));
      const refused = await run("verify", "--timeout", "0");
      assertCode(refused, 1);
      assertMatch(refused.stdout, /Tokyo: .*: the sink refused it: .*2038/);
      await live(0);
      const replayed = await run("dlq", "replay");
      assertEquals(replayed.stdout, "replayed 1, 0 were replayed before\n");
      assertCode(await run("verify", "--both-ways", "--timeout", "60s"), 0);
      assertCode(await run("dlq", "purge", "--yes"), 0);
      // By the record's own time, though the table of the latest has that of the observation.
      const [shown] = await readLatest(client, tables, ["Tokyo"]);
      assertEquals(shown?.at, Date.parse(later.last_update_time));
      assert((shown?.written ?? 0) >= began, JSON.stringify(shown));
    },
  );

  await t.step(
    "keeps a record that fails for one table, with its reason, and goes on",
    async () => {
      const good = encodeRecord(tokyo, "standard");
      const paris = encodeRecord({ ...tokyo, city: "Paris" }, "standard");
      await producer.send({
        topic,
        messages: [
          { ...good, headers: { ...good.headers, observed: "1" } },
          {
            ...paris,
            headers: { month: "2026-10", observed: "not a time" },
          },
        ],
      });
      const later = { ...newest, last_update_time: "2026-11-25T08:00:00.000Z" };
      await send(later);
      await until("the record after the bad ones", async () => {
        const [row] = await select(
          `SELECT last_update_time FROM ${tables.latest} WHERE city = 'London'`,
        );
        return row?.["last_update_time"].toISOString() ===
            later.last_update_time || undefined;
      });
      assertEquals(
        await select(`SELECT * FROM ${tables.latest} WHERE city = 'Paris'`),
        [],
      );
      assertEquals(
        await select(
          `SELECT * FROM ${tables.history} WHERE city = 'Paris' AND month = '2026-10'`,
        ),
        [],
      );
      const letters = await run("dlq", "list", "--json");
      assertCode(letters, 0);
      const reasons = JSON.parse(letters.stdout).letters
        .map(({ reason }: { reason: string }) => reason);
      assertEquals(reasons.length, 2, letters.stdout);
      assertMatch(reasons[0], /the record has no header\.month.*_by_month/);
      assertMatch(reasons[1], /of .*_latest .*it is no number/);
      // A replay makes the headers of what is a record.
      const replayed = await run("dlq", "replay");
      assertEquals(replayed.stdout, "replayed 2, 0 were replayed before\n");
      const row = await until("the row of Paris", async () => {
        const rows = await select(
          `SELECT writetime(humidity) AS time FROM ${tables.latest} WHERE city = 'Paris'`,
        );
        return rows[0];
      });
      assertEquals(
        Number(row["time"]),
        Date.parse(tokyo.last_update_time) * 1000,
      );
    },
  );

  await t.step(
    "verify tells of a latest row that is not the newest record",
    async () => {
      await client.execute(
        `DELETE FROM ${tables.latest} WHERE city = 'London'`,
        [],
        { prepare: true },
      );
      const result = await run("verify", "--timeout", "0");
      assertCode(result, 1);
      assertMatch(
        result.stdout,
        /London: its newest record is of 2026-11-25 08:00:00, its latest row is missing/,
      );
      assert(result.stdout.includes("not the latest"), result.stdout);
    },
  );
});
