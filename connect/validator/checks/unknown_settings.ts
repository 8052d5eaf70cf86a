import { connectSettings } from "../catalogue/connect_settings.ts";
import { sinkSettings } from "../catalogue/sink_settings.ts";
import { didYouMean } from "../did_you_mean.ts";
import type { CheckContext } from "./check_context.ts";

/** Prefixes whose settings other checks look into. */
const checkedPrefixes = [
  "topic.",
  "transforms.",
  "predicates.",
  "key.converter.",
  "value.converter.",
  "header.converter.",
  "consumer.override.",
  "producer.override.",
  "admin.override.",
  "datastax-java-driver.",
];

const knownSettings = new Set([
  ...Object.keys(connectSettings),
  ...Object.values(sinkSettings).flatMap((settings) => Object.keys(settings)),
  "datastax-java-driver",
]);

/** Finds settings that neither Connect nor the sink reads, so that a misspelt one has no effect. */
export function checkUnknownSettings(
  { config, kind, report }: CheckContext,
): void {
  for (const setting of Object.keys(config)) {
    const isOwn = setting in sinkSettings.own;
    if (isOwn && kind !== "own") {
      report.add("setting-unknown", {
        setting,
        message: `DataStax's sink has no setting ${setting}`,
        fix: "remove it",
      });
    }
    if (isOwn || knownSettings.has(setting)) continue;
    if (checkedPrefixes.some((prefix) => setting.startsWith(prefix))) continue;
    const meant = meantSetting(setting);
    report.add("setting-unknown", {
      setting,
      message: `nothing reads ${JSON.stringify(setting)}`,
      ...(meant === null ? {} : { fix: `did you mean ${meant}?` }),
    });
  }
}

function meantSetting(setting: string): string | null {
  const dot = setting.indexOf(".");
  const near = didYouMean(setting, knownSettings);
  if (near !== null) return near;
  const removed = renamed[setting];
  if (removed !== undefined) return removed;
  const first = dot === -1 ? "" : setting.slice(0, dot);
  const prefixes = [
    "topic.",
    "transforms.",
    "predicates.",
    "datastax-java-driver.",
  ];
  const prefix = didYouMean(first, prefixes.map((name) => name.slice(0, -1)));
  if (prefix !== null) return `${prefix}${setting.slice(dot)}`;
  return checkedPrefixes.map((prefix) => prefix.slice(0, -1)).find((prefix) =>
    prefix.includes(".") &&
    setting.toLowerCase().startsWith(`${prefix.split(".")[0]!}.`) &&
    setting.split(".").length > 2 &&
    didYouMean(setting.split(".").slice(0, 2).join("."), [prefix]) !== null
  ) ?? null;
}

/** Names that these settings had in other releases, or have in other connectors. */
const renamed: Readonly<Record<string, string>> = {
  "ssl.trustStore": "ssl.truststore.path",
  "ssl.keyStore": "ssl.keystore.path",
  localDc: "loadBalancing.localDc",
  localDatacenter: "loadBalancing.localDc",
  contact_points: "contactPoints",
  "connect.cassandra.contact.points": "contactPoints",
  "connect.cassandra.port": "port",
};
