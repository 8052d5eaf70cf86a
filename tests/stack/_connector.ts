import { connectApiOf } from "../../connect/connect_target.ts";
import { assert } from "@std/assert";
import {
  deleteConnector,
  getConnector,
  getConnectorStatus,
} from "../../connect/connect_api.ts";
import type { ConnectApi } from "../../connect/connect_http.ts";
import { retryConnect } from "../../connect/connect_retry.ts";
import { buildWeatherSink } from "../../connect/weather_sink.ts";
import { createPipelineTest, type PipelineTest } from "./_pipeline.ts";
import { until } from "./_sink.ts";

/** A {@linkcode PipelineTest} with its topic and table, whose connector is deleted at its end. */
export interface ConnectorTest extends PipelineTest {
  readonly api: ConnectApi;
  readonly name: string;
  /** Name of the mapping's setting. */
  readonly mapping: string;
  /** Writes the code's config, with some settings changed, to a file and returns its path. */
  writeConfig(changes: Readonly<Record<string, string>>): Promise<string>;
  countRows(): Promise<number>;
  waitForRows(count: number): Promise<void>;
  waitForState(state: string): Promise<void>;
  /** Ids of the members of the connector's consumer group. */
  groupMembers(): Promise<string[]>;
}

/** How long the workers may rebalance before the connector is deleted, in milliseconds. */
const rebalanceMs = 60_000;

/** Prepares a test on the services that the environment names. */
export async function createConnectorTest(): Promise<ConnectorTest> {
  const test = await createPipelineTest();
  const { settings, client, admin } = test;
  const name = settings.CONNECTOR_NAME;
  const api = connectApiOf(settings);
  const keyspace = settings.CASSANDRA_KEYSPACE;
  const table = `${keyspace}.${settings.CASSANDRA_TABLE}`;
  const files: string[] = [];
  const dispose = test[Symbol.asyncDispose].bind(test);
  const countRows = async () => {
    const rows = await client.execute(`SELECT count(*) FROM ${table}`);
    return Number(rows.first()["count"]);
  };
  // One partition: the order of records is theirs.
  await test.createTopic({ partitions: 1 });
  const schema = await test.run(["schema"]);
  assert(schema.code === 0, schema.stderr);
  return {
    ...test,
    api,
    name,
    mapping: `topic.${settings.KAFKA_TOPIC}.${table}.mapping`,
    run: (args, environment) => test.run(args, { ...one, ...environment }),
    start: (args, environment) => test.start(args, { ...one, ...environment }),
    async writeConfig(changes) {
      const { config } = buildWeatherSink({
        ...settings,
        KAFKA_TOPIC_PARTITIONS: 1,
      });
      const file = await Deno.makeTempFile({ suffix: ".json" });
      files.push(file);
      await Deno.writeTextFile(
        file,
        JSON.stringify({ name, config: { ...config, ...changes } }),
      );
      return file;
    },
    countRows,
    async waitForRows(count) {
      await until(
        `${count} rows in ${table}`,
        async () => await countRows() === count || undefined,
        async () => `There are ${await countRows()}`,
      );
    },
    async waitForState(state) {
      const status = () => getConnectorStatus(api, name);
      await until(
        `${name} to be ${state}`,
        async () => {
          const { connector, tasks } = await status() ?? {};
          const all = [connector, ...tasks ?? []];
          return all.every((one) => one?.state === state) || undefined;
        },
        async () => JSON.stringify(await status()),
      );
    },
    async groupMembers() {
      const { groups } = await admin.describeGroups([`connect-${name}`]);
      return groups.flatMap(({ members }) =>
        members.map(({ memberId }) => memberId)
      ).sort();
    },
    async [Symbol.asyncDispose]() {
      if (await getConnector(api, name) !== null) {
        await retryConnect(() => deleteConnector(api, name), {
          deadline: Date.now() + rebalanceMs,
        });
      }
      await Promise.all(files.map((file) => Deno.remove(file)));
      await dispose();
    },
  };
}

const one = { KAFKA_TOPIC_PARTITIONS: "1" };
