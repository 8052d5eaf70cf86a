import {
  type AclOperation,
  type AclRule,
  type KafkaRole,
  listAcls,
} from "../security/kafka_acls.ts";
import type { Settings } from "../shared/settings.ts";

/** One of Strimzi's ACL rules. */
export interface StrimziAcl {
  readonly type: "allow";
  readonly resource: {
    readonly type: "topic" | "group";
    readonly name: string;
    readonly patternType: "literal" | "prefix";
  };
  readonly operations: readonly AclOperation[];
}

/** What Kafka Connect keeps in topics of its own, all named alike. */
export const connectTopics = {
  config: "connect-configs",
  offset: "connect-offsets",
  status: "connect-status",
} as const;

/** The group of the Connect workers. */
export const connectGroup = "connect-cluster";

/** What a role needs, as Strimzi's KafkaUser has it. */
export function strimziAcls(
  role: KafkaRole,
  { KAFKA_TOPIC, CONNECTOR_NAME }: Pick<
    Settings,
    "KAFKA_TOPIC" | "CONNECTOR_NAME"
  >,
): StrimziAcl[] {
  return listAcls(role, {
    topic: KAFKA_TOPIC,
    connector: CONNECTOR_NAME,
    workers: { group: connectGroup, topics: "connect-" },
  }).map(toStrimzi);
}

function toStrimzi(
  { resource: type, name, isPrefix = false, operations }: AclRule,
): StrimziAcl {
  return {
    type: "allow",
    resource: { type, name, patternType: isPrefix ? "prefix" : "literal" },
    operations,
  };
}
