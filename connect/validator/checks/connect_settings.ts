import { connectSettings } from "../catalogue/connect_settings.ts";
import { hasProviderReference } from "../connector_config.ts";
import { readJavaRegex } from "../java_regex.ts";
import { parseJavaBoolean, parseJavaList } from "../java_values.ts";
import type { CheckContext } from "./check_context.ts";

/** Checks Connect's own settings: the name, how many tasks, which topics, and what happens to bad records. */
export function checkConnectSettings(context: CheckContext): void {
  const { config, report } = context;
  for (const [setting, fact] of Object.entries(connectSettings)) {
    report.checkValue(config, setting, fact);
  }
  checkName(context);
  checkTopics(context);
  checkDeadLetters(context);
}

function checkName({ config, report }: CheckContext): void {
  const { name } = config;
  if (name === undefined) {
    report.add("name-missing", {
      setting: "name",
      message: "the config has no name",
    });
  } else if (name.trim() === "") {
    report.add("name-invalid", {
      setting: "name",
      message: "the connector's name is empty",
    });
    // deno-lint-ignore no-control-regex -- control characters are what Connect looks for
  } else if (/[\x00-\x1f\x7f-\x9f]/.test(name.trim())) {
    report.add("name-invalid", {
      setting: "name",
      message: "the connector's name holds a control character",
    });
  }
}

function checkTopics({ config, report }: CheckContext): void {
  const topics = config.topics?.trim() ?? "";
  const regex = config["topics.regex"]?.trim() ?? "";
  if (topics === "" && regex === "") {
    report.add("topics-missing", {
      setting: "topics",
      message: "neither topics nor topics.regex names a topic to read",
    });
  }
  if (topics !== "" && regex !== "") {
    report.add("topics-both", {
      setting: "topics.regex",
      message: "topics and topics.regex exclude each other, but both are given",
    });
  }
  if (hasProviderReference(topics)) return;
  for (const topic of parseJavaList(topics)) {
    checkTopicName({ topic, setting: "topics" }, report);
  }
}

function checkTopicName(
  { topic, setting }: { readonly topic: string; readonly setting: string },
  report: CheckContext["report"],
): void {
  if (topic === "" || hasProviderReference(topic)) return;
  if (
    topic.length <= 249 && /^[a-zA-Z0-9._-]+$/.test(topic) &&
    topic !== "." && topic !== ".."
  ) return;
  report.add("topic-name-invalid", {
    setting,
    message: `no topic can be called ${JSON.stringify(topic)}`,
  });
}

const deadLetterTopic = "errors.deadletterqueue.topic.name";

function checkDeadLetters(
  { config, kind, topics, report }: CheckContext,
): void {
  const topic = config[deadLetterTopic]?.trim() ?? "";
  const tolerance = config["errors.tolerance"]?.trim() ?? "none";
  const isKnown = !hasProviderReference(topic);
  if (topic !== "" && isKnown) {
    checkTopicName({ topic, setting: deadLetterTopic }, report);
    const regex = config["topics.regex"]?.trim() ?? "";
    if (topics?.includes(topic)) {
      report.add("dlq-is-source", {
        setting: deadLetterTopic,
        message: `the dead letter topic ${topic} is also one of topics`,
      });
    } else if (regex !== "" && readJavaRegex(regex).matcher?.test(topic)) {
      report.add("dlq-is-source", {
        setting: deadLetterTopic,
        message: `the dead letter topic ${topic} matches topics.regex`,
      });
    }
  }
  if (topic !== "" && tolerance === "none") {
    report.add("dlq-never-used", {
      setting: deadLetterTopic,
      message: `nothing is ever sent to ${topic}: errors.tolerance is none`,
    });
  }
  if (topic === "" && tolerance === "all") {
    const logs = parseJavaBoolean(config["errors.log.enable"] ?? "false");
    if (logs === false) {
      report.add("errors-dropped", {
        setting: "errors.tolerance",
        message:
          "records that cannot be converted are skipped, neither logged nor kept",
      });
    }
  }
  if (topic === "") {
    for (
      const setting of [
        "errors.deadletterqueue.topic.replication.factor",
        "errors.deadletterqueue.context.headers.enable",
      ]
    ) {
      if (config[setting] !== undefined) {
        report.add("setting-unused", {
          setting,
          message: `${setting} has no effect without ${deadLetterTopic}`,
          fix: `add ${JSON.stringify(deadLetterTopic)}, or remove it`,
        });
      }
    }
    return;
  }
  checkReplicationFactor(config, report);
  if (kind === "datastax" && tolerance === "all") {
    report.add("dlq-not-by-sink", {
      setting: deadLetterTopic,
      message: `records that the sink itself refuses do not go to ${topic}`,
    });
  }
}

function checkReplicationFactor(
  config: CheckContext["config"],
  report: CheckContext["report"],
): void {
  const setting = "errors.deadletterqueue.topic.replication.factor";
  const value = config[setting];
  if (value === undefined) {
    report.add("dlq-replication", {
      setting: deadLetterTopic,
      message: `${setting} is not given, and is 3 by default`,
    });
    return;
  }
  if (/^\s*(0|-[2-9]|-\d{2,})\s*$/.test(value)) {
    report.add("setting-range", {
      setting,
      message:
        `${setting} is ${value.trim()}, with which no topic can be created`,
      fix:
        "set it to the number of brokers, 3 at most; -1 is the default of the brokers",
    });
  }
}
