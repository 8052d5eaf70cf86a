import type { ConnectorConfig } from "./connector_config.ts";
import type { Finding, Severity } from "./finding.ts";

/** Styles for what people read on a terminal; each returns its text as it is where there is none. */
export interface Styles {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

/** Longest line of a value that is shown whole, in characters. */
const maxLine = 96;

/**
 * Shows a finding as a compiler would: what is wrong, in which setting of which file, the wrong part of the value
 * underlined, and the fix.
 */
export function renderFinding(
  finding: Finding,
  { file, config, style }: {
    readonly file: string;
    readonly config: ConnectorConfig;
    readonly style: Styles;
  },
): string {
  const { severity, code, setting, message, fix } = finding;
  const color = colorOf(severity, style);
  const place = setting === null ? file : `${file}: ${setting}`;
  const lines = [
    `${color(`${severity}[${code}]`)}${style.bold(`: ${message}`)}`,
    `  ${style.cyan("-->")} ${place}`,
  ];
  const value = setting === null ? undefined : config[setting];
  if (finding.where !== null && value !== undefined) {
    const bar = style.cyan("   |");
    const { text, start, length } = excerpt(value, finding.where);
    lines.push(
      bar,
      `${bar} ${text}`,
      `${bar} ${" ".repeat(start)}${color("^".repeat(length))}`,
    );
  }
  lines.push(`   ${style.cyan("=")} ${style.bold("fix")}: ${fix}`);
  return lines.join("\n");
}

/** A sentence on how many findings of each severity there are. */
export function summarize(findings: readonly Finding[]): string {
  const count = (severity: Severity) =>
    findings.filter((finding) => finding.severity === severity).length;
  const parts = (["error", "warning", "hint"] as const).flatMap((severity) => {
    const number = count(severity);
    return number === 0
      ? []
      : `${number} ${severity}${number === 1 ? "" : "s"}`;
  });
  return parts.length === 0 ? "no fault found" : parts.join(", ");
}

function colorOf(severity: Severity, style: Styles) {
  switch (severity) {
    case "error":
      return style.red;
    case "warning":
      return style.yellow;
    case "hint":
      return style.cyan;
  }
}

/** The line of the value that the part begins on, cut so that the part is in sight, and where in it the part stands. */
function excerpt(
  value: string,
  where: NonNullable<Finding["where"]>,
): { readonly text: string; readonly start: number; readonly length: number } {
  const lineStart = value.lastIndexOf("\n", where.start - 1) + 1;
  const lineEnd = value.indexOf("\n", where.start);
  const line = value.slice(lineStart, lineEnd === -1 ? undefined : lineEnd);
  const start = where.start - lineStart;
  const end = Math.min(where.end - lineStart, Math.max(line.length, start + 1));
  let from = 0;
  if (line.length > maxLine) {
    const room = Math.max(0, maxLine - (end - start));
    from = Math.max(
      0,
      Math.min(start - Math.floor(room / 2), line.length - maxLine),
    );
  }
  const cut = line.slice(from, from + maxLine);
  const before = from > 0 ? "…" : "";
  const after = from + maxLine < line.length ? "…" : "";
  // Whatever is not one column wide would shift the mark.
  // deno-lint-ignore no-control-regex -- control characters are what is replaced
  const visible = cut.replace(/[\x00-\x1f\x7f]/g, " ");
  return {
    text: before + visible + after,
    start: before.length + start - from,
    length: Math.max(1, Math.min(end - start, maxLine - (start - from))),
  };
}
