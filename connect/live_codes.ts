import type { CodeTable } from "./validator/codes.ts";

/** Kinds of findings that only the running services show: `connect:validate --live` and `connect:deploy`. */
export const liveCodes = {
  "live-class-missing": {
    severity: "error",
    title: "a class that the worker does not have",
    explanation:
      "The plugin, converter, transformation or predicate is in no folder of that worker's plugin.path, so Connect refuses the connector.",
    fix: "put its jar into a folder of the worker's plugin.path and restart it",
  },
  "live-connect-refuses": {
    severity: "error",
    title: "Connect's own validation refuses it",
    explanation:
      "PUT /connectors/NAME/config makes the same checks and answers 400.",
    fix: "do as the message says",
  },
  "live-topic-missing": {
    severity: "warning",
    title: "a topic that does not exist",
    explanation:
      "The connector runs and consumes nothing until someone creates the topic.",
    fix: "create the topic, or correct its name",
  },
  "live-tasks-idle": {
    severity: "hint",
    title: "more tasks than partitions",
    explanation: "A partition is read by one task, so some tasks never work.",
    fix: "lower tasks.max, or give the topic more partitions",
  },
  "live-dlq-replicas": {
    severity: "error",
    title: "more replicas than brokers",
    explanation:
      "The dead letter queue's topic cannot be created, and each task fails at start.",
    fix:
      "set errors.deadletterqueue.topic.replication.factor to at most the number of brokers",
  },
  "live-cassandra-unreachable": {
    severity: "error",
    title: "no contact point answers",
    explanation: "The tasks do not start until one does, or fail.",
    fix: "correct contactPoints and port, or start Cassandra",
  },
  "live-cassandra-credentials": {
    severity: "error",
    title: "Cassandra does not accept the credentials",
    explanation: "The tasks fail at start.",
    fix: "correct the secret that auth.username and auth.password refer to",
  },
  "live-nodes-few": {
    severity: "error",
    title: "fewer nodes than the consistency level needs",
    explanation:
      "Each write waits for so many replicas. With fewer nodes up it fails, and its partition stands still until there are more.",
    fix:
      "start the nodes, lower the keyspace's replication, or write LOCAL_ONE",
  },
  "live-datacenter-unknown": {
    severity: "error",
    title: "no node is in the local data center",
    explanation:
      "The driver sends requests to nodes of that data center only, and names are compared with their case.",
    fix: "name the data center as SELECT data_center FROM system.local does",
  },
} as const satisfies CodeTable;
