import { securityFiles, type StackSecurity } from "./security.ts";

/** Where one broker listens. */
export interface BrokerPlace {
  readonly host: string;
  /** For clients that log in. */
  readonly port: number;
  /** `host:port` of this node's controller. */
  readonly controller: string;
}

/**
 * What `server.properties` has in place of listeners in the clear: clients log in by SCRAM or PLAIN over TLS (CLIENT), or
 * by a certificate alone (MUTUAL), as brokers and controllers do among themselves; nobody may do what no ACL allows.
 */
export function kafkaSecurity(
  { dir, passwords, mutualPort, mutualTls }: StackSecurity,
  { host, port, controller }: BrokerPlace,
): Record<string, string> {
  const files = securityFiles(dir);
  const client = `CLIENT://${host}:${port},MUTUAL://${host}:${mutualPort}`;
  return {
    "listeners": `${client},CONTROLLER://${controller}`,
    "advertised.listeners": client,
    "listener.security.protocol.map":
      "CLIENT:SASL_SSL,MUTUAL:SSL,CONTROLLER:SSL",
    "inter.broker.listener.name": "MUTUAL",
    "sasl.enabled.mechanisms": "SCRAM-SHA-512,PLAIN",
    "listener.name.client.scram-sha-512.sasl.jaas.config":
      "org.apache.kafka.common.security.scram.ScramLoginModule required;",
    "listener.name.client.plain.sasl.jaas.config":
      "org.apache.kafka.common.security.plain.PlainLoginModule required " +
      `user_admin="${passwords["kafka.admin"]}";`,
    "ssl.keystore.type": "PEM",
    "ssl.keystore.location": files.kafkaStore,
    "ssl.truststore.type": "PEM",
    "ssl.truststore.location": files.ca,
    "ssl.enabled.protocols": "TLSv1.3,TLSv1.2",
    "listener.name.client.ssl.client.auth": mutualTls ? "required" : "none",
    "listener.name.mutual.ssl.client.auth": "required",
    "listener.name.controller.ssl.client.auth": "required",
    "ssl.principal.mapping.rules": "RULE:^CN=([^,]+).*$/$1/,DEFAULT",
    "authorizer.class.name":
      "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": "User:kafka;User:admin",
  };
}

/** What `kafka-storage format` gets to make users: their passwords are in the arguments, so these are for a file. */
export function scramArguments({ passwords }: StackSecurity): string[] {
  return ["admin", "producer", "worker", "verifier"].flatMap((user) => [
    "--add-scram",
    `SCRAM-SHA-512=[name=${user},password=${
      passwords[`kafka.${user}` as keyof typeof passwords]
    }]`,
  ]);
}
