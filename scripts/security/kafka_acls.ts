import kafkajs, { type AclEntry } from "kafkajs";
import { deadLetterTopic } from "../../connect/weather_sink.ts";

/** Who needs rights in Kafka; operators have all. */
export const kafkaRoles = ["producer", "worker", "verifier"] as const;

/** One of {@linkcode kafkaRoles}. */
export type KafkaRole = typeof kafkaRoles[number];

/** Operations, as `kafka-acls.sh` calls them. */
export type AclOperation =
  | "Read"
  | "Write"
  | "Create"
  | "Delete"
  | "Describe"
  | "DescribeConfigs";

/** What one may do with a resource. */
export interface AclRule {
  readonly resource: "topic" | "group";
  readonly name: string;
  /** Whether the name is only how names begin. */
  readonly isPrefix?: boolean;
  readonly operations: readonly AclOperation[];
}

/** Names that the rules are about. */
export interface AclNames {
  readonly topic: string;
  readonly connector: string;
  /** The workers' own group and the topics that they keep their state in. */
  readonly workers: { readonly group: string; readonly topics: string };
}

/** How the names of the groups begin by which this project's commands read topics. */
export const readerGroups = "cities-weather-";

/** What each role needs, and nothing else. */
export function listAcls(
  role: KafkaRole,
  { topic, connector, workers }: AclNames,
): AclRule[] {
  const deadLetters = deadLetterTopic(topic);
  switch (role) {
    case "producer":
      // It also asks where the topic's leaders are and how far it goes.
      return [{
        resource: "topic",
        name: topic,
        operations: ["Write", "Describe"],
      }];
    case "worker":
      return [
        {
          resource: "topic",
          name: workers.topics,
          isPrefix: true,
          operations: ["Read", "Write", "Create", "DescribeConfigs"],
        },
        { resource: "group", name: workers.group, operations: ["Read"] },
        { resource: "topic", name: topic, operations: ["Read"] },
        {
          resource: "topic",
          name: deadLetters,
          operations: ["Write", "Create", "DescribeConfigs"],
        },
        {
          resource: "group",
          name: `connect-${connector}`,
          // To delete it is how Connect resets a connector's offsets.
          operations: ["Read", "Delete"],
        },
      ];
    case "verifier":
      return [
        { resource: "topic", name: topic, operations: ["Read"] },
        { resource: "topic", name: deadLetters, operations: ["Read"] },
        {
          resource: "group",
          name: `connect-${connector}`,
          operations: ["Describe"],
        },
        {
          resource: "group",
          name: readerGroups,
          isPrefix: true,
          operations: ["Read", "Delete"],
        },
      ];
  }
}

/** The rules as commands for `kafka-acls.sh`, which comes with Kafka. */
export function printAclCommands(
  rules: readonly AclRule[],
  user: string,
): string {
  return rules.map(({ resource, name, isPrefix = false, operations }) =>
    [
      'kafka-acls.sh --bootstrap-server "$KAFKA_BROKERS" --command-config admin.properties --add',
      `--allow-principal 'User:${user}'`,
      ...operations.map((operation) => `--operation ${operation}`),
      `--${resource} '${name}'`,
      ...(isPrefix ? ["--resource-pattern-type prefixed"] : []),
    ].join(" ")
  ).join("\n") + "\n";
}

/** The rules as kafkajs takes them. */
export function toAclEntries(
  rules: readonly AclRule[],
  user: string,
): AclEntry[] {
  const { AclOperationTypes, AclPermissionTypes, AclResourceTypes } = kafkajs;
  const { ResourcePatternTypes } = kafkajs;
  const operation = {
    Read: AclOperationTypes.READ,
    Write: AclOperationTypes.WRITE,
    Create: AclOperationTypes.CREATE,
    Delete: AclOperationTypes.DELETE,
    Describe: AclOperationTypes.DESCRIBE,
    DescribeConfigs: AclOperationTypes.DESCRIBE_CONFIGS,
  } satisfies Record<AclOperation, number>;
  return rules.flatMap(({ resource, name, isPrefix = false, operations }) =>
    operations.map((name_) => ({
      resourceType: resource === "topic"
        ? AclResourceTypes.TOPIC
        : AclResourceTypes.GROUP,
      resourceName: name,
      resourcePatternType: isPrefix
        ? ResourcePatternTypes.PREFIXED
        : ResourcePatternTypes.LITERAL,
      principal: `User:${user}`,
      host: "*",
      operation: operation[name_],
      permissionType: AclPermissionTypes.ALLOW,
    }))
  );
}
