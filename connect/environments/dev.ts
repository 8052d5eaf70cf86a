import type { Environment } from "./environment.ts";

/** One's own machine: one broker, one node, everything as small as it gets. */
export const dev: Environment = {
  settings: { KAFKA_TOPIC_REPLICATION_FACTOR: 1 },
  connector: {
    "tasks.max": 1,
    // Whoever looks for a mistake wants to see the record; nobody's data are here.
    "errors.log.include.messages": true,
  },
  table: { consistencyLevel: "LOCAL_ONE" },
};
