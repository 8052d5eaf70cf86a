import { hasProviderReference } from "../connector_config.ts";
import { parseJavaInteger } from "../java_values.ts";
import type { CheckContext } from "./check_context.ts";

/** Hints at settings, Kafka's defaults among them, that cost more than a fifth of the throughput, or delay rows. */
export function checkTuning(context: CheckContext): void {
  const { config, report } = context;
  const number = (setting: string, byDefault: bigint) => {
    const value = config[setting] ?? "";
    if (hasProviderReference(value)) return null;
    return value === "" ? byDefault : parseJavaInteger(value, "long");
  };
  const hint = (
    code: "tuning-poll" | "tuning-batch" | "tuning-fetch" | "tuning-recovery",
    setting: string,
    { unless, is }: {
      readonly unless: (value: bigint) => boolean;
      readonly is: bigint;
    },
  ) => {
    const value = number(setting, is);
    if (value === null || unless(value)) return;
    report.add(code, {
      setting,
      message: `${setting} is ${value}${
        config[setting] === undefined ? ", the default" : ""
      }`,
    });
  };
  // This project's sink lost 8 and 18 % by small polls in two runs of `deno task bench --only profiles`: less than a fifth.
  if (context.kind === "datastax") {
    hint("tuning-poll", "consumer.override.max.poll.records", {
      is: 500n,
      unless: (records) => records > 500n,
    });
  }
  hint("tuning-batch", "maxNumberOfRecordsInBatch", {
    is: 32n,
    unless: (records) => records > 1n,
  });
  hint("tuning-fetch", "consumer.override.fetch.min.bytes", {
    is: 1n,
    unless: (bytes) => bytes < 1_000_000n,
  });
  // With the newer protocol it is the broker that sets the time.
  const protocol = config["consumer.override.group.protocol"] ?? "classic";
  if (protocol.trim().toLowerCase() !== "classic") return;
  hint("tuning-recovery", "consumer.override.session.timeout.ms", {
    is: 45_000n,
    unless: (ms) => ms <= 15_000n,
  });
}
