import { assert, assertEquals } from "@std/assert";
import { parse } from "yaml";
import { readSettings } from "../../../../scripts/shared/settings.ts";
import { renderCassandraConfig } from "../../../../scripts/stack/cassandra_config.ts";
import { listClientEnvironment } from "../../../../scripts/stack/client_environment.ts";
import { describeStack } from "../../../../scripts/stack/description.ts";
import {
  renderConnectConfig,
  renderKafkaConfig,
} from "../../../../scripts/stack/kafka_config.ts";
import {
  type Passwords,
  renderEnvironment,
  users,
} from "../../../../scripts/stack/secure/security.ts";
import { makeCertificates } from "../../shared/_certificates.ts";
import { internalPorts, parseProperties, stackSettings } from "../_settings.ts";

const passwords = Object.fromEntries(
  Object.entries(users).flatMap(([service, names]) =>
    names.map((name) => [`${service}.${name}`, `secret-${service}-${name}`])
  ),
) as Passwords;

function secureStack(ca = "PEM") {
  return {
    ...describeStack(stackSettings, internalPorts),
    security: { dir: "/srv/secure", passwords, ca, mutualPort: 19094 },
  };
}

Deno.test("renderKafkaConfig() has nothing in the clear in a stack with logins", () => {
  const stack = secureStack();
  const [node] = stack.services.kafka;
  const properties = parseProperties(
    renderKafkaConfig(stack, node)["server.properties"]!,
  );
  const protocols = properties["listener.security.protocol.map"]!;
  assertEquals(
    protocols,
    "CLIENT:SASL_SSL,MUTUAL:SSL,CONTROLLER:SSL",
  );
  assertEquals(properties["inter.broker.listener.name"], "MUTUAL");
  assertEquals(properties["super.users"], "User:kafka;User:admin");
  assert(!("allow.everyone.if.no.acl.found" in properties));
});

Deno.test("renderConnectConfig() logs in to Kafka with each of its clients, and serves HTTPS only", () => {
  const stack = secureStack();
  const [node] = stack.services.connect;
  const properties = parseProperties(
    renderConnectConfig(stack, node)["connect-distributed.properties"]!,
  );
  for (const prefix of ["", "consumer.", "producer.", "admin."]) {
    assertEquals(properties[`${prefix}security.protocol`], "SASL_SSL");
  }
  assertEquals(properties["listeners"], "https://127.0.0.1:18083");
});

Deno.test("renderCassandraConfig() takes no client without a password and TLS", () => {
  const stack = secureStack();
  const [node] = stack.services.cassandra;
  const yaml = parse(renderCassandraConfig(stack, node)["cassandra.yaml"]!);
  assertEquals(yaml.authenticator, "PasswordAuthenticator");
  assertEquals(yaml.authorizer, "CassandraAuthorizer");
  assertEquals(yaml.client_encryption_options.optional, false);
});

Deno.test("listClientEnvironment() has the operator's logins, which the settings and an env file take", async () => {
  await using made = await makeCertificates([]);
  const environment = listClientEnvironment(secureStack(made.pem["ca.pem"]!));
  const settings = readSettings(environment);
  assertEquals(settings.KAFKA_PASSWORD, "secret-kafka-admin");
  assertEquals(settings.CONNECT_URL, "https://localhost:18083");
  assertEquals(settings.CASSANDRA_SSL, true);
  // As Deno reads such a file.
  const file = `${made.dir}/client.env`;
  await Deno.writeTextFile(file, renderEnvironment(environment));
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      `--env-file=${file}`,
      'console.log(Deno.env.get("KAFKA_SSL_CA"), Deno.env.get("CONNECT_URL"))',
    ],
    // What is set, even to nothing as in the tests, has precedence over a file.
    clearEnv: true,
    env: { HOME: Deno.env.get("HOME") ?? made.dir },
  }).output();
  assertEquals(
    new TextDecoder().decode(stdout).trim(),
    `${made.pem["ca.pem"]!.trim()} https://localhost:18083`,
  );
});
