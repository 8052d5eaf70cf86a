import { errors, types } from "cassandra-driver";
import { z } from "zod";
import { requestConnect } from "../../connect/connect_http.ts";
import { connectApiOf } from "../../connect/connect_target.ts";
import { createCassandra } from "../shared/cassandra_client.ts";
import { createKafka } from "../shared/kafka_client.ts";
import {
  clusterSize,
  type NodeDescription,
  type ServiceName,
  type StackDescription,
} from "./description.ts";
import { ensureOperator } from "./secure/cassandra_operator.ts";
import { operatorSettings, type StackSecurity } from "./secure/security.ts";

/**
 * Tells whether a node does its work, which it may not though its port is open: Kafka tells its brokers, the Connect
 * worker says that it is healthy (it is in its group and has read its topics), Cassandra answers a query, in a cluster
 * one that takes a majority of the nodes.
 */
export async function isReady(
  stack: StackDescription,
  node: NodeDescription,
): Promise<boolean> {
  try {
    return await probes[node.service](node, stack);
  } catch {
    // Refused, reset or answered by a half-started service: all mean "not yet".
    return false;
  }
}

const probes: Record<
  ServiceName,
  (node: NodeDescription, stack: StackDescription) => Promise<boolean>
> = { kafka: probeKafka, connect: probeConnect, cassandra: probeCassandra };

async function probeKafka(
  { host, port }: NodeDescription,
  { security }: StackDescription,
): Promise<boolean> {
  const broker = `${host}:${port}`;
  const kafka = createKafka(
    { ...operatorOf(security), KAFKA_BROKERS: [broker] },
    { retries: 0 },
  );
  const admin = kafka.admin();
  try {
    await admin.connect();
    const { brokers } = await admin.describeCluster();
    return brokers.some((found) => `${found.host}:${found.port}` === broker);
  } finally {
    await admin.disconnect();
  }
}

async function probeConnect(
  { host, port }: NodeDescription,
  { security }: StackDescription,
): Promise<boolean> {
  const url = `${security === undefined ? "http" : "https"}://${host}:${port}`;
  const api = connectApiOf({ ...operatorOf(security), CONNECT_URL: url });
  await requestConnect(
    { ...api, timeoutMs: 2_000, rebalanceMs: 0 },
    z.unknown(),
    { path: "/health", action: "ask for the worker's health" },
  );
  return true;
}

async function probeCassandra(
  { host, port }: NodeDescription,
  { dataCenter, shape, security }: StackDescription,
): Promise<boolean> {
  const settings = {
    CASSANDRA_CONTACT_POINTS: [host],
    CASSANDRA_PORT: port,
    CASSANDRA_LOCAL_DATACENTER: dataCenter,
    // Without security, the local Cassandra asks for none.
    CASSANDRA_USERNAME: undefined,
    CASSANDRA_PASSWORD: undefined,
    ...operatorOf(security),
  };
  // The operator is made by the first who is there.
  if (security !== undefined) await ensureOperator(settings);
  const client = createCassandra(settings);
  try {
    await client.connect();
    if (!shape.cluster) {
      const { rowLength } = await client.execute(
        "SELECT release_version FROM system.local",
      );
      return rowLength === 1;
    }
    const node = client.hosts.get(`${host}:${port}`);
    if (node === undefined || client.hosts.length < clusterSize.cassandra) {
      return false;
    }
    // Cassandra keeps three copies of this keyspace, whatever the number of nodes. The driver would ask any node.
    await client.execute(
      "SELECT view_name FROM system_distributed.view_build_status LIMIT 1",
      [],
      { consistency: types.consistencies.quorum, host: node },
    ).catch((error) => {
      // It knows of a majority, of which one has just gone: that is for that one to tell.
      const isLate = error instanceof errors.ResponseError &&
        error.code === types.responseErrorCodes.readTimeout;
      if (!isLate) throw error;
    });
    return true;
  } finally {
    await client.shutdown();
  }
}

function operatorOf(security: StackSecurity | undefined) {
  return security === undefined ? {} : operatorSettings(security);
}
