import { hasProviderReference } from "../connector_config.ts";
import { didYouMean } from "../did_you_mean.ts";
import { checkClassBlanks } from "./classes.ts";
import type { Report } from "../report.ts";
import type { ConnectorConfig } from "../connector_config.ts";

/** DataStax's sink. */
export const datastaxClass =
  "com.datastax.oss.kafka.sink.CassandraSinkConnector";

/** This project's sink, of the same engine. */
export const ownClass =
  "io.github.citiesweather.connect.CassandraSinkConnector";

const sinkClasses = [
  datastaxClass,
  ownClass,
  "com.datastax.kafkaconnector.DseSinkConnector",
];

// Connect's aliases: the simple name, and the simple name without "Connector".
const aliases = [
  "CassandraSinkConnector",
  "CassandraSink",
  "DseSinkConnector",
  "DseSink",
];

/** Which sink a config is for: one whose behaviour is known here, another one, or none that exists. */
export type SinkKind = "datastax" | "own" | "other" | "wrong";

/** Judges `connector.class`: the other checks hold for the two Cassandra sinks only. */
export function checkSinkClass(
  config: ConnectorConfig,
  report: Report,
): SinkKind {
  const setting = "connector.class";
  checkClassBlanks(setting, config[setting] ?? "", report);
  const name = config[setting]?.trim();
  // What is missing is reported with Connect's other settings; it is a Cassandra sink's config all the same.
  if (name === undefined) return "datastax";
  if (sinkClasses.includes(name)) return name === ownClass ? "own" : "datastax";
  if (hasProviderReference(name)) {
    report.couldNotCheck("connector.class: the class is a reference");
    return "other";
  }
  if (aliases.includes(name)) {
    report.add("class-alias", {
      setting,
      message: `${name} is a short name`,
      fix: `write ${datastaxClass} or ${ownClass}`,
    });
    return "datastax";
  }
  const simple = name.slice(name.lastIndexOf(".") + 1);
  const meant = didYouMean(name, sinkClasses) ?? didYouMean(name, aliases) ??
    (name.startsWith("com.datastax.") || name.startsWith("io.github.cities")
      ? datastaxClass
      : null);
  if (name === "" || meant !== null) {
    report.add("class-misspelt", {
      setting,
      message: name === ""
        ? "connector.class is empty"
        : `there is no connector class ${name}`,
      fix: meant === null
        ? `write ${datastaxClass} or ${ownClass}`
        : `did you mean ${meant}?`,
    });
    return "wrong";
  }
  report.couldNotCheck(
    `connector.class: ${simple} is another connector, whose settings are not known here`,
  );
  return "other";
}
