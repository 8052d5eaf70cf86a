import { securityFiles, type StackSecurity } from "./security.ts";

/** What `cassandra.yaml` has besides: clients log in, over TLS only, and may do what they were granted. */
export function cassandraSecurity(
  { dir }: StackSecurity,
): Record<string, unknown> {
  const files = securityFiles(dir);
  return {
    authenticator: "PasswordAuthenticator",
    authorizer: "CassandraAuthorizer",
    role_manager: "CassandraRoleManager",
    client_encryption_options: {
      enabled: true,
      optional: false,
      // Clients log in by their passwords. Cassandra 5.0 wants certificates of all, or of none.
      require_client_auth: false,
      ssl_context_factory: {
        class_name: "org.apache.cassandra.security.PEMBasedSslContextFactory",
      },
      keystore: files.cassandraStore,
      truststore: files.ca,
      accepted_protocols: ["TLSv1.3", "TLSv1.2"],
    },
  };
}

/** Java's options with which Cassandra makes its first user at once, rather than after 10 s. */
export const cassandraSecurityArguments = [
  "-Dcassandra.superuser_setup_delay_ms=0",
] as const;
