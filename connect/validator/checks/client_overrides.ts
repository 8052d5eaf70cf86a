import clientSettings from "../catalogue/client_settings.json" with {
  type: "json",
};
import { hasProviderReference } from "../connector_config.ts";
import { suggestion } from "../did_you_mean.ts";
import {
  parseJavaBoolean,
  parseJavaInteger,
  parseJavaList,
  type SettingFact,
} from "../java_values.ts";
import type { CheckContext } from "./check_context.ts";

type Facts = Readonly<Record<string, SettingFact>>;

/** Checks `consumer.override.*`, `producer.override.*` and `admin.override.*`. */
export function checkClientOverrides(context: CheckContext): void {
  for (const client of ["consumer", "producer", "admin"] as const) {
    const facts = {
      ...clientSettings.shared,
      ...clientSettings[client],
    } as Facts;
    checkOverrides({ client, facts }, context);
  }
  checkConsumer(context);
}

function checkOverrides(
  { client, facts }: { readonly client: string; readonly facts: Facts },
  { config, report }: CheckContext,
): void {
  const prefix = `${client}.override.`;
  const settings = Object.keys(config).filter((setting) =>
    setting.startsWith(prefix)
  );
  if (settings.length === 0) return;
  const used = client === "consumer" ||
    (config["errors.deadletterqueue.topic.name"]?.trim() ?? "") !== "";
  if (!used) {
    report.add("setting-unused", {
      setting: settings[0]!,
      message: `${
        settings.join(", ")
      } has no effect: a sink has a ${client} only for its dead letter topic`,
    });
    return;
  }
  for (const setting of settings) {
    const name = setting.slice(prefix.length);
    const fact = facts[name];
    if (fact !== undefined) report.checkValue(config, setting, fact);
    else if (!/^(metrics\.context\.|config\.providers)/.test(name)) {
      report.add("client-setting-unknown", {
        setting,
        message: `Kafka's ${client} has no setting ${JSON.stringify(name)}${
          suggestion(name, Object.keys(facts))
        }`,
      });
    }
  }
}

/** A value of a consumer override that is known here, trimmed, or null. */
type Read = (name: string) => string | null;

function checkConsumer(context: CheckContext): void {
  const { config } = context;
  const read: Read = (name) => {
    const value = config[`consumer.override.${name}`];
    return value === undefined || hasProviderReference(value)
      ? null
      : value.trim();
  };
  checkDeserializers(read, context);
  checkOffsets(read, context);
  checkGroup(read, context);
  checkSession(read, context);
  checkAddresses(read, context);
  checkForeign(read, context);
}

function breaks(context: CheckContext, name: string) {
  return (message: string, fix?: string) =>
    context.report.add("client-setting-breaks-sink", {
      setting: `consumer.override.${name}`,
      message,
      ...(fix === undefined ? {} : { fix }),
    });
}

function checkDeserializers(read: Read, context: CheckContext): void {
  const bytes = "org.apache.kafka.common.serialization.ByteArrayDeserializer";
  for (const name of ["key.deserializer", "value.deserializer"]) {
    const className = read(name);
    if (className === null || className === bytes) continue;
    breaks(context, name)(
      `Connect's converters need the bytes as they are, but ${name} is ${className}`,
      "remove the override; choose key.converter and value.converter instead",
    );
  }
}

function checkOffsets(read: Read, context: CheckContext): void {
  const { report } = context;
  const reset = read("auto.offset.reset");
  const setting = "consumer.override.auto.offset.reset";
  if (reset === "none") {
    breaks(context, "auto.offset.reset")(
      "a new connector has no offsets, and with none its task fails for lack of them",
      "write earliest, or latest to skip what is in the topic already",
    );
  } else if (reset === "latest") {
    report.add(
      context.hasSamples ? "client-setting-skips" : "client-setting-risky",
      {
        setting,
        message:
          "a new connector skips every record that is in the topic before it starts",
        fix: "write earliest, or remove the override",
      },
    );
  } else if (
    reset !== null && reset !== "earliest" &&
    !/^by_duration:P(?!$)(\d+D)?(T(?!$)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/i.test(
      reset,
    )
  ) {
    report.add("setting-choice", {
      setting,
      message: `${setting} must be earliest, latest, none or by_duration:…, ` +
        `but is ${JSON.stringify(reset)}`,
      fix: "write earliest, in lower case",
    });
  }
  if (parseJavaBoolean(read("enable.auto.commit") ?? "false")) {
    report.add("client-setting-risky", {
      setting: "consumer.override.enable.auto.commit",
      message:
        "offsets are committed before their records are rows, so a crash loses records",
      fix: "remove the override: Connect commits what the sink has written",
    });
  }
}

function checkGroup(read: Read, context: CheckContext): void {
  if (read("group.id") === "") {
    breaks(context, "group.id")("the consumer needs a group id");
  }
  const instance = read("group.instance.id");
  const tasks = parseJavaInteger(context.config["tasks.max"] ?? "1", "int");
  if (instance !== null && instance !== "" && (tasks ?? 1n) > 1n) {
    breaks(context, "group.instance.id")(
      `${tasks} tasks would share the instance id ${instance}, and each would fence off the other`,
      "remove the override, or set tasks.max to 1",
    );
  }
  const strategy = read("partition.assignment.strategy");
  for (const name of parseJavaList(strategy ?? "")) {
    if (assignors.includes(name)) continue;
    judgeClass(context, {
      name: "partition.assignment.strategy",
      className: name,
      known: assignors,
    });
  }
}

const assignors = ["Range", "RoundRobin", "Sticky", "CooperativeSticky"].map((
  name,
) => `org.apache.kafka.clients.consumer.${name}Assignor`);

function checkSession(read: Read, context: CheckContext): void {
  const millis = (name: string, byDefault: bigint) => {
    const value = read(name);
    return value === null ? byDefault : parseJavaInteger(value, "int");
  };
  if (read("group.protocol")?.toLowerCase() === "consumer") {
    for (
      const name of [
        "session.timeout.ms",
        "heartbeat.interval.ms",
        "partition.assignment.strategy",
      ]
    ) {
      if (read(name) !== null) {
        breaks(context, name)(
          `${name} cannot be set with group.protocol=consumer`,
        );
      }
    }
    return;
  }
  if (read("group.remote.assignor") !== null) {
    breaks(context, "group.remote.assignor")(
      "group.remote.assignor can only be set with group.protocol=consumer",
    );
  }
  const session = millis("session.timeout.ms", 45000n);
  const heartbeat = millis("heartbeat.interval.ms", 3000n);
  if (session === null || heartbeat === null) return;
  if (heartbeat >= session) {
    breaks(
      context,
      read("heartbeat.interval.ms") === null
        ? "session.timeout.ms"
        : "heartbeat.interval.ms",
    )(
      `the heartbeat interval (${heartbeat} ms) must be below the session timeout (${session} ms)`,
      "set heartbeat.interval.ms to a third of session.timeout.ms",
    );
  } else if (session < 6000n || session > 1800000n) {
    breaks(context, "session.timeout.ms")(
      `brokers admit session timeouts from 6000 to 1800000 ms unless told otherwise, but it is ${session}`,
      "set it between 6000 and 1800000",
    );
  }
}

function checkForeign(read: Read, context: CheckContext): void {
  const { report } = context;
  const protocol = read("security.protocol")?.toUpperCase() ?? "PLAINTEXT";
  if (protocol !== "PLAINTEXT") {
    report.couldNotCheck(
      `consumer.override.security.protocol: whether the brokers speak ${protocol}`,
    );
  }
  for (const name of ["interceptor.classes", "metric.reporters"]) {
    for (const className of parseJavaList(read(name) ?? "")) {
      const known = name === "metric.reporters" ? reporters : [];
      if (known.includes(className)) continue;
      judgeClass(context, { name, className, known });
    }
  }
  for (
    const name of [
      "ssl.engine.factory.class",
      "sasl.login.class",
      "sasl.login.callback.handler.class",
      "sasl.client.callback.handler.class",
    ]
  ) {
    const className = read(name);
    // Kafka has some of its own for these, in packages of which there is no list here.
    if (className === null || className.startsWith("org.apache.kafka.")) {
      continue;
    }
    judgeClass(context, { name, className, known: [] });
  }
}

const reporters = ["org.apache.kafka.common.metrics.JmxReporter"];

/** Packages of those who publish classes for Kafka's clients, which are found on many a worker's class path. */
const vendors =
  /^(io\.confluent|io\.opentelemetry|io\.opentracing|io\.strimzi|io\.apicurio|brave|com\.datadoghq|datadog|com\.ibm|com\.azure|com\.microsoft|com\.google|com\.amazonaws|software\.amazon|com\.linkedin)\./;

// The consumer finds its classes on the worker's class path and in the sink's folder, where the sink as published brings none.
function judgeClass(
  context: CheckContext,
  { name, className, known }: {
    readonly name: string;
    readonly className: string;
    readonly known: readonly string[];
  },
): void {
  if (vendors.test(className)) {
    context.report.couldNotCheck(
      `consumer.override.${name}: whether the worker has the class ${className}`,
    );
    return;
  }
  const isKafkas = /^(org\.apache\.kafka|java|javax)\.|^[^.]*$/.test(className);
  breaks(context, name)(
    isKafkas
      ? `there is no class ${className}${suggestion(className, known)} for it`
      : `neither Kafka nor the sink has the class ${className}`,
    known.length === 0
      ? "correct the class's name, or remove the override"
      : `write one of ${known.join(", ")}`,
  );
}

function checkAddresses(read: Read, context: CheckContext): void {
  const servers = read("bootstrap.servers");
  if (servers === null) return;
  for (const server of parseJavaList(servers)) {
    const port = /^.*?([^:/]+|\[[0-9a-fA-F:.]+\]):(\d+)$/.exec(server)?.[2];
    if (port !== undefined && Number(port) <= 65535) continue;
    breaks(context, "bootstrap.servers")(
      `${JSON.stringify(server)} is not host:port`,
      "write host:port",
    );
    return;
  }
  context.report.couldNotCheck(
    "consumer.override.bootstrap.servers: whether another Kafka cluster answers there",
  );
}
