import { securityFiles, type StackSecurity } from "./security.ts";

/** What the worker's properties have besides: how it logs in to Kafka, and that its REST API wants a login over TLS. */
export function connectSecurity(
  { dir, passwords, mutualTls }: StackSecurity,
  { host, port }: { readonly host: string; readonly port: number },
): Record<string, string> {
  const files = securityFiles(dir);
  const kafka = {
    "security.protocol": "SASL_SSL",
    "sasl.mechanism": "SCRAM-SHA-512",
    "sasl.jaas.config":
      "org.apache.kafka.common.security.scram.ScramLoginModule required " +
      `username="worker" password="${passwords["kafka.worker"]}";`,
    "ssl.truststore.type": "PEM",
    "ssl.truststore.location": files.ca,
    ...(mutualTls
      ? {
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": files.workerStore,
      }
      : {}),
  };
  return {
    ...kafka,
    // The worker's connectors have clients of their own.
    ...withPrefix("consumer.", kafka),
    ...withPrefix("producer.", kafka),
    ...withPrefix("admin.", kafka),
    "listeners": `https://${host}:${port}`,
    "rest.advertised.listener": "https",
    "listeners.https.ssl.keystore.type": "PKCS12",
    "listeners.https.ssl.keystore.location": files.connectStore,
    "listeners.https.ssl.keystore.password": passwords["store.connect"],
    "listeners.https.ssl.key.password": passwords["store.connect"],
    // Also for what workers send each other: a request that only their leader can answer.
    "listeners.https.ssl.truststore.type": "PKCS12",
    "listeners.https.ssl.truststore.location": files.truststore,
    "listeners.https.ssl.truststore.password": passwords["store.truststore"],
    "listeners.https.ssl.client.auth": mutualTls ? "required" : "none",
    "listeners.https.ssl.enabled.protocols": "TLSv1.3,TLSv1.2",
    "rest.extension.classes":
      "org.apache.kafka.connect.rest.basic.auth.extension.BasicAuthSecurityRestExtension",
  };
}

/** Java's options by which the REST API finds its users. */
export function connectSecurityArguments({ dir }: StackSecurity): string[] {
  return [
    `-Djava.security.auth.login.config=${securityFiles(dir).connectLogin}`,
  ];
}

/** The files of {@linkcode connectSecurityArguments}: who logs in how, and the users with their passwords. */
export function connectSecurityFiles(
  { dir, passwords }: StackSecurity,
): Record<string, string> {
  const files = securityFiles(dir);
  return {
    [files.connectLogin]: `KafkaConnect {
  org.apache.kafka.connect.rest.basic.auth.extension.PropertyFileLoginModule required
  file="${files.connectUsers}";
};
`,
    [files.connectUsers]: `admin=${passwords["connect.admin"]}\n`,
  };
}

function withPrefix(
  prefix: string,
  properties: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [prefix + key, value]),
  );
}
