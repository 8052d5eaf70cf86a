import type { CodeTable } from "../codes.ts";

/** Kinds of mistakes in Connect's own settings: the connector, topics, converters, transformations, clients. */
export const connectCodes = {
  "name-missing": {
    severity: "warning",
    title: "the connector has no name",
    explanation:
      "PUT /connectors/NAME/config takes the name from the URL, but POST, validation and standalone workers need it in the config.",
    fix: 'add "name"',
  },
  "name-invalid": {
    severity: "error",
    title: "the connector's name cannot be used",
    explanation:
      "Connect refuses a name that is empty or holds control characters.",
    fix: "choose a name of letters, digits and dashes",
  },
  "name-mismatch": {
    severity: "error",
    title: "two different names",
    explanation:
      "Connect answers 400 when the name beside the config and the name in it differ.",
    fix: "remove the inner name, or make both the same",
  },
  "class-misspelt": {
    severity: "error",
    title: "a class that does not exist",
    explanation:
      "No worker has a class of this name, so the connector is refused.",
    fix: "correct the class's name",
  },
  "class-wrong-kind": {
    severity: "error",
    title: "a class of the wrong kind",
    explanation:
      "The class exists, but does not implement what the setting needs, so the connector is refused.",
    fix: "name a class of the right kind",
  },
  "class-alias": {
    severity: "hint",
    title: "a short name for the connector's class",
    explanation:
      "Connect finds a class by its short name only while no other installed plugin has the same one, and DataStax's sink and this project's share theirs.",
    fix: "write the class's full name",
  },
  "version-without-class": {
    severity: "error",
    title: "a version of a class that is not named",
    explanation:
      "The task fails at start when header.converter.plugin.version is given without header.converter.",
    fix: "name the class too, or remove the version",
  },
  "version-unavailable": {
    severity: "error",
    title: "a version that the worker does not have",
    explanation:
      "Kafka's own converters, transformations and predicates have the version of Kafka itself; Connect refuses the connector when none fits.",
    fix: "remove the setting",
  },
  "version-range-invalid": {
    severity: "error",
    title: "a plugin version that is no range",
    explanation:
      "A range of versions is written as Maven does: [1.5.0] for exactly one, [1.5,2) for those from 1.5 and below 2. Connect refuses another notation.",
    fix: "correct the range, or remove the setting",
  },
  "topics-missing": {
    severity: "error",
    title: "no topic to read",
    explanation:
      "A sink connector needs topics or topics.regex; without both it is refused.",
    fix: 'add "topics"',
  },
  "topics-both": {
    severity: "error",
    title: "both topics and topics.regex",
    explanation: "Connect refuses a sink connector that has both.",
    fix: "keep one of them",
  },
  "topic-name-invalid": {
    severity: "error",
    title: "no topic can have this name",
    explanation:
      "Kafka's topic names are 1 to 249 letters, digits, dots, underscores and dashes. The consumer fails on another name.",
    fix: "correct the topic's name",
  },
  "dlq-is-source": {
    severity: "error",
    title: "the dead letter topic is one of the topics read",
    explanation:
      "Connect refuses it: dead letters would be read again for ever.",
    fix: "give the dead letter topic a name of its own",
  },
  "dlq-never-used": {
    severity: "warning",
    title: "a dead letter topic that gets nothing",
    explanation:
      "Only with errors.tolerance=all does Connect skip a bad record and send it to the dead letter topic; otherwise the task fails.",
    fix: 'add "errors.tolerance": "all", or remove the dead letter settings',
  },
  "dlq-replication": {
    severity: "hint",
    title: "the dead letter topic needs three brokers",
    explanation:
      "Unless the topic exists, Connect creates it with a replication factor of 3 by default; with fewer brokers the task fails at start.",
    fix:
      "set errors.deadletterqueue.topic.replication.factor, 1 for one broker",
  },
  "dlq-not-by-sink": {
    severity: "hint",
    title: "the dead letter topic does not get what the sink refuses",
    explanation:
      "The DataStax sink never reports a record to Connect: only records that a converter or a transformation cannot handle reach the dead letter topic.",
    fix: "watch the sink's failed record count as well",
  },
  "errors-dropped": {
    severity: "warning",
    title: "bad records vanish without a trace",
    explanation:
      "With errors.tolerance=all Connect skips records that a converter or a transformation cannot handle. Without a dead letter topic or errors.log.enable nobody learns of it.",
    fix:
      'add "errors.deadletterqueue.topic.name", or at least "errors.log.enable": "true"',
  },
  "converter-settings-without-converter": {
    severity: "warning",
    title: "converter settings without the converter's class",
    explanation:
      "Without the class in the connector's config the worker's own converter is used with the worker's own settings, and these are ignored.",
    fix: "name the converter's class too",
  },
  "converter-expects-schema": {
    severity: "hint",
    title: "JsonConverter expects a schema in every record",
    explanation:
      "schemas.enable is true unless the config says otherwise, and then each record must be an object of exactly schema and payload. Plain JSON fails record by record, when the connector already runs.",
    fix: "say which of both the topic holds",
  },
  "converter-misconfigured": {
    severity: "error",
    title: "a converter cannot start",
    explanation:
      "The converter refuses its settings when the task starts, or is validated.",
    fix: "correct the converter's settings",
  },
  "transform-misconfigured": {
    severity: "error",
    title: "a transformation cannot start",
    explanation:
      "Each setting is well formed, but the transformation refuses them together, or fails on every record.",
    fix: "correct the transformation's settings",
  },
  "transform-noop": {
    severity: "warning",
    title: "a transformation that changes nothing",
    explanation: "With these settings the record leaves as it came.",
    fix: "say what it should change, or remove it",
  },
  "alias-empty": {
    severity: "error",
    title: "an empty alias in transforms or predicates",
    explanation:
      "A comma too many makes an alias without a name, for which Connect then misses the type.",
    fix: "remove the extra comma",
  },
  "alias-unlisted": {
    severity: "warning",
    title: "settings of a transformation or predicate that is not listed",
    explanation:
      "Only the aliases listed in transforms or predicates are used; settings of others are ignored.",
    fix: "add the alias to the list, or remove its settings",
  },
  "predicate-undefined": {
    severity: "error",
    title: "a predicate that is not defined",
    explanation:
      "The task fails at start when a transformation names a predicate that is not listed in predicates.",
    fix: "define the predicate, or correct its name",
  },
  "negate-without-predicate": {
    severity: "error",
    title: "negate without a predicate",
    explanation: "Connect refuses negate where there is nothing to negate.",
    fix: "add the predicate, or remove negate",
  },
  "filter-drops-all": {
    severity: "error",
    title: "every record is dropped",
    explanation:
      "Filter without a predicate drops each record, so nothing is ever written.",
    fix: "give it a predicate",
  },
  "router-topic-unconfigured": {
    severity: "error",
    title: "records are renamed to a topic without settings",
    explanation:
      "A transformation changes the record's topic before the sink sees it. The sink looks its settings up by the new name, and fails every record of a topic that has none.",
    fix: "add topic.<new name>.* settings, or remove the transformation",
  },
  "client-setting-unknown": {
    severity: "warning",
    title: "a client setting that Kafka does not know",
    explanation: "The client logs it as unknown and ignores it.",
    fix: "correct its name, or remove it",
  },
  "client-setting-breaks-sink": {
    severity: "error",
    title: "a client setting that the sink cannot work with",
    explanation:
      "Connect passes the override on to its consumer, which then cannot start, join its group, or hand records over.",
    fix: "remove the override, or choose a value that works",
  },
  "client-setting-skips": {
    severity: "error",
    title: "records that are there already are skipped",
    explanation:
      "A new connector with auto.offset.reset=latest begins at the end of the topic: none of the sample's records becomes a row.",
    fix: "write earliest, or remove the override",
  },
  "client-setting-risky": {
    severity: "warning",
    title: "a client setting that loses or skips records",
    explanation: "The connector runs, but not every record becomes a row.",
    fix: "remove the override unless it is meant",
  },
} as const satisfies CodeTable;
