import type { Finding, Severity } from "./finding.ts";

/** What a kind of finding means, wherever it occurs. */
export interface CodeDescription {
  readonly severity: Severity;
  /** The mistake in a few words. */
  readonly title: string;
  /** What happens at the sink, and why. */
  readonly explanation: string;
  /** What to do about it in general. */
  readonly fix: string;
}

/** A table of codes: the stable name of each kind of finding, and what it means. */
export type CodeTable = Readonly<Record<string, CodeDescription>>;

/** Makes a finding of a code in `codes`; its severity is the code's. */
export function findingOf<Codes extends CodeTable>(
  codes: Codes,
  code: keyof Codes & string,
  details: {
    readonly setting: string | null;
    readonly message: string;
    /** @default the code's own general fix */
    readonly fix?: string;
    /** @default {null} */
    readonly where?: Finding["where"];
  },
): Finding {
  const description = codes[code]!;
  return {
    severity: description.severity,
    code,
    setting: details.setting,
    where: details.where ?? null,
    message: details.message,
    fix: details.fix ?? description.fix,
    docs: `connect/validator/CODES.md#${code}`,
  };
}
