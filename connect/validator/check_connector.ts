import type { CqlSchema } from "../../cql/schema_model.ts";
import type { CheckContext } from "./checks/check_context.ts";
import { checkConnectSettings } from "./checks/connect_settings.ts";
import { checkConverters } from "./checks/converters.ts";
import { checkMapping } from "./checks/mappings.ts";
import { checkSecurity } from "./checks/security.ts";
import { checkSinkClass } from "./checks/sink_class.ts";
import { checkSinkGlobals } from "./checks/sink_globals.ts";
import {
  checkCodecSettings,
  checkTableSettings,
} from "./checks/table_settings.ts";
import { checkTopicSettings } from "./checks/topic_settings.ts";
import { checkUnknownSettings } from "./checks/unknown_settings.ts";
import {
  type ConnectorConfig,
  type ConnectorDocument,
  hasProviderReference,
} from "./connector_config.ts";
import type { Finding } from "./finding.ts";
import { parseJavaList } from "./java_values.ts";
import type { Replication } from "./replication.ts";
import { Report } from "./report.ts";
import type { SampleRecord } from "./simulate/sample_record.ts";
import { groupTopicSettings } from "./table_groups.ts";

/** What a connector is checked against. */
export interface CheckInput {
  /** Tables that exist, or null if none are known. */
  readonly schema: CqlSchema | null;
  /**
   * Whether `schema` is all there is: then a table that it lacks does not exist; otherwise that table is just unknown.
   *
   * @default {true}
   */
  readonly schemaIsComplete?: boolean;
  /** Replicas of the keyspaces, as far as known. @default {new Map()} */
  readonly replication?: Replication;
  /** Records of the topics, as on the wire. @default {[]} */
  readonly samples?: readonly SampleRecord[];
  /** The present, in milliseconds since 1970. @default {Date.now()} */
  readonly nowMs?: number;
}

/** What was found in a connector's config, and what could not be judged. */
export interface CheckResult {
  readonly findings: readonly Finding[];
  /** What could not be checked, and why; a sentence each. */
  readonly unchecked: readonly string[];
  /** Whether the connector's class is one whose behaviour is known here. */
  readonly judged: boolean;
}

/** Checks a connector's config without any service: all that is wrong with it, gravest first. */
export async function checkConnector(
  document: ConnectorDocument,
  input: CheckInput,
): Promise<CheckResult> {
  const { config } = document;
  const report = new Report();
  checkDocument(document, report);
  const kind = checkSinkClass(config, report);
  const context: CheckContext = {
    config,
    kind,
    topicSettings: groupTopicSettings(config),
    topics: topicsOf(config),
    schema: input.schema,
    schemaIsComplete: input.schemaIsComplete ?? true,
    replication: input.replication ?? new Map(),
    hasSamples: (input.samples?.length ?? 0) > 0,
    nowMs: input.nowMs ?? Date.now(),
    report,
  };
  await checkConnect(context);
  if (kind === "other") {
    return { ...resultOf(report), judged: false };
  }
  await checkSink(context);
  if (input.samples !== undefined && input.samples.length > 0) {
    const { simulateSamples } = await import("./simulate/simulate.ts");
    report.findings.push(
      ...simulateSamples(config, input.samples, {
        dialect: kind === "own" ? "own" : "datastax",
        schema: input.schema,
      }),
    );
  }
  // Whoever has a fault to mend is not to be bothered with speed.
  if (!report.findings.some(({ severity }) => severity === "error")) {
    const { checkTuning } = await import("./checks/tuning.ts");
    checkTuning(context);
  }
  return { ...resultOf(report), judged: true };
}

async function checkConnect(context: CheckContext): Promise<void> {
  const { config } = context;
  const names = Object.keys(config);
  checkConnectSettings(context);
  checkConverters(context);
  // Whatever not every config needs is loaded only by those that do.
  if (names.some((name) => /^(transforms|predicates)(\.|$)/.test(name))) {
    const { checkTransforms } = await import("./checks/transforms.ts");
    checkTransforms(context);
  }
  if (names.some((name) => name.endsWith("plugin.version"))) {
    const { checkPluginVersions } = await import(
      "./checks/plugin_versions.ts"
    );
    checkPluginVersions(context);
  }
  if (
    names.some((name) => /^(consumer|producer|admin)\.override\./.test(name))
  ) {
    const { checkClientOverrides } = await import(
      "./checks/client_overrides.ts"
    );
    checkClientOverrides(context);
  }
}

async function checkSink(context: CheckContext): Promise<void> {
  const { config, topicSettings } = context;
  checkUnknownSettings(context);
  checkSinkGlobals(context);
  checkSecurity(context);
  if (Object.keys(config).some((name) => name.startsWith("datastax-java-"))) {
    const { checkDriverOptions } = await import("./checks/driver.ts");
    checkDriverOptions(context);
  }
  checkTopicSettings(context);
  for (const topic of topicSettings.topics) {
    await checkCodecSettings(topic, context);
    for (const group of topic.tables) {
      checkTableSettings(group, context);
      const mapping = checkMapping(group, context);
      if (group.settings.query !== undefined) {
        const { checkQuery } = await import("./query/check_query.ts");
        checkQuery({ group, mapping }, context);
      }
    }
  }
}

function checkDocument(document: ConnectorDocument, report: Report): void {
  const { config, outerName, unreadable, repeated } = document;
  for (const { setting, lines } of repeated) {
    report.add("setting-repeated", {
      setting,
      message: `${setting} stands ${
        lines.length === 2 ? "twice" : `${lines.length} times`
      }, in the lines ${lines.join(" and ")}: the last one counts`,
    });
  }
  for (const { setting, kind } of unreadable) {
    report.add("setting-not-text", {
      setting,
      message: `${setting} is ${
        kind === "null" ? "null" : kind === "list" ? "a list" : "an object"
      }, not text`,
    });
  }
  if (outerName !== null && config.name !== outerName) {
    report.add("name-mismatch", {
      setting: "name",
      message: `the connector is called ${
        JSON.stringify(outerName)
      } outside and ${JSON.stringify(config.name)} inside its config`,
    });
  }
}

function topicsOf(config: ConnectorConfig): readonly string[] | null {
  const topics = config.topics ?? "";
  const isUnknown = hasProviderReference(topics) ||
    (config["topics.regex"]?.trim() ?? "") !== "";
  return isUnknown ? null : parseJavaList(topics);
}

const order = { error: 0, warning: 1, hint: 2 } as const;

function resultOf(report: Report): Omit<CheckResult, "judged"> {
  return {
    findings: report.findings.toSorted((a, b) =>
      order[a.severity] - order[b.severity]
    ),
    unchecked: report.unchecked,
  };
}
