import type { Environment } from "./environment.ts";

/** A cluster of at least three brokers and three nodes in each data center. */
export const prod: Environment = {
  settings: {
    KAFKA_TOPIC_PARTITIONS: 12,
    // With three replicas no record is lost, and none refused, while one broker is down.
    KAFKA_TOPIC_REPLICATION_FACTOR: 3,
  },
  connector: { "tasks.max": 4 },
  table: { consistencyLevel: "LOCAL_QUORUM" },
};
