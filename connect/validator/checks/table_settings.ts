import {
  bindVariable,
  MappingSyntaxError,
  parseMapping,
  ttlVariable,
} from "../mapping.ts";
import { hasProviderReference } from "../connector_config.ts";
import { didYouMean } from "../did_you_mean.ts";
import { parseJavaInteger, type SettingFact } from "../java_values.ts";
import { faultOfLevel } from "../replication.ts";
import type { TableGroup } from "../table_groups.ts";
import { localDatacenterOf } from "./sink_globals.ts";
import type { CheckContext } from "./check_context.ts";

/** Names of `java.util.concurrent.TimeUnit`, and how many nanoseconds each is. */
export const timeUnits = {
  NANOSECONDS: 1n,
  MICROSECONDS: 1000n,
  MILLISECONDS: 1000000n,
  SECONDS: 1000000000n,
  MINUTES: 60000000000n,
  HOURS: 3600000000000n,
  DAYS: 86400000000000n,
} as const;

const unit: SettingFact = { type: "string", oneOf: Object.keys(timeUnits) };

const facts = {
  consistencyLevel: {
    type: "string",
    oneOf: [
      "ANY",
      "ONE",
      "TWO",
      "THREE",
      "QUORUM",
      "ALL",
      "LOCAL_ONE",
      "LOCAL_QUORUM",
      "EACH_QUORUM",
      "SERIAL",
      "LOCAL_SERIAL",
    ],
    ignoreCase: true,
  },
  ttl: { type: "int", min: -1 },
  ttlTimeUnit: unit,
  timestampTimeUnit: unit,
  nullToUnset: { type: "boolean" },
  deletesEnabled: { type: "boolean" },
} as const satisfies Readonly<Record<string, SettingFact>>;

/** Longest TTL that Cassandra takes: 20 years of 365 days, in seconds. */
export const maxTtlSeconds = 630720000n;

/** Latest expiry that fits 32 bits, less the two values that Cassandra reserves; seconds since 1970. */
const maxExpirySeconds = 2147483646n;

/** Checks the settings of one topic and table, but for its mapping and query. */
export function checkTableSettings(
  group: TableGroup,
  context: CheckContext,
): void {
  const { config, report } = context;
  for (const [name, fact] of Object.entries(facts)) {
    report.checkValue(config, group.prefix + name, fact);
  }
  const level = group.settings.consistencyLevel?.trim().toUpperCase() ?? "";
  if (level === "SERIAL" || level === "LOCAL_SERIAL") {
    report.add("consistency-not-for-writes", {
      setting: `${group.prefix}consistencyLevel`,
      message: `nothing can be written at consistency level ${level}`,
    });
  }
  checkReplicas(level, group, context);
  checkTtl(group, context);
}

function checkReplicas(
  level: string,
  group: TableGroup,
  { config, kind, replication, report }: CheckContext,
): void {
  const keyspace = group.keyspace.internal;
  const known = replication.get(keyspace);
  if (known === undefined) return;
  const fault = faultOfLevel({
    level: level === "" ? "LOCAL_ONE" : level,
    localDatacenter: localDatacenterOf(config),
    kind,
  }, known);
  if (fault === null) return;
  report.add("consistency-above-replication", {
    setting: level === ""
      ? `${group.prefix}mapping`
      : `${group.prefix}consistencyLevel`,
    message: `keyspace ${keyspace}: ${fault}`,
  });
}

function checkTtl({ settings, prefix }: TableGroup, context: CheckContext) {
  const { report } = context;
  const setting = `${prefix}ttl`;
  const ttl = parseJavaInteger(settings.ttl ?? "-1", "int");
  const unitName = (settings.ttlTimeUnit ?? "SECONDS").trim();
  if (ttl === null || ttl < 0n || !Object.hasOwn(timeUnits, unitName)) return;
  if (settings.query !== undefined || mapsTtl(settings.mapping)) return;
  const nanos = ttl * timeUnits[unitName as keyof typeof timeUnits];
  const seconds = nanos / timeUnits.SECONDS;
  if (ttl === 0n) {
    report.add("ttl-zero", { setting, message: "ttl is 0" });
  } else if (seconds === 0n) {
    report.add("ttl-cut-off", {
      setting,
      message: `ttl is ${ttl} ${unitName.toLowerCase()}, less than a second`,
    });
  } else if (seconds > maxTtlSeconds) {
    report.add("ttl-too-long", {
      setting,
      message:
        `ttl is ${ttl} ${unitName.toLowerCase()}, ${seconds} seconds: more than ${maxTtlSeconds}`,
    });
  } else if (
    BigInt(Math.floor(context.nowMs / 1000)) + seconds > maxExpirySeconds
  ) {
    report.add("ttl-after-2038", {
      setting,
      message:
        `ttl is ${ttl} ${unitName.toLowerCase()}: what is written now would expire after 19 January 2038`,
    });
  } else if (
    unitName === "SECONDS" && ttl >= 86400000n && ttl % 3600000n === 0n
  ) {
    report.add("ttl-magnitude", {
      setting,
      message: `ttl is ${ttl} seconds, ${
        seconds / 31536000n
      } years; in milliseconds it would be ${ttl / 86400000n} days`,
      fix: 'write the TTL in seconds, or add "ttlTimeUnit": "MILLISECONDS"',
    });
  }
}

/** Checks the codec settings of one topic. */
export async function checkCodecSettings(
  { topic, codec }: {
    readonly topic: string;
    readonly codec: Readonly<Record<string, string | undefined>>;
  },
  { kind, report }: CheckContext,
): Promise<void> {
  for (const [name, raw] of Object.entries(codec)) {
    if (raw === undefined || hasProviderReference(raw)) continue;
    // This project's sink reads the unit as it is written.
    const value = kind === "own" && name === "unit" ? raw : raw.trim();
    const fault = await faultOfCodec(name, { value, kind });
    if (fault === null) continue;
    const shift = raw.length - raw.trimStart().length;
    report.add("codec-invalid", {
      setting: `topic.${topic}.codec.${name}`,
      message: `codec.${name} is ${JSON.stringify(raw)}: ${fault.message}`,
      ...(fault.fix === undefined ? {} : { fix: fault.fix }),
      where: fault.index === undefined
        ? null
        : { start: fault.index + shift, end: fault.index + shift + 1 },
    });
  }
}

interface CodecFault {
  readonly message: string;
  readonly fix?: string;
  readonly index?: number;
}

async function faultOfCodec(
  name: string,
  { value, kind }: {
    readonly value: string;
    readonly kind: CheckContext["kind"];
  },
): Promise<CodecFault | null> {
  switch (name) {
    case "locale":
      return value === ""
        ? { message: "it is empty", fix: "write language_COUNTRY, as in en_US" }
        : kind === "own" && !/^[A-Za-z]{2,8}([_-][A-Za-z0-9]+)*$/.test(value)
        ? { message: "it is no locale", fix: "write one such as en_US" }
        : null;
    case "unit":
      return Object.hasOwn(timeUnits, value)
        ? null
        : { message: "there is no such unit", ...unitFix(value) };
    case "timeZone": {
      const { faultOfZone } = await import("../java_zones.ts");
      return faultOfZone(value);
    }
    default: {
      const { faultOfTemporalFormat } = await import("../java_formats.ts");
      return faultOfTemporalFormat(value);
    }
  }
}

function unitFix(value: string): { readonly fix: string } {
  const names = Object.keys(timeUnits);
  const meant = didYouMean(value.toUpperCase(), names);
  return {
    fix: meant === null
      ? `write one of ${names.join(", ")}`
      : `write ${meant}, in upper case`,
  };
}

// A mapping's own TTL wins, so that the setting is never used.
function mapsTtl(mapping: string | undefined): boolean {
  if (mapping === undefined) return false;
  try {
    return parseMapping(mapping).entries.some(({ column }) =>
      bindVariable(column) === ttlVariable
    );
  } catch (error) {
    if (error instanceof MappingSyntaxError) return false;
    throw error;
  }
}
