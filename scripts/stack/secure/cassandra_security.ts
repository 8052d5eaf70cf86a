import { securityFiles, type StackSecurity } from "./security.ts";

/**
 * What `cassandra.yaml` has besides: clients log in, over TLS only, and may do what they were granted; nodes know each
 * other by their certificates.
 */
export function cassandraSecurity(
  { dir, mutualTls }: StackSecurity,
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
