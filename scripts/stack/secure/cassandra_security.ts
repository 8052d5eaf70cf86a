import { securityFiles, type StackSecurity } from "./security.ts";

/**
 * What `cassandra.yaml` has besides: clients log in, over TLS only, and may do what they were granted; nodes know each
 * other by their certificates.
 */
export function cassandraSecurity(
  { dir, mutualTls }: StackSecurity,
  replicas: number,
): Record<string, unknown> {
  const files = securityFiles(dir);
  const certificates = {
    ssl_context_factory: {
      class_name: "org.apache.cassandra.security.PEMBasedSslContextFactory",
    },
    keystore: files.cassandraStore,
    truststore: files.ca,
    accepted_protocols: ["TLSv1.3", "TLSv1.2"],
  };
  return {
    authenticator: "PasswordAuthenticator",
    authorizer: "CassandraAuthorizer",
    role_manager: "CassandraRoleManager",
    ...(replicas === 1 ? {} : patientCaches),
    client_encryption_options: {
      enabled: true,
      optional: false,
      // Cassandra 5.0 wants certificates of all, or of none.
      require_client_auth: mutualTls,
      ...certificates,
    },
    server_encryption_options: {
      internode_encryption: "all",
      optional: false,
      require_client_auth: true,
      require_endpoint_verification: true,
      ...certificates,
    },
  };
}

// What a user may do is read by LOCAL_QUORUM, and known for 2 s by default. Where one of three nodes was killed, such reads
// waited for it until it was missed, and the sink with them: 8.4 s without a new row. So what is known stays in use while
// it is read again, each 2 s, for up to a minute.
const patientCaches = Object.fromEntries(
  ["roles", "permissions", "credentials"].flatMap((cache) => [
    [`${cache}_validity`, "60s"],
    [`${cache}_update_interval`, "2s"],
  ]),
);

/**
 * Java's options with which Cassandra makes its first user at once, rather than after 10 s (in a cluster it tries again
 * after the same time until there is a majority, without a pause at none), and has as many copies of
 * users and rights as of rows: with its default of one, nobody could log in while the node that has it is away.
 */
export function cassandraSecurityArguments(replicas: number): string[] {
  return [
    `-Dcassandra.superuser_setup_delay_ms=${replicas === 1 ? 0 : 500}`,
    `-Dcassandra.system_auth.default_rf=${replicas}`,
  ];
}
