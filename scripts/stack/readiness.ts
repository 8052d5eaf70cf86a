import { createCassandra } from "../shared/cassandra_client.ts";
import { createKafka } from "../shared/kafka_client.ts";
import type { ServiceName, StackDescription } from "./description.ts";

/**
 * Tells whether a service does its work, which it may not though its port is open: Kafka tells its brokers, the Connect
 * worker says that it is healthy (it is in its group and has read its topics), Cassandra answers a query.
 */
export async function isReady(
  stack: StackDescription,
  name: ServiceName,
): Promise<boolean> {
  try {
    return await probes[name](stack);
  } catch {
    // Refused, reset or answered by a half-started service: all mean "not yet".
    return false;
  }
}

const probes: Record<
  ServiceName,
  (stack: StackDescription) => Promise<boolean>
> = { kafka: probeKafka, connect: probeConnect, cassandra: probeCassandra };

async function probeKafka(
  { host, services: { kafka: { port } } }: StackDescription,
): Promise<boolean> {
  const broker = `${host}:${port}`;
  const kafka = createKafka({ KAFKA_BROKERS: [broker] }, { retries: 0 });
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
  { host, services: { connect: { port } } }: StackDescription,
): Promise<boolean> {
  const answer = await fetch(`http://${host}:${port}/health`, {
    signal: AbortSignal.timeout(2_000),
  });
  await answer.body?.cancel();
  return answer.ok;
}

async function probeCassandra(
  { host, dataCenter, services: { cassandra: { port } } }: StackDescription,
): Promise<boolean> {
  const client = createCassandra({
    CASSANDRA_CONTACT_POINTS: [host],
    CASSANDRA_PORT: port,
    CASSANDRA_LOCAL_DATACENTER: dataCenter,
    // The local Cassandra asks for none.
    CASSANDRA_USERNAME: undefined,
    CASSANDRA_PASSWORD: undefined,
  });
  try {
    await client.connect();
    const { rowLength } = await client.execute(
      "SELECT release_version FROM system.local",
    );
    return rowLength === 1;
  } finally {
    await client.shutdown();
  }
}
