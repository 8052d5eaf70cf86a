import { type CodeTable, findingOf } from "./codes.ts";
import type { ConnectorConfig } from "./connector_config.ts";
import { hasProviderReference } from "./connector_config.ts";
import type { Finding } from "./finding.ts";
import type { SettingFact, ValueFault } from "./java_values.ts";
import { faultOfValue } from "./java_values.ts";
import { ownCodes } from "./codes/own_codes.ts";
import { readJavaRegex } from "./java_regex.ts";

/** Name of a kind of finding that the checks of settings, mappings and queries raise. */
export type Code = keyof typeof ownCodes;

/** What a finding says beyond its code. */
export interface FindingDetails {
  readonly setting: string | null;
  readonly message: string;
  /** @default the code's own general fix */
  readonly fix?: string;
  /** @default {null} */
  readonly where?: Finding["where"];
}

/** Gathers what the checks find in one config, and what they could not check. */
export class Report {
  readonly findings: Finding[] = [];
  /** What could not be judged, and why; a sentence each. */
  readonly unchecked: string[] = [];

  /** Adds a finding. */
  add(code: Code, details: FindingDetails): void {
    this.findings.push(findingOf(ownCodes satisfies CodeTable, code, details));
  }

  /** Says that something could not be checked. */
  couldNotCheck(what: string): void {
    if (!this.unchecked.includes(what)) this.unchecked.push(what);
  }

  /**
   * Checks the value of one setting by its type and validator, if it is given and known here.
   *
   * @returns the value, or null if it is absent, unknown or refused.
   */
  checkValue(
    config: ConnectorConfig,
    setting: string,
    fact: SettingFact,
  ): string | null {
    const value = config[setting];
    if (value === undefined) {
      if (fact.required) {
        this.add("setting-required", {
          setting,
          message: `${setting} is required, but is not given`,
          fix: `add ${JSON.stringify(setting)}`,
        });
      }
      return null;
    }
    if (hasProviderReference(value)) return null;
    const fault = faultOfValue(value, fact);
    if (fault !== null) {
      this.#addFault(setting, fault);
      return null;
    }
    return fact.regex && !this.checkRegex(setting, value) ? null : value;
  }

  /** Checks that a value is a Java regular expression. */
  checkRegex(setting: string, value: string): boolean {
    const { error } = readJavaRegex(value.trim());
    if (error === null) return true;
    const start = error.index + value.length - value.trimStart().length;
    this.add("setting-regex", {
      setting,
      message: `${setting} is no Java regular expression: ${error.message}`,
      where: { start, end: Math.min(start + 1, value.length) },
    });
    return false;
  }

  #addFault(setting: string, fault: ValueFault): void {
    this.add(codeOfFault[fault.kind], {
      setting,
      message: `${setting} ${fault.message}`,
      fix: fault.fix,
    });
  }
}

const codeOfFault = {
  type: "setting-type",
  range: "setting-range",
  choice: "setting-choice",
  empty: "setting-empty",
  duplicate: "setting-duplicate",
} as const satisfies Record<ValueFault["kind"], Code>;
