import type { SettingFact } from "../java_values.ts";

/** Connect's own settings of a sink connector, as `SinkConnectorConfig` of Kafka 4.3.1 defines them. */
export const connectSettings = {
  name: { type: "string" },
  "connector.class": { type: "string", required: true },
  "connector.plugin.version": { type: "string" },
  "tasks.max": { type: "int", min: 1 },
  "tasks.max.enforce": { type: "boolean" },
  "key.converter": { type: "class" },
  "key.converter.plugin.version": { type: "string" },
  "value.converter": { type: "class" },
  "value.converter.plugin.version": { type: "string" },
  "header.converter": { type: "class" },
  "header.converter.plugin.version": { type: "string" },
  transforms: { type: "list" },
  predicates: { type: "list" },
  "config.action.reload": { type: "string", oneOf: ["none", "restart"] },
  "errors.retry.timeout": { type: "long" },
  "errors.retry.delay.max.ms": { type: "long" },
  "errors.tolerance": { type: "string", oneOf: ["none", "all"] },
  "errors.log.enable": { type: "boolean" },
  "errors.log.include.messages": { type: "boolean" },
  topics: { type: "list", uniqueItems: true },
  "topics.regex": { type: "string", regex: true },
  "errors.deadletterqueue.topic.name": { type: "string" },
  "errors.deadletterqueue.topic.replication.factor": { type: "short" },
  "errors.deadletterqueue.context.headers.enable": { type: "boolean" },
} as const satisfies Readonly<Record<string, SettingFact>>;
