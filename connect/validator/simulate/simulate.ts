import type { CqlSchema } from "../../../cql/schema_model.ts";
import type { ConnectorConfig } from "../connector_config.ts";
import type { Finding } from "../finding.ts";
import { readJavaRegex } from "../java_regex.ts";
import { Pipeline, type SampleOutcome } from "./pipeline.ts";
import type { SampleRecord } from "./sample_record.ts";
import type { Dialect } from "./sink/table_target.ts";
import { Verdict } from "./verdict.ts";

/**
 * Sends sample records through a connector's converters, SMTs, mapping and codecs, as its worker and sink would, and
 * says which of them fail, get lost or are stored as something else. What cannot be simulated is never an error.
 *
 * A config with a fault of its own, such as a mapping that does not parse, is left to the other checks.
 */
export function simulateSamples(
  config: ConnectorConfig,
  samples: readonly SampleRecord[],
  { dialect, schema }: {
    readonly dialect: Dialect;
    /** Tables that exist, or null if none are known. */
    readonly schema: CqlSchema | null;
  },
): Finding[] {
  if (samples.length === 0) return [];
  const subscribed = subscription(config);
  const read = samples.filter(({ topic }) => subscribed(topic));
  const verdict = new Verdict(config, dialect);
  if (read.length === 0) return verdict.noSampleOf(samples);
  const pipeline = new Pipeline(config, dialect, schema);
  const outcomes: SampleOutcome[] = read.map((sample) => pipeline.run(sample));
  return verdict.judge(outcomes);
}

function subscription(config: ConnectorConfig): (topic: string) => boolean {
  const regex = config["topics.regex"];
  if (regex !== undefined && regex.trim() !== "") {
    const { matcher } = readJavaRegex(regex);
    return (topic) => matcher === null || matcher.test(topic);
  }
  const topics = (config.topics ?? "").split(",").map((topic) => topic.trim());
  return (topic) => topics.includes(topic);
}
