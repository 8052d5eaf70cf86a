import { assert, assertEquals } from "@std/assert";
import { errors, type policies, types } from "cassandra-driver";
import { readSettings } from "../../../scripts/shared/settings.ts";
import {
  explainTableError,
  majorityRead,
  TableMissingError,
} from "../../../scripts/shared/weather_table.ts";

const settings = readSettings({ CASSANDRA_LAYOUT: "bucketed" });

for (
  const { message, table } of [
    {
      message: "table cities_weather_data_latest does not exist",
      table: "kafka_data.cities_weather_data_latest",
    },
    {
      message: "unconfigured table cities_weather_data_latest",
      table: "kafka_data.cities_weather_data_latest",
    },
    {
      message: "keyspace kafka_data does not exist",
      table: "kafka_data.cities_weather_data_by_month",
    },
    {
      message:
        "User sink has no SELECT permission on <table a.b> or its parents",
      table: null,
    },
  ]
) {
  Deno.test(`explainTableError() takes "${message}" for ${table === null ? "no missing table" : `the lack of ${table}`}`, () => {
    const error = explainTableError(
      new errors.ResponseError(types.responseErrorCodes.invalid, message),
      settings,
    );
    assert(error instanceof Error);
    assertEquals(
      error instanceof TableMissingError ? error.table : null,
      table,
    );
  });
}

Deno.test("majorityRead asks again where replicas were slow to answer, and not without end", () => {
  const { retry } = majorityRead;
  const { localQuorum } = types.consistencies;
  const again = retry.retryResult(localQuorum).decision;
  const decisions = [0, 3, 4].map((nbRetry) =>
    retry.onReadTimeout(
      { nbRetry } as policies.retry.OperationInfo,
      localQuorum,
    ).decision === again
  );
  assertEquals(decisions, [true, true, false]);
});
