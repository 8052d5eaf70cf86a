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
  type Identity,
  type Passwords,
  renderEnvironment,
  roleSettings,
  type TaskUser,
  taskUsers,
  users,
} from "../../../../scripts/stack/secure/security.ts";
import { makeCertificates } from "../../shared/_certificates.ts";
import { internalPorts, parseProperties, stackSettings } from "../_settings.ts";

const passwords = Object.fromEntries(
  Object.entries(users).flatMap(([service, names]) =>
    names.map((name) => [`${service}.${name}`, `secret-${service}-${name}`])
  ),
) as Passwords;

const identities = Object.fromEntries(
  taskUsers.map((
    name,
  ) => [name, { certificate: `C ${name}`, key: `K ${name}` }]),
) as Record<TaskUser, Identity>;

function secureStack(
  { ca = "PEM", ...change }: { ca?: string; mutualTls?: boolean } = {},
) {
  return {
    ...describeStack(stackSettings, internalPorts),
    security: {
      dir: "/srv/secure",
      passwords,
      ca,
      mutualPort: 19094,
      mutualTls: false,
      identities,
      ...change,
    },
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
  // Workers know each other by the same CA.
  assertEquals(
    properties["listeners.https.ssl.truststore.location"],
    "/srv/secure/truststore.p12",
  );
});

Deno.test("renderCassandraConfig() takes no client without a password and TLS", () => {
  const stack = secureStack();
  const [node] = stack.services.cassandra;
  const yaml = parse(renderCassandraConfig(stack, node)["cassandra.yaml"]!);
  assertEquals(yaml.authenticator, "PasswordAuthenticator");
  assertEquals(yaml.authorizer, "CassandraAuthorizer");
  assertEquals(yaml.client_encryption_options.optional, false);
});

Deno.test("renderCassandraConfig() takes no node without a certificate of its address", () => {
  const stack = secureStack();
  const [node] = stack.services.cassandra;
  const yaml = parse(renderCassandraConfig(stack, node)["cassandra.yaml"]!);
  const options = yaml.server_encryption_options;
  assertEquals(
    {
      internode_encryption: options.internode_encryption,
      optional: options.optional,
      require_client_auth: options.require_client_auth,
      require_endpoint_verification: options.require_endpoint_verification,
    },
    {
      internode_encryption: "all",
      optional: false,
      require_client_auth: true,
      require_endpoint_verification: true,
    },
  );
});

for (const mutualTls of [false, true]) {
  const asks = mutualTls ? "all ask" : "none asks";
  Deno.test(`with mutualTls ${mutualTls}, ${asks} clients for certificates, and all clients have them`, () => {
    const stack = secureStack({ mutualTls });
    const { kafka, connect, cassandra } = stack.services;
    const broker = parseProperties(
      renderKafkaConfig(stack, kafka[0])["server.properties"]!,
    );
    const worker = parseProperties(
      renderConnectConfig(stack, connect[0])["connect-distributed.properties"]!,
    );
    const node = parse(
      renderCassandraConfig(stack, cassandra[0])["cassandra.yaml"]!,
    );
    assertEquals([
      broker["listener.name.client.ssl.client.auth"],
      worker["listeners.https.ssl.client.auth"],
      node.client_encryption_options.require_client_auth,
    ], mutualTls ? ["required", "required", true] : ["none", "none", false]);
    for (const prefix of ["", "consumer.", "producer.", "admin."]) {
      assertEquals(
        worker[`${prefix}ssl.keystore.location`],
        mutualTls ? "/srv/secure/worker.store.pem" : undefined,
      );
    }
    const operator = listClientEnvironment(stack);
    for (const service of ["KAFKA", "CONNECT", "CASSANDRA"]) {
      assertEquals([
        operator[`${service}_SSL_CERT`],
        operator[`${service}_SSL_KEY`],
      ], mutualTls ? ["C admin", "K admin"] : [undefined, undefined]);
    }
    assertEquals(
      operator["SINK_SSL_KEYSTORE"],
      mutualTls ? "/srv/secure/sink.p12" : undefined,
    );
    const { verifier } = roleSettings(stack.security);
    assertEquals(
      [verifier.KAFKA_SSL_KEY, verifier.CASSANDRA_SSL_KEY],
      mutualTls ? ["K verifier", "K verifier"] : [undefined, undefined],
    );
  });
}

Deno.test("listClientEnvironment() has the operator's logins, which the settings and an env file take", async () => {
  await using made = await makeCertificates([]);
  const environment = listClientEnvironment(
    secureStack({ ca: made.pem["ca.pem"]! }),
  );
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
