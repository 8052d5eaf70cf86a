import { assertEquals } from "@std/assert";
import {
  createCassandra,
  schemaTimeoutMs,
} from "../../scripts/shared/cassandra_client.ts";
import { createKafka } from "../../scripts/shared/kafka_client.ts";
import { formatTable, print } from "../../scripts/shared/terminal.ts";
import { agreementOf, askValidator, saidBy } from "../oracle/compare.ts";
import {
  askOracle,
  type Case,
  drawCase,
  drawCaseOf,
  judgeTruth,
  type Truth,
} from "../oracle/differential.ts";
import { LiveWorker } from "../oracle/live_worker.ts";
import type { Subject } from "../oracle/mutations/mutation.ts";
import {
  buildOracle,
  Oracle,
  type OracleAnswer,
} from "../oracle/oracle_client.ts";
import { relocateBase, relocateWorld } from "../oracle/relocate.ts";
import { iot } from "../oracle/worlds/iot.ts";
import { shop } from "../oracle/worlds/shop.ts";
import { weather } from "../oracle/worlds/weather.ts";
import {
  type Base,
  cassandraPort,
  type World,
} from "../oracle/worlds/world.ts";
import { openClearStack } from "./_clear_stack.ts";

const ownClass = "io.github.citiesweather.connect.CassandraSinkConnector";

/** How many connectors run at once, each with tables of its own. */
const slots = 6;

/** Counts verdicts, and keeps what the validator got wrong. */
class Matrix {
  readonly #cells = new Map<string, number>();
  readonly wrong: string[] = [];

  /** Compares what a config does with what the validator says of it. */
  async add(
    { seed, base, world, mutations, subject }: Case,
    truth: Truth,
    answer: OracleAnswer,
  ): Promise<void> {
    const result = await askValidator(world, subject);
    const said = saidBy(result);
    const cell = `${truth}/${said}`;
    this.#cells.set(cell, (this.#cells.get(cell) ?? 0) + 1);
    const agreement = agreementOf(truth, said);
    if (agreement === "right" || agreement === "arguable") return;
    this.wrong.push(
      `${agreement}: seed ${seed} ${base.name}, ${
        mutations.map(({ text }) => text).join("; ")
      }\n  truth: ${answer.verdict} ${
        answer.message.slice(0, 500)
      }\n  validator: ${
        result.findings.map(({ code, message }) => `${code} ${message}`).join(
          "; ",
        )
      }`,
    );
  }

  print(title: string): void {
    const truths: readonly Truth[] = [
      "fails",
      "works",
      "outside",
      "partly",
      "fewer",
      "differs",
    ];
    const count = (truth: Truth, said: string) =>
      String(this.#cells.get(`${truth}/${said}`) ?? 0);
    print(
      `\n${title}\n` +
        formatTable(
          ["truth", "validator: error", "validator: no error"],
          truths.map((
            truth,
          ) => [truth, count(truth, "error"), count(truth, "no error")]),
        ),
    );
  }
}

Deno.test("checkConnector() is right about 200 mutated configs of the DataStax sink, as its engine is", async () => {
  await buildOracle();
  // Among the mutated settings are those of logins and TLS, which is to be all that there is of them.
  await using stack = await openClearStack();
  await using oracle = new Oracle({
    cassandraPort: stack.settings.CASSANDRA_PORT,
  });
  const port = String(stack.settings.CASSANDRA_PORT);
  // The worlds are where the environment says; a port that a mutation has changed is to stay so.
  const moved = (subject: Subject): Subject => ({
    ...subject,
    config: subject.config["port"] === cassandraPort
      ? { ...subject.config, port }
      : subject.config,
  });
  const matrix = new Matrix();
  const bases = new Map<string, OracleAnswer>();
  for (let seed = 1; seed <= 200; seed++) {
    const drawn = drawCase(seed);
    const { world, base, subject } = drawn;
    const toBase = bases.get(base.name) ??
      await askOracle(oracle, world, moved(base));
    bases.set(base.name, toBase);
    assertEquals(toBase.verdict, "works", `${base.name}: ${toBase.message}`);
    const answer = await askOracle(oracle, world, moved(subject));
    await matrix.add(drawn, judgeTruth(subject, answer, toBase), answer);
  }
  matrix.print("DataStax class, real engine in a model worker");
  assertEquals(matrix.wrong, []);
});

Deno.test("checkConnector() is right about 160 mutated configs of our sink, as the running stack is", async () => {
  await using stack = await openClearStack();
  const { settings } = stack;
  const kafka = createKafka(settings);
  const admin = kafka.admin();
  const producer = kafka.producer();
  const cassandra = createCassandra(settings, {
    readTimeoutMs: schemaTimeoutMs,
  });
  await Promise.all([admin.connect(), producer.connect(), cassandra.connect()]);
  const run = crypto.randomUUID().slice(0, 8);
  const worlds = [weather, iot, shop];
  const keyspaceOf = (world: World, slot: number) =>
    `diff_${run}_${world.name}_${slot}`;
  const worker = new LiveWorker({
    connectUrl: settings.CONNECT_URL,
    cassandra,
    admin,
    producer,
  });
  const relocated = (
    world: World,
    base: Base,
    { slot, job }: { slot: number; job: number },
  ) =>
    relocateBase(base, world, {
      keyspace: keyspaceOf(world, slot),
      topic: `${base.config.topics}-${run}-${job}`,
      connectorClass: ownClass,
      port: settings.SINK_CASSANDRA_PORT,
    });
  const ask = (world: World, slot: number, job: {
    base: Base;
    config: Base["config"];
    records: Base["records"];
    expected?: OracleAnswer;
  }) =>
    worker.ask({
      topic: job.base.config.topics!,
      config: job.config,
      records: job.records,
      tables: relocateWorld(world, keyspaceOf(world, slot)).tables,
      ...(job.expected === undefined ? {} : { expected: job.expected }),
    });
  try {
    for (let slot = 0; slot < slots; slot++) {
      for (const world of worlds) {
        for (
          const statement of relocateWorld(world, keyspaceOf(world, slot)).cql
        ) {
          await cassandra.execute(statement);
        }
      }
    }
    const bases = worlds.flatMap((world) =>
      world.bases.map((base) => ({ world, base }))
    );
    const toBases = new Map<string, OracleAnswer>();
    await inSlots(bases, async ({ world, base }, { slot, job }) => {
      const moved = relocated(world, base, { slot, job: job + 1000 });
      const answer = await ask(world, slot, { base: moved, ...moved });
      assertEquals(answer.verdict, "works", `${base.name}: ${answer.message}`);
      toBases.set(base.name, answer);
    });
    const matrix = new Matrix();
    const seeds = Array.from({ length: 160 }, (_, index) => 5001 + index);
    await inSlots(seeds, async (seed, { slot, job }) => {
      const { world, base } = bases[seed % bases.length]!;
      const moved = relocated(world, base, { slot, job });
      const drawn = drawCaseOf(moved, {
        ...relocateWorld(world, keyspaceOf(world, slot)),
        bases: [],
      }, seed);
      const expected = toBases.get(base.name)!;
      const answer = await ask(world, slot, {
        base: moved,
        ...drawn.subject,
        expected,
      });
      await matrix.add(
        drawn,
        judgeTruth(drawn.subject, answer, expected),
        answer,
      );
    });
    matrix.print("our class, the running stack");
    assertEquals(matrix.wrong, []);
  } finally {
    for (let slot = 0; slot < slots; slot++) {
      for (const world of worlds) {
        await cassandra.execute(
          `DROP KEYSPACE IF EXISTS ${keyspaceOf(world, slot)}`,
        );
      }
    }
    await producer.disconnect();
    const topics = await admin.listTopics();
    await admin.deleteTopics({
      topics: topics.filter((topic) => topic.includes(run)),
    });
    await Promise.all([admin.disconnect(), cassandra.shutdown()]);
  }
});

/** Works through the items, as many at once as there are slots. */
async function inSlots<T>(
  items: readonly T[],
  work: (item: T, place: { slot: number; job: number }) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (slot: number) => {
    for (let job = next++; job < items.length; job = next++) {
      await work(items[job]!, { slot, job });
    }
  };
  await Promise.all(Array.from({ length: slots }, (_, slot) => lane(slot)));
}
