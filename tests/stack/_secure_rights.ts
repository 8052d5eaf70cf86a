import { assert, assertRejects, assertStringIncludes } from "@std/assert";
import kafkajs from "kafkajs";
import { deadLetterTopic } from "../../connect/weather_sink.ts";
import { withCassandra } from "../../scripts/shared/cassandra_client.ts";
import { UserError } from "../../scripts/shared/exit.ts";
import {
  createKafka,
  explainKafkaError,
  withAdmin,
  withReader,
} from "../../scripts/shared/kafka_client.ts";
import type { Settings } from "../../scripts/shared/settings.ts";
import { assertCode } from "./_pipeline.ts";
import { told } from "./_secure_refusals.ts";
import type { SecureStack } from "./_secure_stack.ts";

/** Asserts what each role may do and may not. */
export async function checkRights(stack: SecureStack): Promise<void> {
  const operator = stack.settings(await stack.operator());
  const producer = stack.settings(await stack.role("producer"));
  const verifier = stack.settings(await stack.role("verifier"));
  const schema = stack.settings(await stack.role("schema"));
  const { passwords } = await stack.security();
  const sink = {
    ...operator,
    CASSANDRA_USERNAME: "sink",
    CASSANDRA_PASSWORD: passwords["cassandra.sink"],
  };
  const worker = {
    ...operator,
    KAFKA_USERNAME: "worker",
    KAFKA_PASSWORD: passwords["kafka.worker"],
  };
  const { KAFKA_TOPIC: topic } = operator;
  const table = `${operator.CASSANDRA_KEYSPACE}.${operator.CASSANDRA_TABLE}`;
  const row =
    `INSERT INTO ${table} (city, last_update_time) VALUES ('Nowhere', 0)`;

  // Now that it holds records, which may be in other units.
  const again = await stack.run(
    ["produce", "--once", "--source", "replay"],
    await stack.role("producer"),
  );
  assertCode(again, 0);
  assertStringIncludes(
    again.stderr,
    `not checked: whether topic ${topic} holds the same units, as producer may not read it`,
  );
  for (
    const [who, settings, what] of [
      ["producer", producer, topic],
      ["worker", worker, deadLetterTopic(topic)],
    ] as const
  ) {
    await send(settings, what).catch((error) => {
      throw new Error(`the ${who} could not write ${what}`, { cause: error });
    });
  }
  for (
    const { who, attempt } of [
      { who: "the producer reads", attempt: () => read(producer, topic) },
      {
        who: "the producer writes dead letters",
        attempt: () => send(producer, deadLetterTopic(topic)),
      },
      { who: "the producer makes topics", attempt: () => create(producer) },
      { who: "the verifier writes", attempt: () => send(verifier, topic) },
      { who: "the verifier makes topics", attempt: () => create(verifier) },
      {
        who: "the worker writes the topic",
        attempt: () => send(worker, topic),
      },
    ]
  ) {
    const error = explainKafkaError(
      await assertRejects(attempt, Error, undefined, who),
      operator,
    );
    if (!(error instanceof UserError)) throw error;
    assert(/refuses|not allow|authoriz/i.test(error.message), error.message);
    stack.traces.push({ where: who, text: error.message });
  }

  const cql = (settings: Settings, statement: string) =>
    withCassandra(
      settings,
      (client) => client.execute(statement, [], { prepare: false }),
    );
  await cql(sink, row);
  await cql(operator, `DELETE FROM ${table} WHERE city = 'Nowhere'`);
  await cql(verifier, `SELECT city FROM ${table} LIMIT 1`);
  const own = `${operator.CASSANDRA_KEYSPACE}.a_table_of_schema`;
  await cql(schema, `CREATE TABLE ${own} (id int PRIMARY KEY)`);
  await cql(operator, `DROP TABLE ${own}`);
  for (
    const [who, settings, statement] of [
      ["the sink reads", sink, `SELECT city FROM ${table} LIMIT 1`],
      ["the sink alters", sink, `ALTER TABLE ${table} ADD more int`],
      ["the sink drops", sink, `DROP TABLE ${table}`],
      [
        "the sink writes elsewhere",
        sink,
        "DELETE FROM system_auth.roles WHERE role = 'x'",
      ],
      ["the verifier writes", verifier, row],
      ["the verifier truncates", verifier, `TRUNCATE ${table}`],
      ["the schema's role reads", schema, `SELECT city FROM ${table} LIMIT 1`],
      ["the schema's role writes", schema, row],
      [
        "the schema's role makes keyspaces",
        schema,
        "CREATE KEYSPACE other WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}",
      ],
    ] as const
  ) {
    const error = await told(() => cql(settings, statement), who);
    assertStringIncludes(error.message, "refuses it to", who);
    stack.traces.push({ where: who, text: error.message });
  }
}

async function send(settings: Settings, topic: string): Promise<void> {
  const producer = createKafka(settings, { retries: 0 }).producer();
  try {
    await producer.connect();
    // A null value: nothing that the sink would write.
    await producer.send({ topic, messages: [{ key: "none", value: null }] });
  } finally {
    await producer.disconnect();
  }
}

async function read(settings: Settings, topic: string): Promise<void> {
  await withReader(settings, async (consumer) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    consumer.on(
      consumer.events.CRASH,
      ({ payload }) => reject(payload.error),
    );
    promise.catch(() => {});
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachMessage: () => Promise.resolve(resolve()),
    });
    await promise;
  });
}

async function create(settings: Settings): Promise<void> {
  await withAdmin(settings, async (admin) => {
    try {
      await admin.createTopics({
        topics: [{ topic: "one-of-its-own" }],
        waitForLeaders: false,
      });
    } catch (error) {
      const [first] = error instanceof kafkajs.KafkaJSAggregateError
        ? error.errors
        : [error];
      throw first;
    }
  });
}
