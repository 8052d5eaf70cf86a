import type { ConnectorConfig } from "../connector_config.ts";
import { findingOf } from "../codes.ts";
import type { Finding } from "../finding.ts";
import { type SampleCode, sampleCodes } from "./codes.ts";
import { countOf } from "./count.ts";
import type { SampleOutcome } from "./pipeline.ts";
import type { SampleRecord } from "./sample_record.ts";
import type { EntryRefusal, RefusalKind } from "./sink/map_record.ts";
import type { Dialect, TableTarget, TargetEntry } from "./sink/table_target.ts";
import { spoiltIn } from "./spoilt.ts";
import { findWrongRows, type MappedSample } from "./wrong_rows.ts";

/** What one occurrence of a fault says; those of one `group` become one finding. */
interface Fault {
  readonly group: string;
  readonly code: SampleCode;
  readonly setting: string | null;
  readonly where: Finding["where"];
  readonly message: string;
  readonly fix: string | null;
  readonly sample: SampleRecord;
  /** Whether Connect or the sink may be told to go on after it, and by what. */
  readonly tolerance: Tolerance;
  /** Whether the record reaches the sink under another topic than its own. */
  readonly renamed?: boolean;
}

/** What happens to a record that fails: null if nothing tolerates it. */
type Tolerance = string | null;

const codeOfKind: Readonly<Record<RefusalKind, SampleCode>> = {
  "field-missing": "sample-field-missing",
  value: "sample-value-refused",
  "key-null": "sample-key-null",
  "key-empty": "sample-key-empty",
  "not-a-number": "sample-not-a-number",
  ttl: "sample-ttl-too-long",
};

/** Makes findings of what became of the samples. */
export class Verdict {
  constructor(
    readonly config: ConnectorConfig,
    readonly dialect: Dialect,
  ) {}

  /** No sample is of a topic that the connector reads. */
  noSampleOf(samples: readonly SampleRecord[]): Finding[] {
    const topics = [...new Set(samples.map(({ topic }) => topic))];
    return [
      findingOf(sampleCodes, "sample-other-topics", {
        setting: "topics.regex" in this.config ? "topics.regex" : "topics",
        message: `the samples are of ${
          topics.slice(0, 5).join(", ")
        }, which the connector does not read`,
      }),
    ];
  }

  /** Judges all outcomes together: whether records are lost depends on how many of them are. */
  judge(outcomes: readonly SampleOutcome[]): Finding[] {
    const byTopic = Map.groupBy(outcomes, ({ sample }) => sample.topic);
    return [...byTopic.values()].flatMap((ofTopic) =>
      this.#judgeTopic(ofTopic)
    );
  }

  #judgeTopic(outcomes: readonly SampleOutcome[]): Finding[] {
    const faults = outcomes.flatMap((outcome) => this.#faults(outcome));
    const lost = new Set(faults.map(({ sample }) => sample));
    const sent = outcomes.filter(({ kind }) => kind !== "filtered").length;
    const allLost = lost.size === sent;
    const findings = [...Map.groupBy(faults, ({ group }) => group).values()]
      .map((group) =>
        this.#finding(group, { total: outcomes.length, allLost })
      );
    return [
      ...findings,
      ...this.#allFiltered(outcomes),
      ...this.#wrongRows(outcomes, lost),
      ...this.#unknowns(outcomes),
    ];
  }

  #faults(outcome: SampleOutcome): Fault[] {
    const { sample } = outcome;
    switch (outcome.kind) {
      case "refused":
        return outcome.refusals.map(({ stage, setting, message, fix }) => ({
          group: `${stage} ${setting}`,
          code: stage === "converter"
            ? "sample-converter-refused"
            : "sample-transform-refused",
          setting,
          where: null,
          message,
          fix,
          sample,
          tolerance: this.#connectTolerance(),
        }));
      case "unmapped":
        return [{
          group: `topic ${outcome.topic}`,
          code: "sample-topic-unmapped",
          setting: this.#routingSetting(outcome.topic === sample.topic),
          where: null,
          message: outcome.topic === sample.topic
            ? `the topic ${outcome.topic} has no mapping`
            : `the SMTs make the topic ${sample.topic} ${outcome.topic}, which has no mapping`,
          fix: null,
          sample,
          tolerance: this.#sinkTolerance(false),
          renamed: outcome.topic !== sample.topic,
        }];
      case "mapped":
        return outcome.tables.flatMap(({ target, outcome: { refusals } }) =>
          refusals.map((refusal) => ({
            ...this.#entryFault(sample, target, refusal),
            renamed: outcome.topic !== sample.topic,
          }))
        );
      default:
        return [];
    }
  }

  #entryFault(
    sample: SampleRecord,
    target: TableTarget,
    { entry, kind, message, fix, byCassandra }: EntryRefusal,
  ): Fault {
    const { entry: { start, end, field, column } } = entry;
    const inField = kind === "field-missing";
    return {
      group: `${target.group.prefix} ${start} ${kind}`,
      code: codeOfKind[kind],
      setting: `${target.group.prefix}mapping`,
      where: inField ? { start: field.start, end: field.end } : { start, end },
      message: inField ? message : `${column.text}=${field.text}: ${message}`,
      fix,
      sample,
      tolerance: this.#sinkTolerance(byCassandra),
    };
  }

  #finding(
    faults: readonly Fault[],
    { total, allLost }: { readonly total: number; readonly allLost: boolean },
  ): Finding {
    const [first] = faults as [Fault];
    const count = new Set(faults.map(({ sample }) => sample)).size;
    const skipped = first.tolerance !== null && !allLost;
    const fate = first.tolerance !== null
      ? first.tolerance
      // DataStax's sink rewinds the partition, which fails where that is of another topic.
      : this.dialect === "own" || first.code === "sample-converter-refused" ||
          first.code === "sample-transform-refused" || first.renamed === true
      ? "the task fails"
      : "the partition stalls";
    return findingOf(
      sampleCodes,
      !skipped
        ? first.code
        : fate.includes("dead letter queue")
        ? "sample-record-skipped"
        : "sample-record-lost",
      {
        setting: first.setting,
        where: first.where,
        message: `${countOf(count, total)} (${
          count === 1 ? "" : "first "
        }line ${first.sample.line}): ${first.message}; ${fate}`,
        fix: first.fix ?? sampleCodes[first.code].fix,
      },
    );
  }

  // Converters and SMTs go by Connect's own error handling.
  #connectTolerance(): Tolerance {
    if (this.config["errors.tolerance"]?.trim() !== "all") return null;
    return this.#deadLetter();
  }

  #sinkTolerance(byCassandra: boolean): Tolerance {
    const ignore = this.config.ignoreErrors?.trim().toLowerCase() ?? "none";
    // Connect gives our sink a reporter only where a record would leave a trace.
    if (
      this.dialect === "own" &&
      this.config["errors.tolerance"]?.trim() === "all" &&
      (this.#deadLetterQueue() !== "" ||
        this.config["errors.log.enable"]?.trim().toLowerCase() === "true")
    ) return this.#deadLetter();
    const ignored = ignore === "all" ||
      ((ignore === "driver" || ignore === "true") && byCassandra);
    return ignored ? "ignoreErrors drops the record" : null;
  }

  #deadLetter(): string {
    const queue = this.#deadLetterQueue();
    return queue === ""
      ? "errors.tolerance=all drops the record"
      : `the record goes to the dead letter queue ${queue}`;
  }

  #deadLetterQueue(): string {
    return this.config["errors.deadletterqueue.topic.name"]?.trim() ?? "";
  }

  #routingSetting(unchanged: boolean): string {
    if (unchanged) {
      return "topics.regex" in this.config ? "topics.regex" : "topics";
    }
    const router = (this.config.transforms ?? "").split(",")
      .map((alias) => `transforms.${alias.trim()}.type`)
      .find((setting) => /Router/.test(this.config[setting] ?? ""));
    return router ?? "transforms";
  }

  #allFiltered(outcomes: readonly SampleOutcome[]): Finding[] {
    const alive = outcomes.filter(({ sample }) => sample.value !== null);
    if (alive.length === 0 || !alive.every(({ kind }) => kind === "filtered")) {
      return [];
    }
    const setting = (this.config.transforms ?? "").split(",")
      .map((alias) => `transforms.${alias.trim()}.type`)
      .find((name) => /Filter/.test(this.config[name] ?? ""));
    return [
      findingOf(sampleCodes, "sample-all-filtered", {
        setting: setting ?? "transforms",
        message: `${
          countOf(alive.length, outcomes.length)
        } with a value: the SMTs drop the record`,
      }),
    ];
  }

  #wrongRows(
    outcomes: readonly SampleOutcome[],
    lost: ReadonlySet<SampleRecord>,
  ): Finding[] {
    const noted = this.#changes(outcomes, lost);
    const mapped = new Map<string, MappedSample[]>();
    for (const outcome of outcomes) {
      if (outcome.kind !== "mapped" || lost.has(outcome.sample)) continue;
      for (const { target, outcome: table, context } of outcome.tables) {
        const key = target.group.prefix;
        mapped.set(key, [...mapped.get(key) ?? [], {
          sample: outcome.sample,
          isTombstone: outcome.isTombstone,
          target,
          outcome: table,
          context,
        }]);
      }
    }
    return [
      ...noted,
      ...[...mapped.values()].flatMap((samples) =>
        findWrongRows(samples, { total: outcomes.length })
      ),
    ];
  }

  // What converters and SMTs changed, as far as it comes into a row.
  #changes(
    outcomes: readonly SampleOutcome[],
    lost: ReadonlySet<SampleRecord>,
  ): Finding[] {
    const changes = outcomes.flatMap((outcome) =>
      outcome.kind !== "mapped" || lost.has(outcome.sample)
        ? []
        : changesIn(outcome).map((change) => ({
          ...change,
          sample: outcome.sample,
        }))
    );
    return [
      ...Map.groupBy(changes, ({ setting, code }) => `${code} ${setting}`)
        .values(),
    ].map((group) => {
      const samples = new Set(group.map(({ sample }) => sample));
      const [{ setting, code, message, sample }] = group as [
        typeof group[number],
      ];
      return findingOf(sampleCodes, code, {
        setting,
        message: `${
          countOf(samples.size, outcomes.length)
        } (line ${sample.line}): ${message}`,
      });
    });
  }

  #unknowns(outcomes: readonly SampleOutcome[]): Finding[] {
    const reasons = new Map<string, SampleRecord[]>();
    const add = (reason: string, sample: SampleRecord) => {
      const samples = reasons.get(reason) ?? [];
      if (!samples.includes(sample)) samples.push(sample);
      reasons.set(reason, samples);
    };
    for (const outcome of outcomes) {
      if (outcome.kind === "unknown") add(outcome.reason, outcome.sample);
      if (outcome.kind !== "mapped") continue;
      for (const { outcome: table } of outcome.tables) {
        for (const reason of table.unknown) add(reason, outcome.sample);
      }
    }
    return [...reasons].map(([reason, samples]) =>
      findingOf(sampleCodes, "sample-not-simulated", {
        setting: null,
        message: `${
          countOf(samples.length, outcomes.length)
        } could not be judged to the end: ${reason} is not simulated`,
      })
    );
  }
}

interface StageChange {
  readonly code: SampleCode;
  readonly setting: string;
  readonly message: string;
}

function changesIn(
  outcome: SampleOutcome & { kind: "mapped" },
): StageChange[] {
  const cells = outcome.tables.flatMap(({ outcome }) => outcome.cells);
  const spoilt = cells.flatMap(({ entry, field }) => {
    if (field === null) return [];
    const reason = spoiltIn(field.kind === "json" ? field.node : field.value);
    return reason === null || (reason.onlyFraction && !holdsFraction(entry))
      ? []
      : [{ code: "sample-number-wrapped" as const, ...reason }];
  });
  const notes = outcome.notes.filter(({ setting, kind, field }) =>
    kind === "overwritten" ||
    cells.some(({ entry: { source } }) =>
      source.part !== "now" && setting.startsWith(source.part) &&
      (source.name === null || field === undefined || source.name === field)
    )
  ).map(({ setting, kind, message }) => ({
    code: kind === "spoilt"
      ? "sample-number-wrapped" as const
      : "sample-field-overwritten" as const,
    setting,
    message,
  }));
  return [...spoilt, ...notes];
}

function holdsFraction({ type }: TargetEntry): boolean {
  return type?.kind === "native" &&
    ["float", "double", "decimal"].includes(type.name);
}
