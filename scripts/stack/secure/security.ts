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
  store: ["connect", "truststore", "sink"],
} as const;

/** Who runs tasks. */
export const taskUsers = ["admin", "producer", "verifier", "schema"] as const;

/** Who has a client's certificate; the services have one each besides. */
export const clientNames = [...taskUsers, "worker", "sink"] as const;

/** One of {@linkcode taskUsers}. */
export type TaskUser = typeof taskUsers[number];

/** A client's certificate and its private key, PEM text. */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
}

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
  /** Port where Kafka takes clients by their certificates alone, as brokers and controllers are among themselves. */
  readonly mutualPort: number;
  /** Whether all clients need a certificate besides their login (mTLS). */
  readonly mutualTls: boolean;
  readonly identities: Readonly<Record<TaskUser, Identity>>;
}

/** Paths of the files in {@linkcode StackSecurity.dir}; the services read them. */
export function securityFiles(dir: string) {
  return {
    passwords: `${dir}/passwords.json`,
    /** Written last: a stack that has it has the others. */
    options: `${dir}/options.json`,
    ca: `${dir}/ca.pem`,
    /** Key and certificates in one file, as Kafka and Cassandra want them. */
    kafkaStore: `${dir}/kafka.store.pem`,
    cassandraStore: `${dir}/cassandra.store.pem`,
    /** PKCS12, as Connect's REST server wants it. */
    connectStore: `${dir}/connect.p12`,
    /** PKCS12 with the CA, as Connect's REST server and the sink's driver want it. */
    truststore: `${dir}/truststore.p12`,
    /** The worker's key and certificates, for Kafka. */
    workerStore: `${dir}/worker.store.pem`,
    /** The sink's key and certificates, for Cassandra: PKCS12. */
    sinkStore: `${dir}/sink.p12`,
    connectUsers: `${dir}/connect-users.properties`,
    connectLogin: `${dir}/connect-login.conf`,
    /** Where {@linkcode StackSecurity.identities} are from. */
    certificateOf: (name: typeof clientNames[number]) => `${dir}/${name}.pem`,
    keyOf: (name: typeof clientNames[number]) => `${dir}/${name}.key`,
  };
}

/** The settings by which a client of the local stack logs in as the operator. */
export function operatorSettings(security: StackSecurity): Partial<Settings> {
  const { dir, passwords, ca, mutualTls } = security;
  const files = securityFiles(dir);
  return {
    ...kafkaLogin("admin", security),
    CONNECT_USERNAME: "admin",
    CONNECT_PASSWORD: passwords["connect.admin"],
    CONNECT_SSL_CA: ca,
    ...identityOf("admin", { service: "CONNECT", security }),
    ...cassandraLogin("admin", security),
    SINK_SSL_TRUSTSTORE: files.truststore,
    ...(mutualTls ? { SINK_SSL_KEYSTORE: files.sinkStore } : {}),
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
  security: StackSecurity,
): Record<"producer" | "verifier" | "schema", Partial<Settings>> {
  return {
    producer: kafkaLogin("producer", security),
    verifier: {
      ...kafkaLogin("verifier", security),
      ...cassandraLogin("verifier", security),
    },
    schema: cassandraLogin("schema", security),
  };
}

function kafkaLogin(
  user: TaskUser & Users["kafka"][number],
  security: StackSecurity,
): Partial<Settings> {
  const { passwords, ca } = security;
  return {
    KAFKA_SECURITY_PROTOCOL: "SASL_SSL",
    KAFKA_SASL_MECHANISM: "SCRAM-SHA-512",
    KAFKA_USERNAME: user,
    KAFKA_PASSWORD: passwords[`kafka.${user}`],
    KAFKA_SSL_CA: ca,
    ...identityOf(user, { service: "KAFKA", security }),
  };
}

function cassandraLogin(
  user: TaskUser & Users["cassandra"][number],
  security: StackSecurity,
): Partial<Settings> {
  const { passwords, ca } = security;
  return {
    CASSANDRA_SSL: true,
    CASSANDRA_SSL_CA: ca,
    CASSANDRA_USERNAME: user,
    CASSANDRA_PASSWORD: passwords[`cassandra.${user}`],
    ...identityOf(user, { service: "CASSANDRA", security }),
  };
}

/** The certificate that a service asks for, where it does. */
function identityOf(
  user: TaskUser,
  { service, security }: {
    readonly service: "KAFKA" | "CONNECT" | "CASSANDRA";
    readonly security: StackSecurity;
  },
): Partial<Settings> {
  if (!security.mutualTls) return {};
  const { certificate, key } = security.identities[user];
  return {
    [`${service}_SSL_CERT`]: certificate,
    [`${service}_SSL_KEY`]: key,
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
    SINK_SSL_KEYSTORE_PASSWORD: passwords["store.sink"],
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
