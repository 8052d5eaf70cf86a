import { hasProviderReference } from "../connector_config.ts";
import { apacheConverterOf } from "./converters.ts";
import type { CheckContext } from "./check_context.ts";

/** The Kafka release whose classes are catalogued here: each of its plugins has its version. */
const kafkaVersion = "4.3.1";

/** Checks `connector.plugin.version` and its like (Kafka 4.1 and later), which choose among versions of a plugin. */
export function checkPluginVersions({ config, report }: CheckContext): void {
  for (const [setting, value] of Object.entries(config)) {
    if (!setting.endsWith("plugin.version")) continue;
    const owner = setting.slice(0, -".plugin.version".length);
    if (!isOwner(owner) || hasProviderReference(value)) continue;
    if (owner === "header.converter" && config[owner] === undefined) {
      report.add("version-without-class", {
        setting,
        message: `${setting} is given without ${owner}`,
        fix: `add ${JSON.stringify(owner)}, or remove the version`,
      });
      continue;
    }
    const text = value.trim();
    if (!isVersionSpec(text)) {
      report.add("version-range-invalid", {
        setting,
        message: text === ""
          ? `${setting} is empty`
          : `${JSON.stringify(value)} is no range of versions`,
      });
    } else if (isOfKafka(owner, config)) {
      if (text !== "latest" && !admits(text, kafkaVersion)) {
        report.add("version-unavailable", {
          setting,
          message:
            `Kafka's own classes have the version ${kafkaVersion}, which ${text} does not admit`,
        });
      }
    } else if (text !== "latest") {
      report.couldNotCheck(
        `${setting}: whether the worker has a version ${text}`,
      );
    }
  }
}

function isOwner(owner: string): boolean {
  return owner === "connector" ||
    /^(key|value|header)\.converter$/.test(owner) ||
    /^(transforms|predicates)\..+$/.test(owner);
}

function isOfKafka(owner: string, config: CheckContext["config"]): boolean {
  if (owner === "connector") return false;
  if (owner.endsWith(".converter")) {
    return apacheConverterOf(config[owner]?.trim() ?? "") !== null;
  }
  return config[`${owner}.type`]?.startsWith("org.apache.kafka.") ?? false;
}

const rangePattern = /([[(])([^,[\]()]*)(,?)([^,[\]()]*)([\])])/g;

// Without brackets it is one version; with them Maven's ranges, of which a single version needs square ones.
function isVersionSpec(text: string): boolean {
  if (text === "") return false;
  if (!/^[[(]/.test(text)) return true;
  const rest = text.replace(
    rangePattern,
    (whole, open, low, comma, _high, close) =>
      comma === "" && (open !== "[" || close !== "]" || low.trim() === "")
        ? whole
        : "",
  );
  return /^[\s,]*$/.test(rest);
}

function admits(text: string, version: string): boolean {
  if (!/^[[(]/.test(text)) {
    // Whatever this is, Connect does not look for it.
    return text.includes(",") || compareVersions(text, version) === 0;
  }
  return [...text.matchAll(rangePattern)].some(
    ([, open, low = "", comma, high = "", close]) => {
      if (comma === "") return compareVersions(low.trim(), version) === 0;
      const fromLow = low.trim() === ""
        ? 1
        : compareVersions(version, low.trim());
      const toHigh = high.trim() === ""
        ? 1
        : compareVersions(high.trim(), version);
      return (open === "[" ? fromLow >= 0 : fromLow > 0) &&
        (close === "]" ? toHigh >= 0 : toHigh > 0);
    },
  );
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) =>
    text.split(/[.-]/).map((part) => /^\d+$/.test(part) ? Number(part) : NaN)
  );
  for (let i = 0; i < Math.max(left!.length, right!.length); i++) {
    const difference = (left![i] ?? 0) - (right![i] ?? 0);
    if (difference !== 0) return Number.isNaN(difference) ? -1 : difference;
  }
  return 0;
}
