import type { SettingFact } from "../java_values.ts";

const atLeastOne: SettingFact = { type: "int", min: 1 };

/** Settings of the sink outside `topic.` and `datastax-java-driver.`, as its engine 1.0.15 defines them. */
export const sinkSettings = {
  globals: {
    contactPoints: { type: "list" },
    port: atLeastOne,
    "loadBalancing.localDc": { type: "string" },
    "cloud.secureConnectBundle": { type: "string" },
    maxConcurrentRequests: atLeastOne,
    maxNumberOfRecordsInBatch: atLeastOne,
    queryExecutionTimeout: atLeastOne,
    connectionPoolLocalSize: atLeastOne,
    metricsHighestLatency: atLeastOne,
    compression: {
      type: "string",
      oneOf: ["None", "LZ4", "Snappy"],
      ignoreCase: true,
    },
    jmx: { type: "boolean" },
    jmxConnectorDomain: { type: "string" },
    ignoreErrors: { type: "string" },
  },
  /** Settings that only this project's sink has. */
  own: {
    retryTimeoutSeconds: { type: "int", min: -1 },
    retryBackoffMaxMs: { type: "int", min: 100 },
    startTimeoutSeconds: { type: "int", min: -1 },
  },
  auth: {
    "auth.provider": { type: "string", oneOf: ["None", "PLAIN", "GSSAPI"] },
    "auth.username": { type: "string" },
    "auth.password": { type: "password" },
    "auth.gssapi.keyTab": { type: "string" },
    "auth.gssapi.principal": { type: "string" },
    "auth.gssapi.service": { type: "string" },
  },
  ssl: {
    "ssl.provider": { type: "string", oneOf: ["None", "JDK", "OpenSSL"] },
    "ssl.cipherSuites": { type: "list" },
    "ssl.hostnameValidation": { type: "boolean" },
    "ssl.keystore.path": { type: "string" },
    "ssl.keystore.password": { type: "password" },
    "ssl.truststore.path": { type: "string" },
    "ssl.truststore.password": { type: "password" },
    "ssl.openssl.keyCertChain": { type: "string" },
    "ssl.openssl.privateKey": { type: "string" },
  },
} as const satisfies Readonly<
  Record<string, Readonly<Record<string, SettingFact>>>
>;
