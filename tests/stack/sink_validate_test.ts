import { assertEquals, assertStringIncludes } from "@std/assert";
import { createSinkTest } from "./_sink.ts";

/** Settings with one fault, the setting that must be named for it, and what must be said. */
const faults: {
  settings: Record<string, string>;
  setting: string;
  says: string;
}[] = [
  {
    settings: { "contactPoints": "127.0.0.1:9042" },
    setting: "contactPoints",
    says: "the port belongs in the setting port",
  },
  { settings: { "port": "70000" }, setting: "port", says: "at most 65535" },
  { settings: { "port": "x" }, setting: "port", says: "Not a number" },
  {
    settings: { "loadBalancing.localDc": "" },
    setting: "loadBalancing.localDc",
    says: "must be set when contactPoints is",
  },
  {
    settings: { "maxConcurrentRequests": "0" },
    setting: "maxConcurrentRequests",
    says: "at least 1",
  },
  {
    settings: { "ignoreErrors": "Some" },
    setting: "ignoreErrors",
    says: "must be None, All or Driver",
  },
  {
    settings: { "compression": "zip" },
    setting: "compression",
    says: "LZ4",
  },
  {
    settings: { "jmxConnectorDomain": "a:b" },
    setting: "jmxConnectorDomain",
    says: "must be a JMX domain",
  },
  {
    settings: { "retryTimeoutSeconds": "-2" },
    setting: "retryTimeoutSeconds",
    says: "at least -1",
  },
  {
    settings: { "auth.provider": "DSE" },
    setting: "auth.provider",
    says: "PLAIN",
  },
  {
    settings: { "auth.password": "secret" },
    setting: "auth.username",
    says: "must be set when auth.password is",
  },
  {
    settings: { "auth.provider": "GSSAPI", "auth.gssapi.service": "" },
    setting: "auth.gssapi.service",
    says: "must not be empty",
  },
  {
    settings: { "auth.provider": "GSSAPI", "auth.gssapi.keyTab": "/nope" },
    setting: "auth.gssapi.keyTab",
    says: "does not exist",
  },
  { settings: { "ssl.provider": "TLS" }, setting: "ssl.provider", says: "JDK" },
  {
    settings: { "ssl.truststore.path": "/nope" },
    setting: "ssl.truststore.path",
    says: "/nope does not exist on the worker",
  },
  {
    settings: { "ssl.keystore.path": "/tmp" },
    setting: "ssl.keystore.path",
    says: "/tmp is no file",
  },
  {
    settings: { "ssl.keystore.path": "base64:?" },
    setting: "ssl.keystore.path",
    says: "is not Base64",
  },
  {
    settings: {
      "ssl.provider": "JDK",
      "ssl.truststore.path": "/etc/hostname",
    },
    setting: "ssl.truststore.path",
    says: "is no key store",
  },
  {
    settings: {
      "ssl.provider": "OpenSSL",
      "ssl.openssl.privateKey": "/etc/hostname",
    },
    setting: "ssl.openssl.keyCertChain",
    says: "must be set when ssl.openssl.privateKey is",
  },
  {
    settings: { "cloud.secureConnectBundle": "/etc/hostname" },
    setting: "contactPoints",
    says: "must not be set together with cloud.secureConnectBundle",
  },
  {
    settings: { "cloud.secureConnectBundle": "/etc/x", "ssl.provider": "None" },
    setting: "ssl.provider",
    says: "must not be set together with cloud.secureConnectBundle",
  },
  {
    settings: { "topics": "TOPIC,other" },
    setting: "topics",
    says: "topic other has no table",
  },
  {
    settings: { "topics": "", "topics.regex": "other.*" },
    setting: "topics.regex",
    says: "matches none of the topics that have a table",
  },
  {
    settings: { "codec.timezone": "UTC" },
    setting: "topic.TOPIC.codec.timezone",
    says: "must be topic.<topic>.<keyspace>.<table>.<setting>",
  },
  {
    settings: { "topic.other.codec.unit": "SECONDS" },
    setting: "topic.other.codec.unit",
    says: "topic other has no table",
  },
  ...[
    ["timeZone", "Mars", "Unknown time-zone ID: Mars"],
    ["timestamp", "yyyy-bb", "is not usable"],
    ["date", "{", "is not usable"],
    ["time", "{", "is not usable"],
    ["locale", "not a locale", "must be a locale such as en_US"],
    ["unit", "seconds", "must be one of NANOSECONDS"],
  ].map(([codec, value, says]) => ({
    settings: { [`codec.${codec}`]: value ?? "" },
    setting: `topic.TOPIC.codec.${codec}`,
    says: says ?? "",
  })),
  ...[
    ["mapping", "a=valu.a", "Invalid field name 'valu.a'"],
    ["mapping", "a=value.a,", "Could not be parsed at line 1:10"],
    ["mapping", "", "Could not be parsed"],
    ["mapping", "a=value.a, a=value.b", "Mapping already defined for column"],
    ["mapping", "a=uuid()", "Invalid field name 'uuid()'"],
    ["consistencyLevel", "SOME", "valid values include"],
    ["consistencyLevel", "SERIAL", "nothing can be written with it"],
    ["ttl", "-2", "at least -1"],
    ["ttl", "1d", "Not a number"],
    ["ttlTimeUnit", "days", "must be one of NANOSECONDS"],
    ["timestampTimeUnit", "millis", "must be one of NANOSECONDS"],
    ["nullToUnset", "yes", "either true or false"],
    ["deletesEnabled", "yes", "either true or false"],
  ].map(([setting, value, says]) => ({
    settings: { [`table.t.${setting}`]: value ?? "" },
    setting: `topic.TOPIC.KS.t.${setting}`,
    says: says ?? "",
  })),
  {
    settings: { "table.t.query": "INSERT INTO ks.t (a) VALUES (:a)" },
    setting: "topic.TOPIC.KS.t.deletesEnabled",
    says: "must be false with a query",
  },
  {
    settings: { "table.u.ttl": "1" },
    setting: "topic.TOPIC.KS.u.mapping",
    says: "must be set: which field goes to which column",
  },
  {
    settings: { "table.t.maping": "a=value.a" },
    setting: "topic.TOPIC.KS.t.maping",
    says: "one of the settings mapping, consistencyLevel",
  },
];

Deno.test("CassandraSinkConnector.validate() names the setting of each fault", async (test) => {
  await using sink = await createSinkTest();
  const names = (text: string) =>
    text.replaceAll("TOPIC", sink.name).replaceAll("KS", sink.keyspace);
  for (const { settings, setting, says } of faults) {
    const title = Object.entries(settings).map((pair) => pair.join("="))
      .join(", ");
    await test.step(title || "no fault", async () => {
      const config = sink.config({
        "table.t.mapping": "a=value.a",
        ...Object.fromEntries(
          Object.entries(settings).map(([key, value]) => [key, names(value)]),
        ),
      }, { canLogIn: false });
      if (config["topics"] === "") delete config["topics"];
      const answer = await sink.rest(
        "PUT",
        `/connector-plugins/${config["connector.class"]}/config/validate`,
        { name: sink.name, ...config },
      );
      const { configs } = await answer.json();
      const found: string[] = configs
        .filter(({ value }: Entry) => value.errors.length > 0)
        .map(({ value }: Entry) => value.name);
      const expected = names(setting);
      assertEquals(found.includes(expected), true, `${found}`);
      const entry = configs.find(({ value }: Entry) => value.name === expected);
      const message = entry.value.errors.join("\n");
      assertStringIncludes(message, says);
      assertStringIncludes(message, expected);
    });
  }
});

interface Entry {
  value: { name: string; value: string | null; errors: string[] };
}

Deno.test("CassandraSinkConnector.validate() accepts a config with every setting, and shows no secret", async () => {
  await using sink = await createSinkTest();
  const config = sink.config({
    "table.t.mapping":
      '"A b"="value.x-y", b=key, c=header.h, d=now(), __ttl=value.t',
    "table.t.consistencyLevel": "local_quorum",
    "table.t.ttl": "3600",
    "table.t.ttlTimeUnit": "MINUTES",
    "table.t.timestampTimeUnit": "MILLISECONDS",
    "table.t.nullToUnset": "false",
    "table.t.deletesEnabled": "false",
    "table.t.query": "INSERT INTO ks.t (a) VALUES (:a)",
    "codec.locale": "de_DE",
    "codec.timeZone": "Europe/Berlin",
    "codec.timestamp": "yyyy-MM-dd HH:mm:ss",
    "codec.date": "ISO_LOCAL_DATE",
    "codec.time": "HH:mm",
    "codec.unit": "SECONDS",
    "maxConcurrentRequests": "10",
    "maxNumberOfRecordsInBatch": "1",
    "queryExecutionTimeout": "5",
    "connectionPoolLocalSize": "1",
    "metricsHighestLatency": "6",
    "compression": "LZ4",
    "jmx": "true",
    "jmxConnectorDomain": "sink",
    "ignoreErrors": "all",
    "retryTimeoutSeconds": "60",
    "retryBackoffMaxMs": "1000",
    "startTimeoutSeconds": "10",
    "auth.provider": "PLAIN",
    "auth.username": "cassandra",
    "auth.password": "top-secret-1",
    "ssl.truststore.password": "top-secret-2",
    "datastax-java-driver.basic.request.timeout": "5 seconds",
    "datastax-java-driver.advanced.auth-provider.password": "top-secret-3",
  }, { canLogIn: false });
  const answer = await sink.rest(
    "PUT",
    `/connector-plugins/${config["connector.class"]}/config/validate`,
    { name: sink.name, ...config },
  );
  const text = await answer.text();
  const { error_count, configs } = JSON.parse(text);
  assertEquals(
    configs.flatMap(({ value }: Entry) => value.errors),
    [],
  );
  assertEquals(error_count, 0);
  assertEquals(text.includes("top-secret"), false);
});

Deno.test("Connect refuses to deploy a config with a fault, saying where it is", async () => {
  await using sink = await createSinkTest();
  const answer = await sink.rest(
    "PUT",
    `/connectors/${sink.name}/config`,
    sink.config({ "table.t.mapping": "a=valu.a" }),
  );
  assertEquals(answer.status, 400);
  assertStringIncludes(
    (await answer.json()).message,
    `topic.${sink.name}.${sink.keyspace}.t.mapping: `,
  );
});
