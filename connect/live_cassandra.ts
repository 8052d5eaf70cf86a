import { type Client, errors } from "cassandra-driver";
import { readLiveSchema } from "../cql/live_schema.ts";
import type { CqlSchema } from "../cql/schema_model.ts";
import {
  type CassandraSettings,
  createCassandra,
} from "../scripts/shared/cassandra_client.ts";
import { liveCodes } from "./live_codes.ts";
import { findingOf } from "./validator/codes.ts";
import {
  type ConnectorConfig,
  hasProviderReference,
} from "./validator/connector_config.ts";
import type { Finding } from "./validator/finding.ts";
import { parseJavaList } from "./validator/java_values.ts";
import { localDatacenterOf } from "./validator/checks/sink_globals.ts";
import {
  answersNeeded,
  type KeyspaceReplication,
  type Replication,
  replicationOf,
} from "./validator/replication.ts";
import { groupTopicSettings } from "./validator/table_groups.ts";

/** What Cassandra shows of a config: what is wrong, and the tables there are. */
export interface CassandraEvidence {
  readonly findings: readonly Finding[];
  /** The config's keyspaces as they are now, or null if they could not be read. */
  readonly schema: CqlSchema | null;
  /** Replicas of all keyspaces, as far as known. */
  readonly replication: Replication;
  /** What could not be checked, and why; a sentence each. */
  readonly unchecked: readonly string[];
}

/** Options of {@linkcode checkAgainstCassandra}. */
export interface CassandraCheckOptions {
  /**
   * Credentials in place of references to `${env:CASSANDRA_USERNAME}` and `${env:CASSANDRA_PASSWORD}`, and this machine's
   * certificates in place of the worker's key stores.
   */
  readonly settings: Omit<
    CassandraSettings,
    | "CASSANDRA_CONTACT_POINTS"
    | "CASSANDRA_PORT"
    | "CASSANDRA_LOCAL_DATACENTER"
  >;
  /** Whether the worker is on this machine, so that what is unreachable from here is so from there. */
  readonly isWorkerLocal: boolean;
}

/** Connects as a config says, and reads the tables it names. */
export async function checkAgainstCassandra(
  config: ConnectorConfig,
  { settings, isWorkerLocal }: CassandraCheckOptions,
): Promise<CassandraEvidence> {
  const target = readTarget(config, settings);
  if (typeof target === "string") {
    return { ...nothing, unchecked: [target] };
  }
  const client = createCassandra(target);
  try {
    await client.connect();
    const replication = await readReplication(client);
    return {
      ...nothing,
      findings: checkNodes(client, { config, replication }),
      schema: await readLiveSchema(client, keyspacesOf(config)),
      replication,
    };
  } catch (error) {
    const finding = explain(error, { config, target });
    if (finding.code === "live-cassandra-unreachable" && !isWorkerLocal) {
      return {
        ...nothing,
        unchecked: [
          `Cassandra: ${finding.message} from this machine; whether the worker reaches it is not known`,
        ],
      };
    }
    return { ...nothing, findings: [finding] };
  } finally {
    await client.shutdown();
  }
}

const nothing: CassandraEvidence = {
  findings: [],
  schema: null,
  replication: new Map(),
  unchecked: [],
};

async function readReplication(client: Client): Promise<Replication> {
  const { rows } = await client.execute(
    "SELECT keyspace_name, replication FROM system_schema.keyspaces",
  );
  return new Map(
    rows.flatMap((row): [string, KeyspaceReplication][] => {
      const options: Record<string, string> = row["replication"];
      const found = replicationOf(new Map(Object.entries(options)));
      return found === null ? [] : [[row["keyspace_name"], found]];
    }),
  );
}

/** Finds tables whose writes need more nodes than are up. */
function checkNodes(
  client: Client,
  { config, replication }: {
    readonly config: ConnectorConfig;
    readonly replication: Replication;
  },
): Finding[] {
  const up = client.hosts.values().filter((host) => host.isUp()).length;
  const localDatacenter = localDatacenterOf(config);
  return groupTopicSettings(config).topics.flatMap(({ tables }) => tables)
    .flatMap(({ keyspace, prefix, settings }) => {
      const known = replication.get(keyspace.internal);
      const level = settings.consistencyLevel?.trim().toUpperCase() ??
        "LOCAL_ONE";
      if (known === undefined) return [];
      const needed = answersNeeded({ level, localDatacenter }, known);
      // With more than the replicas there are, the offline check says so.
      if (needed <= up || needed > known.replicas) return [];
      return [findingOf(liveCodes, "live-nodes-few", {
        setting: `${prefix}consistencyLevel`,
        message:
          `${level} needs ${needed} of the ${known.replicas} replicas of keyspace ${keyspace.internal}, but ${
            up === 1 ? "only 1 node is" : `only ${up} nodes are`
          } up`,
      })];
    });
}

/** How to connect as a config says, or why that cannot be tried from here. */
function readTarget(
  config: ConnectorConfig,
  settings: CassandraCheckOptions["settings"],
): CassandraSettings | string {
  if ((config["cloud.secureConnectBundle"] ?? "") !== "") {
    return "Cassandra: the secure connect bundle is on the worker, not here";
  }
  const hasTls = !["", "None"].includes(config["ssl.provider"] ?? "");
  if (hasTls && !settings.CASSANDRA_SSL) {
    return "Cassandra: the TLS files are on the worker, not here (CASSANDRA_SSL=true tries with this machine's)";
  }
  if (config["auth.provider"] === "GSSAPI") {
    return "Cassandra: a Kerberos login can be tried on the worker only";
  }
  const credentials = readCredentials(config, settings);
  if (typeof credentials === "string") return credentials;
  const contactPoints = parseJavaList(config.contactPoints ?? "");
  const longForm = config["datastax-java-driver.basic.contact-points"];
  if (contactPoints.length === 0 && longForm !== undefined) {
    return "Cassandra: contact points in datastax-java-driver.* are not tried";
  }
  const localDatacenter = config["loadBalancing.localDc"] ??
    config[
      "datastax-java-driver.basic.load-balancing-policy.local-datacenter"
    ] ?? "";
  // The sink reads the port only together with contact points of its own.
  const port = contactPoints.length === 0 ? 9042 : Number(config.port ?? 9042);
  if (
    [config.contactPoints, config.port, localDatacenter].some((value) =>
      hasProviderReference(value ?? "")
    )
  ) return "Cassandra: where it is, is known to the worker only";
  return {
    ...settings,
    CASSANDRA_SSL: hasTls,
    CASSANDRA_CONTACT_POINTS: contactPoints.length === 0
      ? ["127.0.0.1"]
      : contactPoints,
    CASSANDRA_PORT: port,
    CASSANDRA_LOCAL_DATACENTER: localDatacenter,
    ...credentials,
  };
}

function readCredentials(
  config: ConnectorConfig,
  { CASSANDRA_USERNAME, CASSANDRA_PASSWORD }: CassandraCheckOptions["settings"],
):
  | Pick<CassandraSettings, "CASSANDRA_USERNAME" | "CASSANDRA_PASSWORD">
  | string {
  const username = config["auth.username"] ?? "";
  const password = config["auth.password"] ?? "";
  if (username === "" && password === "") {
    return { CASSANDRA_USERNAME: undefined, CASSANDRA_PASSWORD: undefined };
  }
  const known: Readonly<Record<string, string | undefined>> = {
    "${env:CASSANDRA_USERNAME}": CASSANDRA_USERNAME,
    "${env:CASSANDRA_PASSWORD}": CASSANDRA_PASSWORD,
  };
  const resolve = (value: string) =>
    hasProviderReference(value) ? known[value] : value;
  const resolved = {
    CASSANDRA_USERNAME: resolve(username),
    CASSANDRA_PASSWORD: resolve(password),
  };
  return resolved.CASSANDRA_USERNAME === undefined ||
      resolved.CASSANDRA_PASSWORD === undefined
    ? "Cassandra: the credentials are known to the worker only"
    : resolved;
}

function explain(
  error: unknown,
  { config, target }: {
    readonly config: ConnectorConfig;
    readonly target: CassandraSettings;
  },
): Finding {
  if (!(error instanceof errors.NoHostAvailableError)) throw error;
  const [reason] = Object.values(error.innerErrors) as Error[];
  if (reason instanceof errors.ArgumentError) {
    // "... but only found hosts in data centers: [dc1, dc2]"
    const found = /\[(.*)\]/.exec(reason.message)?.[1] ?? "";
    return findingOf(liveCodes, "live-datacenter-unknown", {
      setting: "loadBalancing.localDc" in config
        ? "loadBalancing.localDc"
        : null,
      message:
        `no node is in data center ${target.CASSANDRA_LOCAL_DATACENTER}` +
        (found === "" ? "" : `; there is ${found}`),
    });
  }
  if (reason instanceof errors.AuthenticationError) {
    return findingOf(liveCodes, "live-cassandra-credentials", {
      setting: "auth.username" in config ? "auth.username" : null,
      message: reason.message,
      ...("auth.username" in config ? {} : {
        fix:
          "set CASSANDRA_USERNAME and CASSANDRA_PASSWORD here and in the worker's environment, and generate the config again",
      }),
    });
  }
  return findingOf(liveCodes, "live-cassandra-unreachable", {
    setting: "contactPoints",
    message: `no Cassandra answers at ${
      target.CASSANDRA_CONTACT_POINTS.join(", ")
    }, port ${target.CASSANDRA_PORT} (${reason?.message ?? error.message})`,
  });
}

function keyspacesOf(config: ConnectorConfig): string[] {
  const { topics } = groupTopicSettings(config);
  return [
    ...new Set(
      topics.flatMap(({ tables }) =>
        tables.map(({ keyspace }) => keyspace.internal)
      ),
    ),
  ];
}
