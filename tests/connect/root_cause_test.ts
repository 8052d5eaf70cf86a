import { assertEquals } from "@std/assert";
import { findRootCause } from "../../connect/root_cause.ts";

const mapping = "topic.cities.kafka_data.weather.mapping";
const config = {
  [mapping]: "city=value.city",
  "loadBalancing.localDc": "dc1",
  "auth.password": "${env:CASSANDRA_PASSWORD}",
  "topic.cities.kafka_data.weather.ttlTimeUnit": "seconds",
};

for (
  const { what, trace, cause } of [
    {
      what: "the last of the causes, without its package and frames",
      trace:
        `org.apache.kafka.connect.errors.ConnectException: Exiting WorkerSinkTask due to unrecoverable exception.
\tat org.apache.kafka.connect.runtime.WorkerSinkTask.deliverMessages(WorkerSinkTask.java:628)
\tat java.base/java.lang.Thread.run(Thread.java:840)
Caused by: com.datastax.oss.common.sink.ConfigException: The following columns do not exist in table weather: temprature, x
\tat com.datastax.oss.common.sink.state.LifeCycleManager.validate(LifeCycleManager.java:181)
\t... 10 more
`,
      cause: {
        exception: "ConfigException",
        message:
          "The following columns do not exist in table weather: temprature, x",
        context: [],
        setting: mapping,
        fix: "map only columns that the table has, spelt as the table does",
      },
    },
    {
      what: "an exception without a cause",
      trace: `java.lang.IllegalStateException: no\n\tat a.B.c(B.java:1)\n`,
      cause: {
        exception: "IllegalStateException",
        message: "no",
        context: [],
        setting: null,
        fix: null,
      },
    },
    {
      what: "what it happened in where the cause says nothing itself",
      trace:
        `a.b.WriteFailed: cannot write row 3\n\tat a.B.c(B.java:1)\nCaused by: java.util.concurrent.TimeoutException\n\t... 3 more\n`,
      cause: {
        exception: "TimeoutException",
        message: "cannot write row 3",
        context: [],
        setting: null,
        fix: null,
      },
    },
    {
      what: "the setting that our own plugin's message begins with",
      trace:
        `org.apache.kafka.common.config.ConfigException: loadBalancing.localDc: the cluster has no datacenter dc1; it has eu\n\tat a.B.c(B.java:1)\n`,
      cause: {
        exception: "ConfigException",
        message: "the cluster has no datacenter dc1; it has eu",
        context: [],
        setting: "loadBalancing.localDc",
        fix:
          "name the data center as `SELECT data_center FROM system.local` does",
      },
    },
    {
      what: "the setting that Kafka's ConfigException names",
      trace:
        `org.apache.kafka.common.config.ConfigException: Invalid value x for configuration auth.provider: valid values are None, PLAIN, GSSAPI\n`,
      cause: {
        exception: "ConfigException",
        message:
          "Invalid value x for configuration auth.provider: valid values are None, PLAIN, GSSAPI",
        context: [],
        setting: "auth.provider",
        fix: null,
      },
    },
    {
      what: "the setting whose value an enum does not have",
      trace:
        `java.lang.IllegalArgumentException: No enum constant java.util.concurrent.TimeUnit.seconds\n\tat a.B.c(B.java:1)\n`,
      cause: {
        exception: "IllegalArgumentException",
        message: "No enum constant java.util.concurrent.TimeUnit.seconds",
        context: [],
        setting: "topic.cities.kafka_data.weather.ttlTimeUnit",
        fix: "name a unit in capitals, such as SECONDS",
      },
    },
    {
      what: "the causes of suppressed exceptions as none",
      trace:
        `a.b.First: first\n\tat a.B.c(B.java:1)\n\tSuppressed: a.b.Other: other\n\t\tat a.B.d(B.java:2)\n\tCaused by: a.b.Third: third\n\t\t... 1 more\nCaused by: a.b.Second: second\n\tat a.B.e(B.java:3)\n`,
      cause: {
        exception: "Second",
        message: "second",
        context: ["first"],
        setting: null,
        fix: null,
      },
    },
    {
      what: "a message of several lines on one",
      trace:
        `a.b.C: Encountered the following errors:\n  one\n  two\n\tat a.B.c(B.java:1)\n`,
      cause: {
        exception: "C",
        message: "Encountered the following errors: one two",
        context: [],
        setting: null,
        fix: null,
      },
    },
    {
      what: "text that is no stack trace as it is",
      trace: "gone",
      cause: {
        exception: "Error",
        message: "gone",
        context: [],
        setting: null,
        fix: null,
      },
    },
  ]
) {
  Deno.test(`findRootCause() gives ${what}`, () => {
    assertEquals(findRootCause(trace, config), cause);
  });
}
