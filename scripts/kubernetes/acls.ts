import { deadLetterTopic } from "../../connect/weather_sink.ts";
import type { Settings } from "../shared/settings.ts";
import { names } from "./names.ts";

/** One of Strimzi's ACL rules: all of ours allow, and name one resource in full. */
export interface Acl {
  readonly type: "allow";
  readonly resource: {
    readonly type: "topic" | "group";
    readonly name: string;
    readonly patternType: "literal";
  };
  readonly operations:
    readonly ("Read" | "Write" | "Describe" | "Create" | "DescribeConfigs")[];
}

/** What Kafka Connect keeps in topics of its own. */
export const connectTopics = {
  config: "connect-configs",
  offset: "connect-offsets",
  status: "connect-status",
} as const;

/** The group of the Connect workers. */
export const connectGroup = "connect-cluster";

/** What a user must be allowed for its work: nothing else. */
export function aclsOf(
  user: keyof typeof names.users,
  settings: Settings,
): Acl[] {
  const topic = settings.KAFKA_TOPIC;
  const letters = deadLetterTopic(topic);
  const sinkGroup = `connect-${settings.CONNECTOR_NAME}`;
  switch (user) {
    case "produce":
      return [allow("topic", topic, ["Describe", "DescribeConfigs", "Write"])];
    case "verify":
      return [
        allow("topic", topic, ["Describe", "DescribeConfigs", "Read"]),
        allow("topic", letters, ["Describe", "Read"]),
        // How far the sink has come.
        allow("group", sinkGroup, ["Describe"]),
      ];
    case "connect":
      return [
        ...Object.values(connectTopics).map((name) =>
          allow("topic", name, [
            "Create",
            "Describe",
            "DescribeConfigs",
            "Read",
            "Write",
          ])
        ),
        allow("group", connectGroup, ["Read"]),
        allow("topic", topic, ["Describe", "Read"]),
        allow("topic", letters, ["Describe", "DescribeConfigs", "Write"]),
        allow("group", sinkGroup, ["Read"]),
      ];
  }
}

function allow(
  type: Acl["resource"]["type"],
  name: string,
  operations: Acl["operations"],
): Acl {
  return {
    type: "allow",
    resource: { type, name, patternType: "literal" },
    operations,
  };
}
