// Each row was put to the sink's engine 1.0.15 with its driver 4.16.0 and Cassandra 5.0.8: what they said is expected here.
import { type Change, testAccepted, testRefused } from "../_check.ts";

/** A driver option. */
function driver(path: string, value: string): Change {
  return { [`datastax-java-driver.${path}`]: value };
}

const policy = "advanced.speculative-execution-policy";

testRefused([
  [
    driver("advanced.metadata.schema.refreshed-keyspaces", "!system"),
    "driver-option-value",
  ],
  ...["1 M", "PT5S", "5 SECONDS", "5sec", "", "soon"].map((value) =>
    [driver("basic.request.timeout", value), "driver-option-value"] as const
  ),
  ...["5k", "", "0x5", "99999999999"].map((value) =>
    [
      driver("advanced.session-leak.threshold", value),
      "driver-option-value",
    ] as const
  ),
  ...["TRUE", "Yes", "1", ""].map((value) =>
    [driver("advanced.netty.daemon", value), "driver-option-value"] as const
  ),
  [
    driver("advanced.protocol.max-frame-length", "256 mb"),
    "driver-option-value",
  ],
  [driver("advanced.connection.pool.local.size", "0"), "driver-option-value"],
  [
    driver("advanced.reconnection-policy.base-delay", "0"),
    "driver-option-value",
  ],
  [driver("advanced.protocol.version", "v4"), "driver-option-value"],
  [driver("advanced.protocol.compression", "gzip"), "driver-option-value"],
  [driver("basic.request.consistency", "local_quorum"), "driver-option-value"],
  [
    driver("basic.load-balancing-policy.class", "RoundRobinPolicy"),
    "driver-option-value",
  ],
  [
    driver("advanced.metrics.id-generator.class", "TaggingMetricIdGenerator"),
    "driver-option-value",
  ],
  [
    driver(`${policy}.class`, "ConstantSpeculativeExecutionPolicy"),
    "driver-option-value",
    "driver-option-value",
  ],
  [driver("advanced.metadata.schema.enabled", "false"), "driver-option-value"],
  [
    driver("advanced.metadata.schema.refreshed-keyspaces", "other"),
    "driver-option-value",
  ],
  [driver("basic.session-keyspace", "nope"), "driver-option-value"],
  [driver("basic.request", "x"), "driver-option-value"],
  [driver("basic.request.timeout.x", "5 s"), "driver-option-value"],
  [driver("a..b", "x"), "driver-option-value"],
  [driver("a$b", "x"), "driver-option-value"],
  [{ "datastax-java-driver": "x" }, "driver-option-value"],
  [
    {
      contactPoints: null,
      "loadBalancing.localDc": null,
      ...driver("basic.contact-points", "127.0.0.1:9042"),
    },
    "local-dc-missing",
  ],
  [
    { contactPoints: null, ...driver("basic.contact-points", "127.0.0.1") },
    "contact-point-invalid",
  ],
]);

testAccepted([
  ...["5s", " 5 s ", "5000", "1.5 s", "5 micros", "30 seconds", "1 d"].map((
    value,
  ) => [driver("basic.request.timeout", value)] as const),
  ...["5.0", " 5 ", "1e2"].map((value) =>
    [driver("advanced.session-leak.threshold", value)] as const
  ),
  [driver("advanced.netty.daemon", "on")],
  [driver("advanced.protocol.max-frame-length", "256 MiB")],
  [driver("advanced.reconnection-policy.class", "ConstantReconnectionPolicy")],
  [driver("advanced.retry-policy.class", "com.example.MyPolicy")],
  [{
    ...driver(`${policy}.class`, "ConstantSpeculativeExecutionPolicy"),
    ...driver(`${policy}.max-executions`, "3"),
    ...driver(`${policy}.delay`, "100 ms"),
  }],
  [driver("basic.session-keyspace", "KS")],
  [driver("advanced.metrics.session.enabled", "cql-requests,bytes-sent")],
  [driver("profiles.slow.basic.request.timeout", "1 minute")],
  [driver("advanced.connection.pool.remote.size", "x"), "driver-option-unread"],
  [
    { queryExecutionTimeout: "5", ...driver("basic.request.timeout", "bad") },
    "driver-option-shadowed",
  ],
  [driver("basic.request.timout", "5 s"), "driver-option-unknown"],
  [driver("advanced.auth-provider.password", "secret"), "secret-in-clear"],
  [{
    contactPoints: null,
    port: null,
    ...driver("basic.contact-points", "127.0.0.1:9042"),
  }],
]);
