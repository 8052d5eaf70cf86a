import type { CqlSchema } from "../../../cql/schema_model.ts";
import type { ConnectorConfig } from "../connector_config.ts";
import { groupTopicSettings } from "../table_groups.ts";
import { CodecContext } from "./codecs/context.ts";
import type { ConnectHeader } from "./connect_value.ts";
import { type Converter, converterOf } from "./converters.ts";
import { type Note, NotSimulated, RecordRefused } from "./refusal.ts";
import type { SampleRecord } from "./sample_record.ts";
import { spoil } from "./spoilt.ts";
import { mapRecord, type TableOutcome } from "./sink/map_record.ts";
import {
  datastaxFields,
  defaultConverter,
  ownFields,
  type SinkRecord,
} from "./sink/record_fields.ts";
import {
  type Dialect,
  type TableTarget,
  tableTarget,
} from "./sink/table_target.ts";
import { type ChainStep, transformChain } from "./transforms/chain.ts";

/** A step before the sink that refuses a record. */
export interface StageRefusal {
  readonly stage: "converter" | "transform";
  /** The setting that names the converter or SMT. */
  readonly setting: string;
  readonly message: string;
  readonly fix: string | null;
}

/** What becomes of one sample. */
export type SampleOutcome =
  & { readonly sample: SampleRecord; readonly notes: readonly StageNote[] }
  & (
    | { readonly kind: "refused"; readonly refusals: readonly StageRefusal[] }
    | { readonly kind: "filtered" }
    | { readonly kind: "unknown"; readonly reason: string }
    | { readonly kind: "unmapped"; readonly topic: string }
    | {
      readonly kind: "mapped";
      readonly topic: string;
      readonly isTombstone: boolean;
      readonly tables: readonly {
        readonly target: TableTarget;
        readonly outcome: TableOutcome;
        readonly context: CodecContext;
      }[];
    }
  );

/** Something that a converter or SMT changed without an error. */
export interface StageNote {
  readonly setting: string;
  readonly kind: "spoilt" | "overwritten";
  readonly message: string;
  /** The field that became null. */
  readonly field?: string;
}

interface MappedTopic {
  readonly context: CodecContext;
  readonly targets: readonly TableTarget[];
}

/** A connector's way from Kafka to the table, ready to take samples. */
export class Pipeline {
  readonly #key: Converter | null;
  readonly #value: Converter | null;
  readonly #header: Converter | null;
  readonly #chain: readonly ChainStep[];
  readonly #topics = new Map<string, MappedTopic>();
  #notes: StageNote[] = [];
  #stage = "";

  constructor(
    readonly config: ConnectorConfig,
    readonly dialect: Dialect,
    schema: CqlSchema | null,
  ) {
    const note: Note = ({ kind, message, value, field }) => {
      const setting = this.#stage;
      if (value !== undefined && value !== null) {
        spoil(value, { setting, message, onlyFraction: kind === "cut" });
      } else if (kind !== "cut") {
        this.#notes.push({
          setting,
          kind,
          message,
          ...(field === undefined ? {} : { field }),
        });
      }
    };
    this.#key = converterOf(config, "key", note);
    this.#value = converterOf(config, "value", note);
    this.#header = converterOf(config, "header", note);
    this.#chain = transformChain(config, note);
    for (const { topic, codec, tables } of groupTopicSettings(config).topics) {
      this.#topics.set(topic, {
        // Both sinks trim what they read, as Connect does.
        context: new CodecContext(
          Object.fromEntries(
            Object.entries(codec).map(([name, text]) => [name, text.trim()]),
          ),
        ),
        targets: tables.flatMap((group) =>
          tableTarget(group, schema, dialect) ?? []
        ),
      });
    }
  }

  /** Sends one sample through. */
  run(sample: SampleRecord): SampleOutcome {
    this.#notes = [];
    const notes = this.#notes;
    try {
      return { sample, notes, ...this.#run(sample) };
    } catch (error) {
      if (error instanceof NotSimulated) {
        return { sample, notes, kind: "unknown", reason: error.message };
      }
      throw error;
    }
  }

  #run(sample: SampleRecord) {
    const refusals: StageRefusal[] = [];
    const attempt = <Result>(
      stage: StageRefusal["stage"],
      setting: string,
      action: () => Result,
    ): Result | null => {
      this.#stage = setting;
      try {
        return action();
      } catch (error) {
        if (!(error instanceof RecordRefused)) throw error;
        refusals.push({
          stage,
          setting,
          message: error.message,
          fix: error.fix,
        });
        return null;
      }
    };
    const [convertKey, convertValue] = [this.#key, this.#value];
    const key = convertKey === null ? "unknown" as const : attempt(
      "converter",
      "key.converter",
      () => convertKey(sample.key),
    );
    const value = convertValue === null ? "unknown" as const : attempt(
      "converter",
      "value.converter",
      () => convertValue(sample.value),
    );
    const headers = attempt(
      "converter",
      "header.converter",
      () =>
        sample.headers.map((header): ConnectHeader => ({
          key: header.key,
          ...this.#header!(header.value),
        })),
    );
    if (key === null || value === null || headers === null) {
      return { kind: "refused" as const, refusals };
    }
    let record: SinkRecord | null = {
      topic: sample.topic,
      partition: sample.partition,
      timestamp: sample.timestamp,
      key,
      value,
      headers,
    };
    for (const step of this.#chain) {
      const current: SinkRecord = record;
      let dropped = false;
      const next = attempt("transform", step.setting, () => {
        const applied = applyStep(step, current);
        dropped = applied === null;
        return applied;
      });
      if (dropped) return { kind: "filtered" as const };
      if (next === null) return { kind: "refused" as const, refusals };
      record = next;
    }
    return this.#map(record);
  }

  #map(record: SinkRecord) {
    const topic = this.#topics.get(record.topic);
    if (topic === undefined) {
      return { kind: "unmapped" as const, topic: record.topic };
    }
    const fields = this.dialect === "own"
      ? ownFields(record)
      : datastaxFields(record);
    return {
      kind: "mapped" as const,
      topic: record.topic,
      isTombstone: record.value !== "unknown" && record.value.value === null,
      tables: topic.targets.map((target) => ({
        target,
        context: topic.context,
        outcome: mapRecord(fields, target, {
          context: topic.context,
          dialect: this.dialect,
        }),
      })),
    };
  }
}

// An SMT that asks for what only the worker's default converter can read cannot be simulated.
function applyStep(step: ChainStep, record: SinkRecord): SinkRecord | null {
  const probe = { schema: null, value: null };
  const known = (part: "key" | "value") => {
    const content = record[part];
    if (content !== "unknown") return content;
    if (step.reads.includes(part)) throw defaultConverter(part);
    return probe;
  };
  const applied = step.apply({
    ...record,
    key: known("key"),
    value: known("value"),
  });
  if (applied === null) return null;
  return {
    ...applied,
    key: applied.key === probe ? "unknown" : applied.key,
    value: applied.value === probe ? "unknown" : applied.value,
  };
}
