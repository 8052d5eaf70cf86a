import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { connectApiOf } from "../../../connect/connect_target.ts";
import { getWorker } from "../../../connect/connect_api.ts";
import { withCassandra } from "../../../scripts/shared/cassandra_client.ts";
import { UserError } from "../../../scripts/shared/exit.ts";
import { withAdmin } from "../../../scripts/shared/kafka_client.ts";
import { readSettings } from "../../../scripts/shared/settings.ts";
import { makeCertificates } from "./_certificates.ts";

const sasl = {
  KAFKA_SECURITY_PROTOCOL: "SASL_SSL",
  KAFKA_USERNAME: "ada",
  KAFKA_PASSWORD: "planted-secret",
};

for (
  const { fault, environment, told } of [
    {
      fault: "a login without SASL",
      environment: { KAFKA_SASL_MECHANISM: "PLAIN", KAFKA_USERNAME: "ada" },
      told: [
        "KAFKA_SASL_MECHANISM: needs KAFKA_SECURITY_PROTOCOL=SASL_SSL (or SASL_PLAINTEXT), which is PLAINTEXT",
        "KAFKA_USERNAME: needs KAFKA_SECURITY_PROTOCOL=SASL_SSL (or SASL_PLAINTEXT), which is PLAINTEXT",
      ],
    },
    {
      fault: "SASL without a user",
      environment: { KAFKA_SECURITY_PROTOCOL: "SASL_SSL" },
      told: ["KAFKA_SECURITY_PROTOCOL: SASL_SSL needs KAFKA_USERNAME"],
    },
    {
      fault: "SASL without a password",
      environment: {
        KAFKA_SECURITY_PROTOCOL: "SASL_PLAINTEXT",
        KAFKA_USERNAME: "ada",
      },
      told: ["KAFKA_SECURITY_PROTOCOL: SASL_PLAINTEXT needs KAFKA_PASSWORD"],
    },
    {
      fault: "half of Connect's login, and another one in its URL",
      environment: {
        CONNECT_URL: "https://bob:other-secret@connect.example",
        CONNECT_USERNAME: "ada",
      },
      told: [
        "CONNECT_USERNAME: needs CONNECT_PASSWORD",
        "CONNECT_USERNAME: CONNECT_URL has a user, too; keep one",
      ],
    },
    {
      fault: "a password of nobody for Cassandra",
      environment: { CASSANDRA_PASSWORD: "planted-secret" },
      told: ["CASSANDRA_PASSWORD: needs CASSANDRA_USERNAME"],
    },
    {
      fault: "a sink's key store without TLS",
      environment: { SINK_SSL_TRUSTSTORE: "/etc/ca.p12" },
      told: ["SINK_SSL_TRUSTSTORE: needs CASSANDRA_SSL=true"],
    },
    {
      fault: "a certificate file that is not there",
      environment: { ...sasl, KAFKA_SSL_CA: "certs/none.pem" },
      told: ["KAFKA_SSL_CA: there is no file certs/none.pem"],
    },
    {
      fault: "files that are no certificate and no key",
      environment: {
        CASSANDRA_SSL: "true",
        CASSANDRA_SSL_CERT: "README.md",
        CASSANDRA_SSL_KEY: "README.md",
      },
      told: [
        'CASSANDRA_SSL_CERT: README.md has no certificate in PEM ("-----BEGIN CERTIFICATE-----")',
        'CASSANDRA_SSL_KEY: README.md is no private key in PEM without a password ("-----BEGIN PRIVATE KEY-----")',
      ],
    },
    {
      fault: "a damaged certificate",
      environment: {
        CASSANDRA_SSL: "true",
        CASSANDRA_SSL_CA:
          "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
      },
      told: ["CASSANDRA_SSL_CA: its text has a damaged certificate"],
    },
    {
      fault: "a secret given twice",
      environment: { ...sasl, KAFKA_PASSWORD_FILE: "LICENSE" },
      told: ["KAFKA_PASSWORD_FILE: KAFKA_PASSWORD is set, too; keep one"],
    },
  ]
) {
  Deno.test(`readSettings() refuses ${fault}`, () => {
    const { message } = assertThrows(
      () => readSettings(environment),
      UserError,
    );
    const [, ...faults] = message.split("\n  ");
    assertEquals(faults, told);
    assertEquals(/secret/.test(message), false, message);
  });
}

Deno.test("readSettings() tells of a wrong URL without its password", () => {
  const { message } = assertThrows(
    () => readSettings({ CONNECT_URL: "://ada:planted-secret@host" }),
    UserError,
  );
  assertStringIncludes(
    message,
    'CONNECT_URL: must be a URL that begins with https:// or http:// (it is "://…@host")',
  );
});

Deno.test("readSettings() reads secrets and certificates from files, or certificates as they are", async () => {
  await using made = await makeCertificates([
    { name: "ada", names: "DNS:ada" },
    { name: "bob", names: "DNS:bob" },
  ]);
  const { dir, pem } = made;
  await Deno.writeTextFile(`${dir}/password`, "from-a-file\n");
  const { KAFKA_PASSWORD: _, ...login } = sasl;
  const settings = readSettings({
    ...login,
    KAFKA_PASSWORD_FILE: `${dir}/password`,
    KAFKA_SSL_CA: `${dir}/ca.pem`,
    KAFKA_SSL_CERT: pem["ada.pem"],
    KAFKA_SSL_KEY: `${dir}/ada.key`,
  });
  assertEquals(settings.KAFKA_PASSWORD, "from-a-file");
  assertEquals(settings.KAFKA_SSL_CA, pem["ca.pem"]);
  assertEquals(settings.KAFKA_SSL_KEY, pem["ada.key"]);
  const { message } = assertThrows(
    () =>
      readSettings({
        ...sasl,
        KAFKA_SSL_CERT: `${dir}/ada.pem`,
        KAFKA_SSL_KEY: `${dir}/bob.key`,
      }),
    UserError,
  );
  assertStringIncludes(
    message,
    "KAFKA_SSL_KEY: is not the key of the certificate in KAFKA_SSL_CERT",
  );
});

Deno.test("readSettings() says where a task may read certificates", async () => {
  await using made = await makeCertificates([]);
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "-q", "connect:pause"],
    env: {
      NO_COLOR: "1",
      CONNECT_URL: "https://localhost:1",
      CONNECT_SSL_CA: `${made.dir}/ca.pem`,
    },
  }).output();
  assertEquals(code, 2);
  assertStringIncludes(
    new TextDecoder().decode(stderr),
    `CONNECT_SSL_CA: this task may not read ${made.dir}/ca.pem: put the file into certs/ or /run/secrets/, or its text into the variable`,
  );
});

/** Serves connections with a certificate, and says nothing. */
function serveTls(pem: { cert: string; key: string }) {
  const listener = Deno.listenTls({ hostname: "127.0.0.1", port: 0, ...pem });
  const open: Deno.TlsConn[] = [];
  const serving = (async () => {
    for await (const connection of listener) {
      open.push(connection);
      connection.handshake().catch(() => {});
    }
  })();
  return {
    port: (listener.addr as Deno.NetAddr).port,
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const connection of open) connection.close();
      await serving;
    },
  };
}

Deno.test("clients refuse a certificate of another CA, name or time, and say which variable to set", async (t) => {
  await using made = await makeCertificates([
    { name: "good", names: "DNS:localhost,IP:127.0.0.1" },
    { name: "elsewhere", names: "DNS:elsewhere.example" },
    { name: "old", names: "DNS:localhost,IP:127.0.0.1", days: -1 },
  ]);
  const { pem } = made;
  const ca = pem["ca.pem"];
  for (
    const { fault, server, trusted, says, fix } of [
      {
        fault: "another CA",
        server: "good",
        trusted: pem["other.pem"],
        says: /unable to verify|UnknownIssuer|self.signed/i,
        fix: (service: string) => `set ${service}_SSL_CA to the PEM file`,
      },
      {
        fault: "another name",
        server: "elsewhere",
        trusted: ca,
        says: /does not match certificate|not valid for name/,
        fix: () => "as its certificate does",
      },
      {
        fault: "the past",
        server: "old",
        trusted: ca,
        says: /expired/i,
        fix: () => "the server's certificate has run out",
      },
    ]
  ) {
    await t.step(fault, async () => {
      await using peer = serveTls({
        cert: pem[`${server}.pem`]!,
        key: pem[`${server}.key`]!,
      });
      const settings = readSettings({
        ...sasl,
        KAFKA_BROKERS: `localhost:${peer.port}`,
        KAFKA_SSL_CA: trusted,
        CONNECT_URL: `https://localhost:${peer.port}`,
        CONNECT_SSL_CA: trusted,
        CASSANDRA_SSL: "true",
        CASSANDRA_PORT: String(peer.port),
        CASSANDRA_SSL_CA: trusted,
      });
      for (
        const [service, connect] of [
          ["KAFKA", () => withAdmin(settings, async () => {})],
          ["CONNECT", () => getWorker(connectApiOf(settings))],
          ["CASSANDRA", () => withCassandra(settings, async () => {})],
        ] as const
      ) {
        const error = await connect().then(
          () => undefined,
          (error: unknown) => error,
        );
        if (!(error instanceof UserError)) throw error;
        assertEquals(says.test(error.message), true, error.message);
        assertStringIncludes(error.fix ?? "", fix(service));
        assertEquals(error.exitCode, 2);
      }
    });
  }
});
