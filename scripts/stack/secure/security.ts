import type { Settings } from "../../shared/settings.ts";

/** Who has a password in a local stack with logins, service by service. */
export const users = {
  /** Kafka's: the operator may do everything, the others what their names say (`scripts/security/kafka_acls.ts`). */
  kafka: ["admin", "producer", "worker", "verifier"],
  /** Connect's REST API knows one user. */
  connect: ["admin"],
  /** Cassandra's: the operator is a superuser, the others have the roles of `cql/roles`. */
  cassandra: ["admin", "sink", "verifier", "schema"],
  /** Key stores. */
  store: ["connect", "truststore"],
} as const;

type Users = typeof users;

/** Names of all passwords: service and user. */
export type PasswordName = {
  [Service in keyof Users]: `${Service}.${Users[Service][number]}`;
}[keyof Users];

/** All passwords of a stack. */
export type Passwords = Readonly<Record<PasswordName, string>>;

/** What a local stack that asks for logins and speaks TLS only has of its own, in a folder that only its owner reads. */
export interface StackSecurity {
  readonly dir: string;
  readonly passwords: Passwords;
  /** PEM text of the CA that signed all certificates. */
  readonly ca: string;
  /** Port where Kafka takes clients by their certificates (mTLS), as brokers and controllers are among themselves. */
  readonly mutualPort: number;
}

/** Paths of the files in {@linkcode StackSecurity.dir}; the services read them. */
export function securityFiles(dir: string) {
  return {
    passwords: `${dir}/passwords.json`,
    ports: `${dir}/ports.json`,
    ca: `${dir}/ca.pem`,
    /** Key and certificates in one file, as Kafka and Cassandra want them. */
    kafkaStore: `${dir}/kafka.store.pem`,
    cassandraStore: `${dir}/cassandra.store.pem`,
    /** PKCS12, as Connect's REST server wants it. */
    connectStore: `${dir}/connect.p12`,
    /** PKCS12 with the CA, as the sink's driver wants it. */
    truststore: `${dir}/truststore.p12`,
    connectUsers: `${dir}/connect-users.properties`,
    connectLogin: `${dir}/connect-login.conf`,
    /** The operator's certificate and key for Kafka. */
    adminCertificate: `${dir}/admin.pem`,
    adminKey: `${dir}/admin.key`,
  };
}

/** The settings by which a client of the local stack logs in as the operator. */
export function operatorSettings(
  { dir, passwords, ca }: StackSecurity,
): Partial<Settings> {
  return {
    ...kafkaLogin("admin", { passwords, ca }),
    CONNECT_USERNAME: "admin",
    CONNECT_PASSWORD: passwords["connect.admin"],
    CONNECT_SSL_CA: ca,
    ...cassandraLogin("admin", { passwords, ca }),
    SINK_SSL_TRUSTSTORE: securityFiles(dir).truststore,
  };
}

/** The settings of a client of a stack without logins, whatever the user's own say of another cluster. */
export const clearSettings = {
  KAFKA_SECURITY_PROTOCOL: "PLAINTEXT",
  CASSANDRA_SSL: false,
  CASSANDRA_USERNAME: undefined,
  CASSANDRA_PASSWORD: undefined,
} as const satisfies Partial<Settings>;

/** The settings of whoever has no right but those of a role, by the role's name. */
export function roleSettings(
  { passwords, ca }: StackSecurity,
): Record<"producer" | "verifier" | "schema", Partial<Settings>> {
  const known = { passwords, ca };
  return {
    producer: kafkaLogin("producer", known),
    verifier: {
      ...kafkaLogin("verifier", known),
      ...cassandraLogin("verifier", known),
    },
    schema: cassandraLogin("schema", known),
  };
}

type Known = Pick<StackSecurity, "passwords" | "ca">;

function kafkaLogin(
  user: Users["kafka"][number],
  { passwords, ca }: Known,
): Partial<Settings> {
  return {
    KAFKA_SECURITY_PROTOCOL: "SASL_SSL",
    KAFKA_SASL_MECHANISM: "SCRAM-SHA-512",
    KAFKA_USERNAME: user,
    KAFKA_PASSWORD: passwords[`kafka.${user}`],
    KAFKA_SSL_CA: ca,
  };
}

function cassandraLogin(
  user: Users["cassandra"][number],
  { passwords, ca }: Known,
): Partial<Settings> {
  return {
    CASSANDRA_SSL: true,
    CASSANDRA_SSL_CA: ca,
    CASSANDRA_USERNAME: user,
    CASSANDRA_PASSWORD: passwords[`cassandra.${user}`],
  };
}

/** The environment of the worker, from which connectors get what they only refer to. */
export function workerEnvironment(
  { passwords }: StackSecurity,
): Record<string, string> {
  return {
    CASSANDRA_USERNAME: "sink",
    CASSANDRA_PASSWORD: passwords["cassandra.sink"],
    SINK_SSL_TRUSTSTORE_PASSWORD: passwords["store.truststore"],
  };
}

/** Settings as the variables that they come from. */
export function toEnvironment(
  settings: Readonly<Record<string, unknown>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, String(value)]),
  );
}

/** Renders settings as an env file, for shells and for Deno's `--env-file`. */
export function renderEnvironment(
  settings: Readonly<Record<string, unknown>>,
): string {
  return Object.entries(settings)
    .map(([name, value]) => {
      const text = String(value).trimEnd();
      return `${name}=${/^[\w./:,-]*$/.test(text) ? text : `"${text}"`}\n`;
    })
    .join("");
}
