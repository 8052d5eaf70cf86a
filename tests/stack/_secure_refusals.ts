import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { connectApiOf } from "../../connect/connect_target.ts";
import { getConnector } from "../../connect/connect_api.ts";
import { withCassandra } from "../../scripts/shared/cassandra_client.ts";
import { UserError } from "../../scripts/shared/exit.ts";
import { withAdmin } from "../../scripts/shared/kafka_client.ts";
import type { Settings } from "../../scripts/shared/settings.ts";
import type { SecureStack } from "./_secure_stack.ts";

/** A password that nobody has. */
export const wrongPassword = "planted-wrong-password";

/** What a command says of an error that its user can mend. */
export async function told(
  attempt: () => Promise<unknown>,
  who: string,
): Promise<UserError> {
  return await assertRejects(attempt, UserError, undefined, who);
}

/** An attempt to use Kafka. */
export const toAdmin = (settings: Settings) => () =>
  withAdmin(settings, (admin) => admin.listTopics());
/** An attempt to use Cassandra. */
export const toCassandra = (settings: Settings) => () =>
  withCassandra(settings, async () => {});
/** An attempt to use Connect. */
export const toConnect = (settings: Settings) => () =>
  getConnector(connectApiOf(settings), "any");

/** Asserts what is told of wrong logins, certificates and protocols. */
export async function refuseOthers(stack: SecureStack): Promise<void> {
  const good = await stack.operator();
  const security = await stack.security();
  const settings = (change: Record<string, string>) =>
    stack.settings({ ...good, ...change });
  const clear = {
    KAFKA_SECURITY_PROTOCOL: "PLAINTEXT",
    KAFKA_SASL_MECHANISM: "",
    KAFKA_USERNAME: "",
    KAFKA_PASSWORD: "",
    KAFKA_SSL_CA: "",
  };
  const mutual = `127.0.0.1:${security.mutualPort}`;
  for (
    const { fault, attempt, says, fix } of [
      {
        fault: "Kafka: a wrong password",
        attempt: toAdmin(settings({ KAFKA_PASSWORD: wrongPassword })),
        says: "Cannot log in to Kafka",
        fix: "check KAFKA_USERNAME, KAFKA_PASSWORD and KAFKA_SASL_MECHANISM",
      },
      {
        fault: "Kafka: a mechanism that it has not",
        attempt: toAdmin(settings({ KAFKA_SASL_MECHANISM: "SCRAM-SHA-256" })),
        says: "Cannot log in to Kafka",
        fix: "KAFKA_SASL_MECHANISM",
      },
      {
        fault: "Kafka: a client in the clear",
        attempt: toAdmin(settings(clear)),
        says: "Cannot reach Kafka",
        fix: "KAFKA_SECURITY_PROTOCOL",
      },
      {
        fault: "Kafka: no login",
        attempt: toAdmin(settings({
          ...clear,
          KAFKA_SECURITY_PROTOCOL: "SSL",
          KAFKA_SSL_CA: good["KAFKA_SSL_CA"]!,
        })),
        says: "Kafka",
        fix: "KAFKA_SECURITY_PROTOCOL",
      },
      {
        fault: "Kafka: an unknown CA",
        attempt: toAdmin(settings({ KAFKA_SSL_CA: "" })),
        says: "Cannot reach Kafka",
        fix: "set KAFKA_SSL_CA",
      },
      {
        fault: "Kafka: no certificate where one is asked for",
        attempt: toAdmin(settings({
          ...clear,
          KAFKA_BROKERS: mutual,
          KAFKA_SECURITY_PROTOCOL: "SSL",
          KAFKA_SSL_CA: good["KAFKA_SSL_CA"]!,
        })),
        says: "Cannot reach Kafka",
        fix: "client certificate",
      },
      {
        fault: "Cassandra: a wrong password",
        attempt: toCassandra(settings({ CASSANDRA_PASSWORD: wrongPassword })),
        says: "Cannot log in to Cassandra",
        fix: "check CASSANDRA_USERNAME and CASSANDRA_PASSWORD",
      },
      {
        fault: "Cassandra: no login",
        attempt: toCassandra(settings({
          CASSANDRA_USERNAME: "",
          CASSANDRA_PASSWORD: "",
        })),
        says: "Cannot log in to Cassandra",
        fix: "check CASSANDRA_USERNAME and CASSANDRA_PASSWORD",
      },
      {
        fault: "Cassandra: its first superuser",
        attempt: toCassandra(settings({
          CASSANDRA_USERNAME: "cassandra",
          CASSANDRA_PASSWORD: "cassandra",
        })),
        says: "Cannot log in to Cassandra",
        fix: "check CASSANDRA_USERNAME and CASSANDRA_PASSWORD",
      },
      {
        fault: "Cassandra: a client in the clear",
        attempt: toCassandra(settings({
          CASSANDRA_SSL: "",
          CASSANDRA_SSL_CA: "",
          SINK_SSL_TRUSTSTORE: "",
        })),
        says: "Cannot reach Cassandra",
        fix: "CASSANDRA_SSL=true",
      },
      {
        fault: "Cassandra: an unknown CA",
        attempt: toCassandra(settings({ CASSANDRA_SSL_CA: "" })),
        says: "Cannot reach Cassandra",
        fix: "set CASSANDRA_SSL_CA",
      },
      {
        fault: "Connect: a wrong password",
        attempt: toConnect(settings({ CONNECT_PASSWORD: wrongPassword })),
        says: "refuses the login",
        fix: "CONNECT_USERNAME and CONNECT_PASSWORD",
      },
      {
        fault: "Connect: no login",
        attempt: toConnect(settings({
          CONNECT_USERNAME: "",
          CONNECT_PASSWORD: "",
        })),
        says: "refuses the login",
        fix: "CONNECT_USERNAME and CONNECT_PASSWORD",
      },
      {
        fault: "Connect: an unknown CA",
        attempt: toConnect(settings({ CONNECT_SSL_CA: "" })),
        says: "Cannot reach Kafka Connect",
        fix: "set CONNECT_SSL_CA",
      },
    ]
  ) {
    const error = await told(attempt, fault);
    assertStringIncludes(error.message, says, fault);
    assertStringIncludes(error.fix ?? "", fix, `${fault}: ${error.message}`);
    assertEquals(error.exitCode, 2, fault);
    stack.traces.push({ where: fault, text: `${error.message}${error.fix}` });
  }
  // What the broker takes besides: a certificate, and PLAIN.
  await toAdmin(settings({
    ...clear,
    KAFKA_BROKERS: mutual,
    KAFKA_SECURITY_PROTOCOL: "SSL",
    KAFKA_SSL_CA: good["KAFKA_SSL_CA"]!,
    KAFKA_SSL_CERT: security.identities.admin.certificate,
    KAFKA_SSL_KEY: security.identities.admin.key,
  }))();
  await toAdmin(settings({ KAFKA_SASL_MECHANISM: "PLAIN" }))();
}
