import { z } from "zod";

const flag = z.enum(["true", "false"]).transform((text) => text === "true");

/**
 * The variables of encrypted and authenticated connections: docs/security.md has them in a table. Those that end in
 * `_SSL_CA`, `_SSL_CERT` and `_SSL_KEY` are PEM files or PEM text, and become the text (`read_secrets.ts`); what ends in
 * `_FILE` is read into the variable without it.
 */
export const securityShape = {
  OPENWEATHER_API_KEY_FILE: z.string().optional(),
  KAFKA_SECURITY_PROTOCOL: z.enum([
    "PLAINTEXT",
    "SSL",
    "SASL_PLAINTEXT",
    "SASL_SSL",
  ]).default("PLAINTEXT"),
  KAFKA_SASL_MECHANISM: z.enum(["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
    .optional(),
  KAFKA_USERNAME: z.string().optional(),
  KAFKA_PASSWORD: z.string().optional(),
  KAFKA_PASSWORD_FILE: z.string().optional(),
  KAFKA_SSL_CA: z.string().optional(),
  KAFKA_SSL_CERT: z.string().optional(),
  KAFKA_SSL_KEY: z.string().optional(),
  CONNECT_USERNAME: z.string().optional(),
  CONNECT_PASSWORD: z.string().optional(),
  CONNECT_PASSWORD_FILE: z.string().optional(),
  CONNECT_SSL_CA: z.string().optional(),
  CONNECT_SSL_CERT: z.string().optional(),
  CONNECT_SSL_KEY: z.string().optional(),
  CASSANDRA_PASSWORD_FILE: z.string().optional(),
  CASSANDRA_SSL: flag.default(false),
  CASSANDRA_SSL_HOSTNAME_CHECK: flag.default(true),
  CASSANDRA_SSL_CA: z.string().optional(),
  CASSANDRA_SSL_CERT: z.string().optional(),
  CASSANDRA_SSL_KEY: z.string().optional(),
  /** Paths of key stores (PKCS12 or JKS) on the Connect worker. */
  SINK_SSL_TRUSTSTORE: z.string().optional(),
  SINK_SSL_KEYSTORE: z.string().optional(),
};

const securitySchema = z.object(securityShape);

/** What of the environment decides how connections are secured. */
type SecurityEnvironment = z.infer<typeof securitySchema> & {
  readonly CONNECT_URL?: string | undefined;
  readonly CASSANDRA_USERNAME?: string | undefined;
  readonly CASSANDRA_PASSWORD?: string | undefined;
};

/** Names the variables whose values must never be shown. */
export function isSecretName(name: string): boolean {
  return /PASSWORD$|_KEY$|TOKEN$/.test(name);
}

/** Says what of the variables does not go together, a line each, beginning with the variable's name. */
export function checkSecurity(env: SecurityEnvironment): string[] {
  return [
    ...checkKafka(env),
    ...checkConnect(env),
    ...checkCassandra(env),
    ...services.flatMap((service) => checkPair(env, service)),
  ];
}

const services = ["KAFKA", "CONNECT", "CASSANDRA"] as const;

function checkPair(
  env: SecurityEnvironment,
  service: typeof services[number],
): string[] {
  const [cert, key] = [`${service}_SSL_CERT`, `${service}_SSL_KEY`] as const;
  if ((env[cert] === undefined) === (env[key] === undefined)) return [];
  const [given, missing] = env[key] === undefined ? [cert, key] : [key, cert];
  return [`${given}: needs ${missing}, as a client's certificate has both`];
}

/** The variables of a service that need TLS, and are set. */
function tlsVariables(
  env: SecurityEnvironment,
  service: typeof services[number],
): string[] {
  return ([
    `${service}_SSL_CA`,
    `${service}_SSL_CERT`,
    `${service}_SSL_KEY`,
  ] as const).filter((name) => env[name] !== undefined);
}

function checkKafka(env: SecurityEnvironment): string[] {
  const protocol = env.KAFKA_SECURITY_PROTOCOL;
  const faults = [];
  if (protocol.startsWith("SASL")) {
    if (env.KAFKA_USERNAME === undefined || env.KAFKA_PASSWORD === undefined) {
      const missing = env.KAFKA_USERNAME === undefined
        ? "KAFKA_USERNAME"
        : "KAFKA_PASSWORD";
      faults.push(
        `KAFKA_SECURITY_PROTOCOL: ${protocol} needs ${missing}`,
      );
    }
  } else {
    for (
      const name of [
        "KAFKA_SASL_MECHANISM",
        "KAFKA_USERNAME",
        "KAFKA_PASSWORD",
      ] as const
    ) {
      if (env[name] !== undefined) {
        faults.push(
          `${name}: needs KAFKA_SECURITY_PROTOCOL=SASL_SSL (or SASL_PLAINTEXT), which is ${protocol}`,
        );
      }
    }
  }
  if (!protocol.endsWith("SSL")) {
    for (const name of tlsVariables(env, "KAFKA")) {
      faults.push(
        `${name}: needs KAFKA_SECURITY_PROTOCOL=SSL or SASL_SSL, which is ${protocol}`,
      );
    }
  }
  return faults;
}

function checkConnect(env: SecurityEnvironment): string[] {
  const { CONNECT_USERNAME: user, CONNECT_PASSWORD } = env;
  const urls = (env.CONNECT_URL ?? "").split(",").filter(Boolean)
    .map((url) => new URL(url));
  const faults = [];
  if ((user === undefined) !== (CONNECT_PASSWORD === undefined)) {
    const [given, missing] = user === undefined
      ? ["CONNECT_PASSWORD", "CONNECT_USERNAME"]
      : ["CONNECT_USERNAME", "CONNECT_PASSWORD"];
    faults.push(`${given}: needs ${missing}`);
  }
  if (user !== undefined && urls.some(({ username }) => username !== "")) {
    faults.push("CONNECT_USERNAME: CONNECT_URL has a user, too; keep one");
  }
  if (
    urls.length === 0 || urls.some(({ protocol }) => protocol !== "https:")
  ) {
    for (const name of tlsVariables(env, "CONNECT")) {
      faults.push(`${name}: needs a CONNECT_URL that begins with https://`);
    }
  }
  return faults;
}

function checkCassandra(env: SecurityEnvironment): string[] {
  const faults = [];
  if (
    env.CASSANDRA_PASSWORD !== undefined && env.CASSANDRA_USERNAME === undefined
  ) faults.push("CASSANDRA_PASSWORD: needs CASSANDRA_USERNAME");
  if (!env.CASSANDRA_SSL) {
    const store = (["SINK_SSL_TRUSTSTORE", "SINK_SSL_KEYSTORE"] as const)
      .filter((name) => env[name] !== undefined);
    for (const name of [...tlsVariables(env, "CASSANDRA"), ...store]) {
      faults.push(`${name}: needs CASSANDRA_SSL=true`);
    }
  }
  return faults;
}
