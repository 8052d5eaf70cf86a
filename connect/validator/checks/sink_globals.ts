import { hasProviderReference } from "../connector_config.ts";
import {
  parseJavaBoolean,
  parseJavaInteger,
  parseJavaList,
} from "../java_values.ts";
import { sinkSettings } from "../catalogue/sink_settings.ts";
import type { CheckContext } from "./check_context.ts";

const bundle = "cloud.secureConnectBundle";
const driverBundle = "datastax-java-driver.basic.cloud.secure-connect-bundle";
const localDc = "loadBalancing.localDc";
const driverLocalDc =
  "datastax-java-driver.basic.load-balancing-policy.local-datacenter";

/** Checks the sink's global settings, and how they fit together. */
export function checkSinkGlobals(context: CheckContext): void {
  const { config, report } = context;
  const { globals, own } = sinkSettings;
  const facts = context.kind === "own" ? { ...globals, ...own } : globals;
  for (const [setting, fact] of Object.entries(facts)) {
    report.checkValue(config, setting, fact);
  }
  checkEmptyBundle(context);
  if (isCloud(context)) checkCloud(context);
  else checkContactPoints(context);
  checkCompression(context);
  checkSnappy(context);
  checkIgnoreErrors(context);
  checkLatency(context);
  checkJmxDomain(context);
}

function checkEmptyBundle({ config, report }: CheckContext): void {
  const setting = config[bundle] === undefined ? driverBundle : bundle;
  if (config[setting]?.trim() !== "") return;
  report.add("cloud-bundle-empty", {
    setting,
    message: `${setting} is empty`,
  });
}

function isCloud({ config }: CheckContext): boolean {
  return shortcutOr(config, bundle, driverBundle) !== "";
}

/** The datacenter that the sink talks to, or null if the config does not tell. */
export function localDatacenterOf(
  config: CheckContext["config"],
): string | null {
  const name = shortcutOr(config, localDc, driverLocalDc);
  return name === "" || hasProviderReference(name) ? null : name;
}

// A shortcut that is present wins, even when it is empty.
function shortcutOr(
  config: CheckContext["config"],
  shortcut: string,
  long: string,
): string {
  return config[shortcut] ?? config[long] ?? "";
}

function checkContactPoints({ config, report }: CheckContext): void {
  const value = config.contactPoints ?? "";
  const known = !hasProviderReference(value);
  const contactPoints = parseJavaList(value);
  if (
    contactPoints.length > 0 &&
    shortcutOr(config, localDc, driverLocalDc) === ""
  ) {
    report.add("local-dc-missing", {
      setting: config[localDc] === "" ? localDc : "contactPoints",
      message: config[localDc] === "" && config[driverLocalDc]
        ? `${localDc} is empty, and hides ${driverLocalDc}`
        : "contactPoints is given, but not the local datacenter",
    });
  }
  if (known) {
    for (const host of contactPoints) {
      const fault = faultOfHost(host);
      if (fault === null) continue;
      const start = value.indexOf(host);
      report.add("contact-point-invalid", {
        setting: "contactPoints",
        message: `${JSON.stringify(host)} is no contact point: ${fault}`,
        where: { start, end: start + Math.max(1, host.length) },
      });
    }
  }
  const hasDriverPoints = Object.keys(config).some((setting) =>
    setting.startsWith("datastax-java-driver.basic.contact-points")
  );
  if (
    contactPoints.length === 0 && config.port !== undefined &&
    !hasDriverPoints &&
    config.port.trim() !== "9042"
  ) {
    report.add("port-unused", {
      setting: "port",
      message: `port ${config.port} has no effect without contactPoints`,
    });
  }
  const port = parseJavaInteger(config.port ?? "", "int");
  if (port !== null && port > 65535n) {
    report.add("port-impossible", {
      setting: "port",
      message: `there is no port ${port}`,
    });
  }
}

/** Why the sink refuses a contact point, or null. */
export function faultOfHost(host: string): string | null {
  if (host === "") return "it is empty, a comma too many";
  if (isIpAddress(host)) return null;
  if (/:\d+$/.test(host)) return "the port is a setting of its own, port";
  if (/^\w+:\/\//.test(host)) return "it must be a host, not a URL";
  if (host.startsWith("[")) return "an IPv6 address stands without brackets";
  const labels = host.replace(/[.\u3002\uFF0E\uFF61]$/, "").split(
    /[.\u3002\uFF0E\uFF61]/,
  );
  for (const label of labels) {
    if (label === "") return "a part between dots is empty";
    if (label.length > 63) return "a part between dots is over 63 characters";
    // deno-lint-ignore no-control-regex -- the ASCII range is what is meant
    if (/[^a-zA-Z0-9_-]/.test(label.replace(/[^\x00-\x7f]/g, ""))) {
      return "a name has letters, digits, dashes, underscores and dots only";
    }
    if (/^[-_]|[-_]$/.test(label)) {
      return "no part may begin or end with - or _";
    }
  }
  if (/^\d/.test(labels.at(-1)!)) {
    return "the last part may not begin with a digit, unless it is an IP address";
  }
  return host.length > 253 ? "it is over 253 characters" : null;
}

function isIpAddress(host: string): boolean {
  const octets = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host);
  if (octets !== null) {
    return octets.slice(1).every((octet) =>
      Number(octet) <= 255 && (octet.length === 1 || !octet.startsWith("0"))
    );
  }
  return host.includes(":") && !host.includes("[") && !host.includes("%") &&
    URL.canParse(`http://[${host}]`);
}

function checkCloud({ config, report }: CheckContext): void {
  const conflicts = Object.keys(config).filter((setting) =>
    setting.startsWith("ssl.") ||
    (setting === "contactPoints" &&
      parseJavaList(config.contactPoints!).length > 0)
  );
  if (shortcutOr(config, localDc, driverLocalDc) !== "") {
    conflicts.push(config[localDc] === undefined ? driverLocalDc : localDc);
  }
  for (const setting of conflicts) {
    report.add("cloud-conflict", {
      setting,
      message: `${setting} cannot stand beside a secure connect bundle`,
    });
  }
  checkBase64(bundle, { config, report });
}

/** Checks that a value that begins with `base64:` goes on so. */
export function checkBase64(
  setting: string,
  { config, report }: Pick<CheckContext, "config" | "report">,
): void {
  const value = config[setting];
  if (!value?.startsWith("base64:") || hasProviderReference(value)) return;
  const text = value.slice("base64:".length).replace(/[\r\n]/g, "");
  if (
    /^[A-Za-z0-9+/]*={0,2}$/.test(text) &&
    text.replace(/=/g, "").length % 4 !== 1
  ) {
    return;
  }
  report.add("base64-invalid", {
    setting,
    message: `${setting} is not Base64 after "base64:"`,
  });
}

function checkCompression({ config, report }: CheckContext): void {
  const value = config.compression;
  if (value !== undefined && value !== value.trim()) {
    if (["none", "lz4", "snappy"].includes(value.trim().toLowerCase())) {
      report.add("compression-blank", {
        setting: "compression",
        message: `compression is ${JSON.stringify(value)}, with a blank`,
      });
    }
  }
}

function checkSnappy({ config, report }: CheckContext): void {
  const setting = config.compression === undefined
    ? "datastax-java-driver.advanced.protocol.compression"
    : "compression";
  if (config[setting]?.trim().toLowerCase() !== "snappy") return;
  const version = config["datastax-java-driver.advanced.protocol.version"] ??
    "";
  if (["V3", "V4"].includes(version) || hasProviderReference(version)) return;
  report.add("compression-snappy", {
    setting,
    message: `${setting} is Snappy, which protocol version 5 does not have`,
  });
}

function checkIgnoreErrors({ config, kind, report }: CheckContext): void {
  const value = config.ignoreErrors;
  if (value === undefined || hasProviderReference(value)) return;
  const setting = "ignoreErrors";
  switch (value.trim().toLowerCase()) {
    case "none":
      return;
    case "false":
      report.add("ignore-errors-deprecated", {
        setting,
        message: "ignoreErrors=false is deprecated",
        fix: "write None",
      });
      return;
    case "true":
      report.add("ignore-errors-deprecated", {
        setting,
        message: "ignoreErrors=true is deprecated",
        fix: "write Driver, or better None",
      });
      break;
    case "all":
    case "driver":
      break;
    default:
      report.add(kind === "own" ? "setting-choice" : "ignore-errors-invalid", {
        setting,
        message: `ignoreErrors is ${
          JSON.stringify(value)
        }, which is none of None, Driver and All`,
        fix: "write None, Driver or All",
      });
      return;
  }
  report.add("ignore-errors-drops", {
    setting,
    message: `with ignoreErrors=${value.trim()} ${
      value.trim().toLowerCase() === "all"
        ? "records that cannot be mapped or written"
        : "records that the database refuses"
    } are skipped and lost`,
  });
}

function checkLatency({ config, report }: CheckContext): void {
  const seconds = (setting: string, byDefault: bigint) =>
    config[setting] === undefined
      ? byDefault
      : parseJavaInteger(config[setting], "int");
  const latency = seconds("metricsHighestLatency", 35n);
  const timeout = seconds("queryExecutionTimeout", 30n);
  if (latency === null || timeout === null || latency > timeout) return;
  report.add("latency-below-timeout", {
    setting: config.metricsHighestLatency === undefined
      ? "queryExecutionTimeout"
      : "metricsHighestLatency",
    message:
      `metricsHighestLatency is ${latency} s, queryExecutionTimeout ${timeout} s`,
  });
}

function checkJmxDomain({ config, kind, report }: CheckContext): void {
  const domain = config.jmxConnectorDomain;
  if (domain === undefined || hasProviderReference(domain)) return;
  if (!/[:*?\n]/.test(domain)) return;
  // Only this project's sink checks the name when it reports nothing.
  if (kind !== "own" && parseJavaBoolean(config.jmx ?? "true") === false) {
    return;
  }
  report.add("jmx-domain-invalid", {
    setting: "jmxConnectorDomain",
    message: `no JMX domain can be called ${JSON.stringify(domain)}`,
  });
}
