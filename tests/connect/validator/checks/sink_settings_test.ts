// Each row was put to the sink's engine 1.0.15 with Cassandra 5.0.8: what it said is what is expected here.
import { type Change, testAccepted, testRefused } from "../_check.ts";

const noContactPoints: Change = {
  contactPoints: null,
  "loadBalancing.localDc": null,
  port: null,
};
const bundle: Change = {
  ...noContactPoints,
  "cloud.secureConnectBundle": "/secure/bundle.zip",
};
const own: Change = {
  "connector.class": "io.github.citiesweather.connect.CassandraSinkConnector",
};

testRefused([
  ...[
    "127.0.0.1:9042",
    "host:9042",
    "http://a",
    "a b",
    "_h",
    "h-",
    "a..b",
    "[::1]",
    "300.1.1.1",
    "1.2.3",
    "a.1",
    "fe80::1%eth0",
    "a,,b",
    "a,",
    "a".repeat(64),
  ].map((
    contactPoints,
  ) => [{ contactPoints }, "contact-point-invalid"] as const),
  [{ "loadBalancing.localDc": null }, "local-dc-missing"],
  [{ "loadBalancing.localDc": "" }, "local-dc-missing"],
  [
    { "loadBalancing.localDc": null, "loadBalancing.localDC": "dc1" },
    "local-dc-missing",
  ],
  [{ port: "0" }, "setting-range"],
  [{ port: "70000" }, "port-impossible"],
  [{ port: "9042.0" }, "setting-type"],
  [{ maxConcurrentRequests: "0" }, "setting-range"],
  [{ maxNumberOfRecordsInBatch: "x" }, "setting-type"],
  [{ queryExecutionTimeout: "30s" }, "setting-type"],
  [{ compression: "gzip" }, "setting-choice"],
  [{ compression: "" }, "setting-choice"],
  [{ compression: " lz4" }, "compression-blank"],
  [{ compression: "Snappy" }, "compression-snappy"],
  [{ jmx: "yes" }, "setting-type"],
  [{ jmxConnectorDomain: "a:b" }, "jmx-domain-invalid"],
  [{ jmxConnectorDomain: "a*" }, "jmx-domain-invalid"],
  [{ ...own, ignoreErrors: "bogus" }, "setting-choice"],
  [{ ...own, retryBackoffMaxMs: "5" }, "setting-range"],
  [{ "cloud.secureConnectBundle": "" }, "cloud-bundle-empty"],
  [
    { "cloud.secureConnectBundle": "/b.zip" },
    "cloud-conflict",
    "cloud-conflict",
  ],
  [{ ...bundle, "ssl.provider": "None" }, "cloud-conflict"],
  [{ ...bundle, "cloud.secureConnectBundle": "base64:!!" }, "base64-invalid"],
  [{ "auth.provider": "plain" }, "setting-choice"],
  [{ "auth.provider": "DSE" }, "setting-choice"],
  [{ "auth.password": "${env:P}" }, "auth-username-missing"],
  [
    { "auth.provider": "GSSAPI", "auth.gssapi.service": "" },
    "gssapi-service-empty",
  ],
  [{ "ssl.provider": "jdk" }, "setting-choice"],
  [{ "ssl.hostnameValidation": "yes" }, "setting-type"],
  [
    { "ssl.provider": "OpenSSL", "ssl.openssl.keyCertChain": "/a" },
    "openssl-half",
  ],
]);

testAccepted([
  ...[
    "::1",
    "::ffff:1.2.3.4",
    "127.0.0.1, 127.0.0.2",
    "localhost.",
    "h_1",
    "node-1.a_b.example.com",
    "é.com",
    "xn--x",
    "a".repeat(63),
    "${env:HOSTS}",
  ].map((contactPoints) => [{ contactPoints }] as const),
  [noContactPoints],
  [{ ...noContactPoints, port: "9999" }, "port-unused"],
  [bundle],
  [{ compression: "lz4" }],
  [{
    compression: "Snappy",
    "datastax-java-driver.advanced.protocol.version": "V4",
  }],
  [{ jmx: "false", jmxConnectorDomain: "a:b" }],
  [{ metricsHighestLatency: "5" }, "latency-below-timeout"],
  [{ ignoreErrors: "None" }],
  [{ ignoreErrors: "All" }, "ignore-errors-drops"],
  [{ ignoreErrors: "true" }, "ignore-errors-drops"],
  [{ ignoreErrors: "bogus" }, "ignore-errors-invalid"],
  [{ retryTimeoutSeconds: "5" }, "setting-unknown"],
  [{ ...own, retryTimeoutSeconds: "5" }],
  [{ "auth.username": "u" }, "auth-half"],
  [{ "auth.provider": "PLAIN" }, "auth-half"],
  [{ "auth.username": "u", "auth.password": "p" }, "secret-in-clear"],
  [{ "auth.username": "u", "auth.password": "${file:/s:p}" }],
  [{ "auth.foo": "x" }, "setting-unknown"],
  [{ "ssl.trustStore": "/a" }, "setting-unknown"],
  [{ "ssl.hostnameValidation": "false" }],
  [{ "ssl.cipherSuites": "A,B" }, "setting-unused"],
]);
